// From a manifest to what is executed: placeholders filled in, and the environment a server is given. Pure text; the
// launcher and the check for missing programs use the same words.
#pragma once

#include "launch/manifest.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::launch {

/// What stands for the placeholders; port, workers and scratch are known only at launch.
struct Filling {
  std::filesystem::path root;
  std::filesystem::path folder;
  std::filesystem::path build; ///< <root>/build/servers/<name>
  std::optional<int> port;
  std::optional<int> workers;
  std::optional<std::filesystem::path> scratch; ///< a folder of this start only (scratch.hpp)
};
Filling filling_of(const Manifest &manifest, const std::filesystem::path &root);

/// The placeholders of a text, with their braces, as they come: "{port}", also unknown ones. Braces around anything but
/// lower-case letters and `_` are plain text.
std::vector<std::string> placeholders(std::string_view text);
/// The names that start (and, but for {port}, {workers} and {scratch}, every other field) may use.
const std::vector<std::string> &known_placeholders(bool at_start);

std::string fill(std::string_view text, const Filling &filling);

bool mentions_port(const std::vector<std::string> &start);
/// By its command, or by a file that is filled in for it.
bool is_told_its_port(const Manifest &manifest);
/// The start command; `--port N --workers N` is appended when nothing else tells the port.
std::vector<std::string> start_command(const Manifest &manifest, const Filling &filling);
std::vector<std::string> version_command(const Manifest &manifest, const Filling &filling);

/// A fixed allow-list and the manifest's own, which win; placeholders stand as they are written. Nothing comes from the
/// user's environment: it would differ between machines, and HOME holds a user name that must not reach a result.
std::map<std::string, std::string> environment_template(const Manifest &manifest);
/// The same, filled in, as sorted "K=V" lines.
std::vector<std::string> server_environment(const Manifest &manifest, const Filling &filling);

/// The search path of every server.
std::string_view search_path();
/// Where a program without a folder is found; nothing when it is not.
std::optional<std::filesystem::path> on_search_path(const std::string &program);
/// A regular file that may be executed.
bool is_program(const std::filesystem::path &path);

} // namespace reqbench::launch
