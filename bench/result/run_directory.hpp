// The only on-disk truth of a run: append trials, read them back, trust no damaged byte.
#pragma once

#include "base/result.hpp"
#include "result/record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::result {

class RunWriter {
public:
  /// Makes the folder (its parents too) and proves that it can be written, before anything is measured. A folder that
  /// exists and is not empty is refused (kind usage).
  static base::Result<RunWriter> create(const std::filesystem::path &folder);
  const std::filesystem::path &folder() const;
  base::Status write_run(const RunRecord &record);
  /// trials/<n>.series.json, then trials/<n>.json; each whole or not at all.
  base::Status write_trial(const TrialRecord &record);

private:
  explicit RunWriter(std::filesystem::path folder);
  std::filesystem::path folder_;
};

/// A run as read: what could be read, and what could not.
struct Run {
  RunRecord record;
  std::vector<TrialRecord> trials;  ///< by number
  std::vector<std::string> damaged; ///< "trials/7.json: …": named, skipped, told in the report
  std::filesystem::path folder;
};

/// Errors: no such run (usage, with the nearest id), run.json unreadable or of another schema version (damaged).
base::Result<Run> read_run(const std::filesystem::path &folder);

/// A directory, a run id under <root>/results or <root>/results/reference, or "latest" → the directory.
base::Result<std::filesystem::path> find_run(const std::filesystem::path &root, std::string_view wanted);
/// Run ids under <root>/results (and reference/), oldest first.
std::vector<std::filesystem::path> list_runs(const std::filesystem::path &root);
/// "20261123-052059-quick": sortable, unique enough for one machine.
std::string new_run_id(std::string_view profile);

} // namespace reqbench::result
