// Finding runs: a directory, an id, or the latest.
#include "result/run_directory.hpp"

#include "base/clock.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/nearest.hpp"

#include <algorithm>

namespace reqbench::result {
namespace {

namespace fs = std::filesystem;

bool is_run(const fs::path &folder) {
  std::error_code ignored;
  return fs::exists(folder / "run.json", ignored);
}

/// A run that was interrupted before its first trial, or has just begun, tells nothing. One whose trials cannot be
/// looked at is told as that, and not passed over.
bool has_trials(const fs::path &run) {
  std::error_code code;
  const fs::directory_iterator first{run / "trials", code};
  return first != fs::directory_iterator{} || (code && code != std::errc::no_such_file_or_directory);
}

} // namespace

base::Result<std::vector<fs::path>> list_runs(const fs::path &root) {
  std::vector<fs::path> runs;
  for (const auto &folder : {root / "results", root / "results" / "reference"}) {
    std::error_code code;
    for (fs::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code))
      if (is_run(entry->path())) runs.push_back(entry->path());
    if (code && code != std::errc::no_such_file_or_directory)
      return base::system_error(base::ErrorKind::environment, "listing the runs in " + folder.string(), code);
  }
  // Ids begin with the time, so their order is that of the runs; a name that someone chose falls in by its letters.
  std::ranges::sort(runs, {}, [](const fs::path &run) { return run.filename(); });
  return runs;
}

namespace {

/// UTC, as its run.json says; empty where that cannot be read.
std::string started(const fs::path &run) {
  const auto text = base::read_file(run / "run.json");
  const auto json = text ? base::parse_json(*text, "run.json") : base::Result<base::Json>{text.error()};
  const bool is_told = json && json->is_object() && json->contains("started") && json->at("started").is_string();
  return is_told ? json->at("started").get<std::string>() : std::string{};
}

/// The newest last: not every folder is named by the time, as those of --save and --out are not.
void sort_by_time(std::vector<fs::path> &runs) {
  std::vector<std::pair<std::string, fs::path>> dated;
  for (const auto &run : runs) dated.emplace_back(started(run), run);
  std::ranges::stable_sort(dated, {}, &std::pair<std::string, fs::path>::first);
  std::ranges::transform(dated, runs.begin(), &std::pair<std::string, fs::path>::second);
}

} // namespace

base::Result<fs::path> find_run(const fs::path &root, std::string_view wanted) {
  if (wanted != "latest") {
    for (const auto &folder : {fs::path{wanted}, root / "results" / wanted, root / "results" / "reference" / wanted})
      if (!wanted.empty() && is_run(folder)) return folder;
  }
  auto runs = list_runs(root);
  if (!runs) return runs.error();
  if (wanted == "latest") {
    sort_by_time(*runs);
    const auto told = std::ranges::find_if(runs->rbegin(), runs->rend(), has_trials);
    if (told != runs->rend()) return *told;
    if (!runs->empty()) return runs->back();
    return base::Error{base::ErrorKind::usage, "there is no run under results/ yet; make one with scripts/run"};
  }
  std::vector<std::string> names;
  for (const auto &run : *runs) names.push_back(run.filename().string());
  return base::unknown_name("run", wanted, names);
}

base::Result<fs::path> locate_run(std::string_view wanted) {
  std::error_code none; // of a name that is none, such as one that is too long
  const fs::path path{wanted};
  if (is_run(path)) return path;
  const auto root = base::project_root();
  auto found = root ? find_run(*root, wanted) : base::Result<fs::path>{root.error()};
  const bool is_path = wanted.find('/') != wanted.npos || fs::exists(path, none);
  return !found && is_path ? base::Result{path} : std::move(found);
}

std::string new_run_id(std::string_view profile, const fs::path &beside) {
  std::string digits; // of "2026-11-23T05:20:59Z"
  for (const char c : base::utc_now()) {
    if (c >= '0' && c <= '9') digits += c;
    if (c == 'T') digits += '-';
  }
  const auto id = digits + "-" + std::string{profile};
  std::error_code ignored;
  const auto taken = [&](const std::string &name) { return !beside.empty() && fs::exists(beside / name, ignored); };
  auto free = id;
  for (int n = 2; taken(free); ++n) free = id + "-" + std::to_string(n);
  return free;
}

} // namespace reqbench::result
