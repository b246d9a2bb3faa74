#include "launch/manifest.hpp"

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/nearest.hpp"
#include "launch/build_state.hpp"
#include "launch/command.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;
using base::Json;
using base::Result;
using base::Status;

Error at(Error error, const std::string &source, const std::string &place) {
  return std::move(error).while_doing(source + ": at " + place);
}

Status check_placeholders(const std::string &text, bool at_start, const std::string &source, const std::string &place) {
  const auto &known = known_placeholders(at_start);
  for (const auto &name : placeholders(text))
    if (std::find(known.begin(), known.end(), name) == known.end())
      return at(base::unknown_name("placeholder", name, known), source, place);
  return {};
}

Status check_words(const std::vector<std::string> &words, bool at_start, const std::string &source,
                   const std::string &place) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (auto checked = check_placeholders(words[i], at_start, source, place + "/" + std::to_string(i)); !checked)
      return checked;
  return {};
}

Status check_commands(const std::vector<std::vector<std::string>> &commands, const std::string &source,
                      const std::string &place) {
  for (std::size_t i = 0; i < commands.size(); ++i)
    if (auto checked = check_words(commands[i], false, source, place + "/" + std::to_string(i)); !checked)
      return checked;
  return {};
}

Status check_all_placeholders(const Manifest &manifest, const std::string &source) {
  if (auto checked = check_words(manifest.start, true, source, "/start"); !checked) return checked;
  if (auto checked = check_words(manifest.version, false, source, "/version"); !checked) return checked;
  if (auto checked = check_commands(manifest.build, source, "/build"); !checked) return checked;
  if (auto checked = check_commands(manifest.test, source, "/test"); !checked) return checked;
  for (const auto &[name, value] : manifest.environment)
    if (auto checked = check_placeholders(value, false, source, "/environment/" + name); !checked) return checked;
  return {};
}

/// What a schema cannot say: fields that must fit each other and the folder.
Status check_meaning(const Manifest &manifest, const std::string &source) {
  const auto folder = manifest.folder.filename().string();
  if (manifest.name != folder)
    return at(Error{ErrorKind::usage, "expected the folder's name '" + folder + "', got '" + manifest.name + "'"},
              source, "/name");
  if (is_candidate(manifest) && manifest.workloads.empty())
    return at(Error{ErrorKind::usage, "expected the name of a workload that it answers; `reqbench list workloads` has "
                                      "them"},
              source, "/workloads");
  if (manifest.ready != "line" && !is_told_its_port(manifest))
    return at(Error{ErrorKind::usage, "expected {port} in the command or a file in 'filled', because a server whose "
                                      "'ready' is a path is told its port and never asked for it"},
              source, "/start");
  return check_all_placeholders(manifest, source);
}

/// `document` has passed the schema.
Manifest from_document(const Json &document, const fs::path &folder) {
  using Words = std::vector<std::string>;
  Manifest manifest;
  manifest.name = document.at("name").get<std::string>();
  manifest.language = document.at("language").get<std::string>();
  manifest.framework = document.at("framework").get<std::string>();
  manifest.variant = document.at("variant").get<std::string>();
  manifest.concurrency = document.at("concurrency").get<std::string>();
  manifest.workers_meaning = document.at("workers_meaning").get<std::string>();
  manifest.workloads = document.at("workloads").get<Words>();
  manifest.start = document.at("start").get<Words>();
  manifest.needs = document.value("needs", Words{});
  manifest.role = document.value("role", std::string{"candidate"});
  manifest.shares = document.value("shares", Words{});
  manifest.filled = document.value("filled", Words{});
  manifest.build = document.value("build", std::vector<Words>{});
  manifest.test = document.value("test", std::vector<Words>{});
  manifest.version = document.value("version", Words{});
  manifest.ready = document.value("ready", std::string{"line"});
  manifest.environment = document.value("environment", std::map<std::string, std::string>{});
  for (const auto &row : document.value("deviations", Json::array()))
    manifest.deviations.push_back({row.at("check").get<std::string>(), row.at("reason").get<std::string>()});
  manifest.folder = folder;
  return manifest;
}

std::string needs_of(const Manifest &manifest) {
  if (manifest.needs.empty()) return {};
  std::string tools;
  for (const auto &tool : manifest.needs) tools += (tools.empty() ? "" : ", ") + tool;
  return " (its build needs " + tools + ")";
}

/// Short in messages, and the same on every machine: every manifest is servers/<name>/server.json.
std::string source_of(const fs::path &file) {
  const auto folder = file.parent_path();
  return (folder.parent_path().filename() / folder.filename() / file.filename()).string();
}

bool may_be_server(const fs::path &folder) {
  std::error_code ignored;
  const auto name = folder.filename().string();
  return fs::is_directory(folder, ignored) && !name.starts_with('.') && !name.starts_with('_');
}

Result<Manifest> read_manifest(const fs::path &file, const Json &schema) {
  std::error_code ignored;
  const auto source = source_of(file);
  if (!fs::exists(file, ignored))
    return Error{ErrorKind::usage, source + ": there is none; write one (`reqbench new server` copies a working one), "
                                            "or take the folder out of servers/"};
  if (!fs::is_regular_file(file, ignored)) return Error{ErrorKind::usage, source + ": it is not a regular file"};
  auto text = base::read_file(file);
  if (!text && text.error().kind() == ErrorKind::environment) return std::move(text).error();
  if (!text) return Error{ErrorKind::usage, source + ": it cannot be read; look at its permissions"};
  return parse_manifest(*text, file, schema);
}

