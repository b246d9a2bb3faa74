// Reading a run: what is damaged is named and skipped, what is whole is kept.
#include "result/run_directory.hpp"

#include "base/cpus.hpp"
#include "base/parallel.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace reqbench::result {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

/// The series of a load of a day has 25 MB, that of a trial of ten loads of an hour 46. What is made of hostile lists
/// takes some 25 times their length, in each thread that reads.
constexpr std::uintmax_t largest_document = std::uintmax_t{64} * 1024 * 1024;

/// What cannot be looked at may be there: reading it says why. Under a name that is too long nothing can be.
bool may_exist(const fs::path &path) {
  std::error_code untold;
  return fs::status(path, untold).type() != fs::file_type::not_found && untold != std::errc::filename_too_long;
}

/// Of kind damaged they do not name the file: who calls does, as a report may, without the folders of this machine. Of
/// kind environment they are whole, and say nothing about the file: this machine cannot open one more.
base::Result<base::Json> read_document(const fs::path &path) {
  std::error_code unknown;
  if (const auto size = fs::file_size(path, unknown); !unknown && size > largest_document)
    return base::Error{ErrorKind::damaged,
                       "larger than " + std::to_string(largest_document >> 20U) + " MiB, which no file of a run is"};
  auto bytes = base::read_file(path, ErrorKind::damaged);
  if (!bytes) {
    if (bytes.error().kind() == ErrorKind::environment) return std::move(bytes).error();
    const auto &message = bytes.error().message(); // "reading <path>: Is a directory"
    const auto named = path.string() + ": ";
    const auto at = message.find(named);
    return base::Error{ErrorKind::damaged, at == message.npos ? message : message.substr(at + named.size())};
  }
  return base::parse_json(*bytes, path.filename().string(), ErrorKind::damaged);
}

/// "trials/12.json" → 12; 0 for every other name.
int trial_number(const fs::path &path) {
  const auto name = path.filename().string();
  int number = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (code != std::errc{} || number < 1 || std::string_view{end} != ".json" || name.starts_with('0')) return 0;
  return number;
}

/// What stands in the files of one trial, whatever else the run holds.
struct TrialFiles {
  base::Result<TrialRecord> trial;
  base::Status series; ///< an error where it is damaged; none where it was left out
};

base::Status read_series(const fs::path &path, TrialRecord &trial) {
  if (!may_exist(path)) return {}; // a copied result may leave the series out
  const auto json = read_document(path);
  return json ? series_from_json(*json, trial) : base::Status{json.error()};
}

fs::path series_of(const fs::path &trial, int number) {
  return trial.parent_path() / (std::to_string(number) + ".series.json");
}

TrialFiles read_trial(const fs::path &path, int number) {
  const auto json = read_document(path);
  if (!json) return {json.error(), {}};
  auto trial = trial_from_json(*json);
  if (!trial) return {std::move(trial), {}};
  auto series = read_series(series_of(path, number), *trial);
  return {std::move(trial), std::move(series)};
}

/// A trial that the plan in run.json does not know, or that another file holds already.
std::string stranger(const TrialRecord &trial, int number, const Run &run) {
  if (trial.number != number) return "it says that it is trial " + std::to_string(trial.number);
  const auto &kept = is_calibration(trial, run.record) ? run.calibrations : run.trials;
  const auto twin = std::ranges::find_if(kept, [&](const TrialRecord &other) {
    return other.block == trial.block && other.server == trial.server && other.workload == trial.workload;
  });
  if (twin != kept.end()) return "trial " + std::to_string(twin->number) + " is of the same server, workload and block";
  return out_of_plan(trial, run.record);
}

void take_trial(const fs::path &path, int number, TrialFiles files, Run &run) {
  const auto name = "trials/" + path.filename().string() + ": ";
  if (!files.trial) return run.damaged.push_back(name + files.trial.error().message());
  auto &trial = *files.trial;
  if (const auto why = stranger(trial, number, run); !why.empty()) return run.damaged.push_back(name + why);
  if (const auto why = broken_account(trial); !why.empty()) {
    run.damaged.push_back(name + why);
    return run.broken_accounts.push_back(name + why);
  }
  if (!files.series)
    run.damaged.push_back("trials/" + series_of(path, number).filename().string() + ": " +
                          files.series.error().message() + " (its trial is kept)");
  (is_calibration(trial, run.record) ? run.calibrations : run.trials).push_back(std::move(trial));
}

