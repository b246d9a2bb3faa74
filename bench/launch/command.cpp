#include "launch/command.hpp"

#include "base/assert.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace reqbench::launch {
namespace {

constexpr std::string_view path_of_servers = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> given_to_all = {{
    {"LANG", "C.UTF-8"},
    {"PATH", path_of_servers},
    {"TMPDIR", "/tmp"},
    {"TZ", "UTC"},
}};

struct Piece {
  std::size_t begin, length;
};

std::vector<Piece> find_placeholders(std::string_view text) {
  std::vector<Piece> found;
  for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    if (end == text.npos || text[end] != '}' || end == open + 1) continue;
    found.push_back({open, end + 1 - open});
  }
  return found;
}

std::string value_of(std::string_view placeholder, const Filling &filling) {
  if (placeholder == "{root}") return filling.root.string();
  if (placeholder == "{folder}") return filling.folder.string();
  if (placeholder == "{build}") return filling.build.string();
  if (placeholder == "{port}" && filling.port) return std::to_string(*filling.port);
  if (placeholder == "{workers}" && filling.workers) return std::to_string(*filling.workers);
  if (placeholder == "{scratch}" && filling.scratch) return filling.scratch->string();
  return std::string{placeholder};
}

std::vector<std::string> fill_all(const std::vector<std::string> &words, const Filling &filling) {
  std::vector<std::string> filled;
  for (const auto &word : words) filled.push_back(fill(word, filling));
  return filled;
}

} // namespace

Filling filling_of(const Manifest &manifest, const std::filesystem::path &root) {
  return {root, manifest.folder, root / "build" / "servers" / manifest.name, {}, {}, {}};
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> names;
  for (const auto &piece : find_placeholders(text)) names.emplace_back(text.substr(piece.begin, piece.length));
  return names;
}

const std::vector<std::string> &known_placeholders(bool at_start) {
  static const std::vector<std::string> everywhere = {"{root}", "{folder}", "{build}"};
  static const std::vector<std::string> in_start = {"{root}", "{folder}",  "{build}",
                                                    "{port}", "{workers}", "{scratch}"};
  return at_start ? in_start : everywhere;
}

std::string fill(std::string_view text, const Filling &filling) {
  std::string filled;
  std::size_t copied = 0;
  for (const auto &piece : find_placeholders(text)) {
    filled += text.substr(copied, piece.begin - copied);
    filled += value_of(text.substr(piece.begin, piece.length), filling);
    copied = piece.begin + piece.length;
  }
  filled += text.substr(copied);
  return filled;
}

bool mentions_port(const std::vector<std::string> &start) {
  return std::any_of(start.begin(), start.end(), [](const auto &word) { return word.find("{port}") != word.npos; });
}

bool is_told_its_port(const Manifest &manifest) { return mentions_port(manifest.start) || !manifest.filled.empty(); }

std::vector<std::string> start_command(const Manifest &manifest, const Filling &filling) {
  REQBENCH_ASSERT(filling.port && filling.workers, "a start command needs a port and a number of workers");
  auto command = fill_all(manifest.start, filling);
  if (!is_told_its_port(manifest)) {
    for (auto word : {std::string{"--port"}, std::to_string(*filling.port), std::string{"--workers"},
                      std::to_string(*filling.workers)})
      command.push_back(std::move(word));
  }
  return command;
}

std::vector<std::string> version_command(const Manifest &manifest, const Filling &filling) {
  return fill_all(manifest.version, filling);
}

std::map<std::string, std::string> environment_template(const Manifest &manifest) {
  std::map<std::string, std::string> variables{manifest.environment};
  for (const auto &[name, value] : given_to_all) variables.emplace(name, value);
  return variables;
}

std::vector<std::string> server_environment(const Manifest &manifest, const Filling &filling) {
  std::vector<std::string> lines;
  for (const auto &[name, value] : environment_template(manifest)) lines.push_back(name + "=" + fill(value, filling));
  return lines;
}

std::string_view search_path() { return path_of_servers; }

bool is_program(const std::filesystem::path &path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

std::optional<std::filesystem::path> on_search_path(const std::string &program) {
  for (std::string_view rest = search_path(); !rest.empty();) {
    const auto colon = std::min(rest.find(':'), rest.size());
    if (auto path = std::filesystem::path{rest.substr(0, colon)} / program; is_program(path)) return path;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return std::nullopt;
}

} // namespace reqbench::launch
