// The only on-disk truth of a run: append trials, read them back, trust no damaged byte.
#pragma once

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/result.hpp"
#include "result/record.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::result {

/// Writes a file whole or not at all: base::write_file_atomically, or what a test puts in its place.
using WriteFile = std::function<base::Status(const std::filesystem::path &, std::string_view)>;

class RunWriter {
public:
  /// Makes the folder (its parents too) and proves that it can be written, before anything is measured. A folder that
  /// exists and is not empty is refused (kind usage).
  static base::Result<RunWriter> create(const std::filesystem::path &folder,
                                        WriteFile write = base::write_file_atomically);
  /// The folder of a run that ended before its plan, to write the rest of it; what a killed run left half written is
  /// removed. Errors (kind usage): another reqbench is writing into it, or what stands where its files belong is none.
  static base::Result<RunWriter> reopen(const std::filesystem::path &folder,
                                        WriteFile write = base::write_file_atomically);
  const std::filesystem::path &folder() const;
  base::Status write_run(const RunRecord &record);
  /// trials/<n>.series.json, then trials/<n>.json; each whole or not at all.
  base::Status write_trial(const TrialRecord &record);

private:
  RunWriter(std::filesystem::path folder, WriteFile write, base::Descriptor lock);
  static base::Result<RunWriter> prove(const std::filesystem::path &folder, WriteFile write);
  base::Status write(const std::string &file, const base::Json &document);
  std::filesystem::path folder_;
  WriteFile write_;
  base::Descriptor lock_; ///< of the folder: two who wrote into it would each lose what the other measured
};

/// A run as read: what could be read, and what could not.
struct Run {
  RunRecord record;
  std::vector<TrialRecord> trials;       ///< by number
  std::vector<TrialRecord> calibrations; ///< by number: those of record.calibration, which take part in nothing else
  std::vector<std::string> damaged;      ///< "trials/7.json: …", "trials: …": named, skipped, told in the report
  /// "3 of 36 files that the run wrote are missing, those of trials 3,7-8": what the last line of `damaged` says then.
  std::string missing;
  /// Those of `damaged` whose account is wrong (broken_account()): not a torn file, but numbers that cannot be right.
  std::vector<std::string> broken_accounts;
};

/// The first three of so many lines, and how many more there are; where they are few, all.
std::vector<std::string> folded(std::vector<std::string> lines);

/// Errors: no such run (usage, with the nearest id), run.json unreadable or of another schema version (damaged), too
/// few descriptors to open each of its files (environment).
base::Result<Run> read_run(const std::filesystem::path &folder);

/// A directory, a run id under <root>/results or <root>/results/reference, or "latest" (of those that have
/// trials, when any has) → the directory.
base::Result<std::filesystem::path> find_run(const std::filesystem::path &root, std::string_view wanted);
/// The folder of a run that a user names: a folder anywhere, also without a checkout around it, a run id of the
/// checkout's, or latest. What is a path but no run is given back as it is: reading it says what is wrong with it.
base::Result<std::filesystem::path> locate_run(std::string_view wanted);
/// Runs under <root>/results (and reference/), oldest first; none where there is no such folder. Errors (kind
/// environment): a folder that is there and cannot be read.
base::Result<std::vector<std::filesystem::path>> list_runs(const std::filesystem::path &root);
/// "20261123-052059-quick" (UTC): sortable. With `beside` (the results folder), "-2", "-3", … is appended while the
/// name is taken there.
std::string new_run_id(std::string_view profile, const std::filesystem::path &beside = {});

} // namespace reqbench::result
