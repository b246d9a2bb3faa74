#include "tests/include_rules.hpp"

#include "base/file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;

/// Libraries that one folder keeps to itself, so that replacing one touches one folder. Tests may use them elsewhere.
struct Kept {
  std::string_view prefix;
  std::string_view folder;
};
constexpr std::array kept_libraries{Kept{"boost/beast", "connection"}, Kept{"valijson/", "base"}, Kept{"CLI/", "cli"},
                                    Kept{"pybind11/", "python"}};

bool is_test(const fs::path &file) {
  const auto stem = file.stem().string();
  return stem.ends_with("_test") || stem.ends_with("_micro") || stem.ends_with("_fuzz");
}

struct Include {
  std::string path;
  bool quoted;
};

std::optional<Include> include_of(std::string_view line) {
  const auto skip_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
  skip_blanks();
  if (!line.starts_with('#')) return std::nullopt;
  line.remove_prefix(1);
  skip_blanks();
  if (!line.starts_with("include")) return std::nullopt;
  line.remove_prefix(7);
  skip_blanks();
  if (line.empty() || (line[0] != '"' && line[0] != '<')) return std::nullopt;
  const bool quoted = line[0] == '"';
  const auto end = line.find(quoted ? '"' : '>', 1);
  return Include{std::string{line.substr(1, end == std::string_view::npos ? end : end - 1)}, quoted};
}

/// The rule that this include breaks, or nothing.
std::optional<std::string> broken_rule(const Include &include, const std::string &folder, const fs::path &file,
                                       const MayUse &may_use) {
  const auto target = include.path.substr(0, include.path.find('/'));
  const bool ours = may_use.contains(target) || target == "tests";
  if (include.quoted && target == include.path) return "own headers are included as \"folder/file.hpp\"";
  if (!include.quoted && ours) return "own headers stand in quotes";
  if (include.quoted && !ours) return "'" + target + "' is no module of bench/CMakeLists.txt";
  for (const auto &kept : kept_libraries) {
    if (include.path.starts_with(kept.prefix) && folder != kept.folder && folder != "tests" && !is_test(file))
      return "only " + std::string{kept.folder} + " may use " + std::string{kept.prefix};
  }
  if (!ours || folder == "tests") return std::nullopt;
  const auto &allowed = may_use.at(folder);
  if (allowed.contains(target)) return std::nullopt;
  std::string names;
  for (const auto &name : allowed) names += (names.empty() ? "" : ", ") + name;
  return folder + " may use only " + names + " (bench/CMakeLists.txt)";
}

} // namespace

MayUse parse_modules(std::string_view text) {
  MayUse may_use;
  std::istringstream lines{std::string{text}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string name, word;
    std::getline(words, name, ':');
    auto &allowed = may_use[name];
    allowed = {name, "base"};
    while (words >> word) allowed.insert(word);
  }
  return may_use;
}

base::Result<std::vector<std::string>> broken_includes(const fs::path &bench, const MayUse &may_use) {
  std::vector<std::string> broken;
  for (const auto &entry : fs::recursive_directory_iterator{bench}) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp")) continue;
    const auto shown = entry.path().lexically_relative(bench.parent_path());
    const auto folder = entry.path().lexically_relative(bench).begin()->string();
    if (!may_use.contains(folder) && folder != "tests") {
      broken.push_back(shown.string() + ":1: lies in no module of bench/CMakeLists.txt");
      continue;
    }
    const auto text = base::read_file(entry.path());
    if (!text) return text.error();
    std::istringstream lines{*text};
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      const auto include = include_of(line);
      if (!include) continue;
      if (const auto rule = broken_rule(*include, folder, entry.path(), may_use))
        broken.push_back(shown.string() + ":" + std::to_string(number) + ": includes \"" + include->path +
                         "\": " + *rule);
    }
  }
  std::ranges::sort(broken);
  return broken;
}

} // namespace reqbench::tests
