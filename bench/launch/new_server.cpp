#include "launch/new_server.hpp"

#include "base/file.hpp"
#include "base/nearest.hpp"
#include "launch/manifest.hpp"

#include <algorithm>
#include <cctype>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string in_capitals(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// The word is that name, or begins with it: go_gin, go_gin_tests, not go_ginger.
bool is_named(std::string_view word, std::string_view name) {
  return word.starts_with(name) && (word.size() == name.size() || word[name.size()] == '_');
}

std::string renamed_word(std::string_view word, const std::string &like, const std::string &name, const Words &others) {
  for (const bool capitals : {false, true}) {
    const auto from = capitals ? in_capitals(like) : like;
    if (!is_named(word, from)) continue;
    const bool is_another = std::ranges::any_of(others, [&](const std::string &other) {
      return other.size() > like.size() && is_named(word, capitals ? in_capitals(other) : other);
    });
    if (!is_another) return (capitals ? in_capitals(name) : name) + std::string{word.substr(from.size())};
  }
  return std::string{word};
}

/// What a build or an editor leaves is no part of a server.
bool is_source(const fs::path &relative) {
  return std::ranges::none_of(relative, [](const fs::path &part) {
    const auto name = part.string();
    return name.starts_with('.') || name == "__pycache__" || name == "venv" || name == "build";
  });
}

constexpr std::string_view notes = "NOTES.md";

std::string notes_of(const std::string &name, const std::string &like) {
  return "# " + name + "\n\nBegun as a copy of `" + like +
         "`. To be said here: which documented ways of its framework were tried and why this\none, what \"idiomatic\" "
         "meant, with the page of the framework's own documentation, and what it leaves open.\n";
}

base::Status copy_files(const fs::path &from, const fs::path &to, const std::string &like, const std::string &name,
                        const Words &others) {
  std::error_code code;
  fs::create_directories(to, code);
  for (fs::recursive_directory_iterator entry{from, code}, end; !code && entry != end; entry.increment(code)) {
    const auto relative = entry->path().lexically_relative(from);
    if (!entry->is_regular_file(code) || !is_source(relative) || relative == notes) continue;
    const auto text = base::read_file(entry->path(), base::ErrorKind::environment);
    if (!text) return text.error();
    const auto target = to / renamed(relative.string(), like, name, others);
    fs::create_directories(target.parent_path(), code);
    const bool binary = text->find('\0') != text->npos;
    if (auto written = base::write_file_atomically(target, binary ? *text : renamed(*text, like, name, others));
        !written)
      return written;
    fs::permissions(target, entry->status().permissions(), code);
  }
  if (code) return base::Error{base::ErrorKind::environment, "copying " + from.string() + ": " + code.message()};
  return base::write_file_atomically(to / notes, notes_of(name, like));
}

base::Status check_name(const fs::path &root, const std::string &name) {
  constexpr std::size_t longest = 60;
  const bool good = !name.empty() && name.size() <= longest && std::islower(static_cast<unsigned char>(name[0])) != 0 &&
                    std::ranges::all_of(name, [](char c) { return c == '_' || (in_word(c) && !std::isupper(c)); });
  if (!good)
    return base::Error{base::ErrorKind::usage,
                       "a server's name is a small letter, then small letters, digits and _, at "
                       "most 60; got '" +
                           name + "'"};
  std::error_code ignored;
  if (fs::exists(root / "servers" / name, ignored))
    return base::Error{base::ErrorKind::usage, "servers/" + name + " is there already; choose another name"};
  return {};
}

} // namespace

std::string renamed(std::string_view text, const std::string &like, const std::string &name, const Words &others) {
  std::string result;
  while (!text.empty()) {
    const auto begin = static_cast<std::size_t>(std::ranges::find_if(text, in_word) - text.begin());
    result += text.substr(0, begin);
    text.remove_prefix(begin);
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, in_word) - text.begin());
    result += renamed_word(text.substr(0, length), like, name, others);
    text.remove_prefix(length);
  }
  return result;
}

base::Result<std::vector<fs::path>> new_server(const fs::path &root, const std::string &name, const std::string &like) {
  if (auto checked = check_name(root, name); !checked) return std::move(checked).error();
  const auto servers = read_servers(root);
  if (!servers) return servers.error();
  Words candidates, others;
  for (const auto &server : servers->read) {
    if (is_candidate(server)) candidates.push_back(server.name);
    others.push_back(server.name);
    others.insert(others.end(), server.shares.begin(), server.shares.end());
  }
  if (std::ranges::find(candidates, like) == candidates.end())
    return base::unknown_name("server", like, candidates).while_doing("--like");

  // Made beside its place, under a name that is no server's, and moved there when it is whole.
  const auto draft = root / "servers" / ("." + name + ".new"), target = root / "servers" / name;
  std::error_code code;
  fs::remove_all(draft, code);
  auto copied = copy_files(root / "servers" / like, draft, like, name, others);
  if (copied) {
    fs::rename(draft, target, code);
    if (code) copied = base::Error{base::ErrorKind::environment, "making " + target.string() + ": " + code.message()};
  }
  if (!copied) {
    fs::remove_all(draft, code);
    return std::move(copied).error();
  }
  std::vector<fs::path> files;
  for (const auto &entry : fs::recursive_directory_iterator{target, code})
    if (entry.is_regular_file(code)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

} // namespace reqbench::launch