/// What a manifest names beside itself must be there.
Status check_folder(const Manifest &manifest, const std::string &source) {
  std::error_code ignored;
  for (std::size_t i = 0; i < manifest.shares.size(); ++i)
    if (!fs::is_directory(manifest.folder.parent_path() / manifest.shares[i], ignored))
      return at(Error{ErrorKind::usage, "there is no folder servers/" + manifest.shares[i]}, source,
                "/shares/" + std::to_string(i));
  for (std::size_t i = 0; i < manifest.filled.size(); ++i)
    if (!fs::is_regular_file(manifest.folder / manifest.filled[i], ignored))
      return at(Error{ErrorKind::usage, "there is no file " + manifest.filled[i] + " in its folder"}, source,
                "/filled/" + std::to_string(i));
  return {};
}

/// The kernel would only say that a file is not there, and mean this one.
std::string interpreter_of(const fs::path &program) {
  const base::Descriptor file{::open(program.c_str(), O_RDONLY | O_CLOEXEC)};
  std::array<char, 256> bytes; // as much as the kernel looks at
  const auto count = file.get() < 0 ? -1 : ::read(file.get(), bytes.data(), bytes.size());
  std::string_view line{bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  if (!line.starts_with("#!")) return {};
  line = line.substr(2, line.find('\n') - 2);
  const auto begin = std::min(line.find_first_not_of(" \t"), line.size());
  return std::string{line.substr(begin, line.find_first_of(" \t\r", begin) - begin)};
}

} // namespace

Result<Manifest> parse_manifest(std::string_view text, const fs::path &file, const Json &schema) {
  const auto folder = file.parent_path();
  const auto source = source_of(file);
  auto document = base::parse_json(text, source);
  if (!document) return std::move(document).error();
  if (auto checked = base::validate_json(*document, schema, source); !checked) return std::move(checked).error();
  auto manifest = from_document(*document, folder);
  if (auto checked = check_meaning(manifest, source); !checked) return std::move(checked).error();
  return manifest;
}

Result<Json> manifest_schema(const fs::path &root) {
  const auto file = root / "bench" / "launch" / "server.schema.json";
  auto text = base::read_file(file, ErrorKind::environment);
  if (!text) return std::move(text).error();
  return base::parse_json(*text, file.string(), ErrorKind::environment);
}

bool is_candidate(const Manifest &manifest) { return manifest.role != "calibration"; }

Result<Servers> read_servers(const fs::path &root) {
  auto schema = manifest_schema(root);
  if (!schema) return std::move(schema).error();
  std::error_code code;
  std::vector<fs::path> folders;
  for (fs::directory_iterator entry{root / "servers", code}, end; !code && entry != end; entry.increment(code))
    if (may_be_server(entry->path())) folders.push_back(entry->path());
  if (code) return base::system_error(ErrorKind::usage, "reading " + (root / "servers").string(), code);
  std::sort(folders.begin(), folders.end());
  Servers servers;
  std::set<std::string> shared;
  for (const auto &folder : folders) {
    const auto file = folder / "server.json";
    auto manifest = read_manifest(file, *schema);
    if (manifest) {
      if (auto checked = check_folder(*manifest, source_of(file)); !checked) manifest = std::move(checked).error();
    }
    if (!manifest && manifest.error().kind() == ErrorKind::environment) return std::move(manifest).error();
    if (!manifest) {
      servers.refused.push_back({folder.filename().string(), std::move(manifest).error()});
      continue;
    }
    shared.insert(manifest->shares.begin(), manifest->shares.end());
    servers.read.push_back(std::move(*manifest));
  }
  // What others are built from need be no server of its own.
  std::erase_if(servers.refused, [&](const Refused &refused) {
    std::error_code ignored;
    return shared.contains(refused.name) && !fs::exists(root / "servers" / refused.name / "server.json", ignored);
  });
  return servers;
}

std::optional<Missing> missing(const Manifest &manifest, const fs::path &root) {
  const auto place = "servers/" + manifest.name + "/server.json: at /start/0: ";
  const auto filling = filling_of(manifest, root);
  const auto program = fill(manifest.start.front(), filling);
  const std::string remedy = manifest.build.empty() ? "" : ", or run scripts/setup if its build brings it";
  if (program.find('/') == std::string::npos) {
    if (on_search_path(program)) return {};
    return Missing{Lack::program, place + "not installed: " + program + " is not in " + std::string{search_path()} +
                                      needs_of(manifest) + "; install it" + remedy};
  }
  const auto path = manifest.folder / program; // an absolute program stays as it is
  const auto shown = path.lexically_normal().lexically_proximate(root).string();
  if (is_program(path)) {
    const auto interpreter = interpreter_of(path);
    if (interpreter.empty() || is_program(interpreter)) return {};
    return Missing{Lack::program, place + shown + " names " + interpreter +
                                      " in its first line, which is no program here; correct that line" + remedy};
  }
  std::error_code ignored;
  const bool exists = fs::exists(path, ignored);
  const auto problem = exists ? " is not an executable file" : " does not exist";
  if (!manifest.start.front().starts_with("{build}"))
    return Missing{exists ? Lack::something : Lack::program, place + shown + problem + "; correct the path" + remedy};
  if (const auto failed = failed_build(manifest, root); !failed.empty())
    return Missing{Lack::failed_build, place + "its build failed: " + failed};
  return Missing{Lack::build, place + "not built: " + shown + problem + needs_of(manifest) + "; run scripts/setup"};
}

} // namespace reqbench::launch