/// By number. The writer makes the folder before anything is measured, so one that is not there was lost.
base::Result<std::map<int, fs::path>> trial_files(const fs::path &folder, Run &run) {
  std::map<int, fs::path> files;
  std::error_code code;
  for (fs::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code))
    if (const int number = trial_number(entry->path()); number > 0) files[number] = entry->path();
  if (auto failed = base::system_error(ErrorKind::damaged, "reading " + folder.string(), code);
      code && failed.kind() == ErrorKind::environment)
    return failed;
  const bool is_lost = code == std::errc::no_such_file_or_directory && run.record.trials_written.value_or(0) > 0;
  if (code && !is_lost) run.damaged.push_back("trials: " + code.message());
  return files;
}

/// The error that says nothing about the files.
std::optional<base::Error> refusal_of_machine(const TrialFiles &files) {
  if (!files.trial && files.trial.error().kind() == ErrorKind::environment) return files.trial.error();
  if (!files.series && files.series.error().kind() == ErrorKind::environment) return files.series.error();
  return {};
}

/// Reading takes nearly all the time of a report, and no file needs another one; what is made of them follows by
/// number. A run of which this machine cannot open each file is not told at all: what was not read is not damaged.
base::Status read_trials(const std::map<int, fs::path> &files, Run &run) {
  const std::vector<std::pair<int, fs::path>> in_order{files.begin(), files.end()};
  std::vector<std::optional<TrialFiles>> read(in_order.size());
  base::in_parallel(read.size(), [&](std::size_t i) { read[i] = read_trial(in_order[i].second, in_order[i].first); });
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (auto refused = refusal_of_machine(*read[i])) return *std::move(refused);
    take_trial(in_order[i].second, in_order[i].first, *std::move(read[i]), run);
  }
  return {};
}

/// Trials of servers that were left out have no file either, so where more numbers have none than files are missing, it
/// is not known which.
void tell_missing(const std::map<int, fs::path> &files, Run &run) {
  const auto written = run.record.trials_written.value_or(0), found = static_cast<int>(files.size());
  if (found >= written) return;
  constexpr int most = 100'000; // a number of a file that was edited would fill the memory
  const int last = std::min(most, files.empty() ? written : std::max(written, files.rbegin()->first));
  std::vector<int> without;
  for (int number = 1; number <= last; ++number)
    if (!files.contains(number)) without.push_back(number);
  const bool known = static_cast<int>(without.size()) == written - found;
  run.missing = std::to_string(written - found) + " of " + std::to_string(written) +
                " files that the run wrote are missing" +
                (known ? ", those of trials " : "; there are none of trials ") + base::to_string(without);
  run.damaged.push_back("trials/: " + run.missing);
}

/// A server that a continued run could not start any more has its earlier launches, and they count.
void keep_measured(Run &run) {
  for (auto &server : run.record.servers)
    if (std::ranges::count(run.trials, server.label, &TrialRecord::server) > 0) server.skipped.clear();
}

} // namespace

base::Result<Run> read_run(const fs::path &folder) {
  const auto file = folder / "run.json";
  if (!may_exist(file))
    return base::Error{ErrorKind::usage, folder.string() + " holds no run (there is no run.json in it); reqbench list "
                                                           "runs shows which there are"};
  auto json = read_document(file);
  if (!json && json.error().kind() == ErrorKind::environment) return std::move(json).error();
  if (!json) return std::move(json).error().while_doing("reading " + file.string());
  auto record = run_from_json(*json);
  if (!record) return std::move(record).error().while_doing("reading " + file.string());
  Run run{.record = *std::move(record),
          .trials = {},
          .calibrations = {},
          .damaged = {},
          .missing = {},
          .broken_accounts = {}};
  const auto files = trial_files(folder / "trials", run);
  if (!files) return files.error();
  const bool listed = run.damaged.empty();
  if (auto read = read_trials(*files, run); !read) return std::move(read).error();
  if (listed) tell_missing(*files, run);
  keep_measured(run);
  return run;
}

std::vector<std::string> folded(std::vector<std::string> lines) {
  constexpr std::size_t most = 4, kept = 3;
  if (lines.size() <= most) return lines;
  const auto more = lines.size() - kept;
  lines.resize(kept);
  lines.push_back(std::to_string(more) + " more files: the conditions of the report name each");
  return lines;
}

} // namespace reqbench::result
