// plan → proof → pilots → blocks of trials → run directory: the only place where making samples and keeping them meet.
#pragma once

#include "base/stop.hpp"
#include "load/live_feed.hpp"
#include "result/run_directory.hpp"
#include "run/pace.hpp"
#include "run/plan.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::run {

/// What is done now, and how far the run has come.
struct Step {
  Kind kind{};
  int trial = 0, trials = 0; ///< 0 = before the first one; of as many as are planned so far
  int block = 0, blocks = 0;
  /// --precision: the half-width that is asked of each ratio, how many blocks it may cost, and the half-width of the
  /// widest ratio after the last whole block, where one has been looked at.
  std::optional<result::PrecisionRecord> precision{};
  std::optional<double> widest{};
};

/// Told while the run goes on; cli prints it. All calls come from the thread that called execute().
class Observer {
public:
  virtual ~Observer() = default;
  virtual void on_step(const Step &step, const Pace &pace) = 0;
  /// Of the trial at hand: "closed", "capacity: 812/s, step 3 of at most 12".
  virtual void on_phase(std::string_view phase) = 0;
  /// Where the loads show themselves while they run; null = nowhere.
  virtual load::LiveFeed *feed() { return nullptr; }
  /// It is over, and written.
  virtual void on_trial(const result::TrialRecord &trial, const Pace &pace) = 0;
  virtual void on_warning(std::string_view text, const std::vector<std::string> &details) = 0;
};

struct Ended {
  std::filesystem::path folder;
  bool interrupted = false;
  bool server_failed = false; ///< a server did not start, hung or died
  bool wrong_answer = false;  ///< a server failed verify, or answered wrongly in a pilot or a trial
  int finished = 0;           ///< trials that count
};

/// Facts of this build and checkout for the record.
struct Origin {
  std::string version, compiler, build_type;
  std::vector<std::string> arguments;
};

/// An error (kind environment) when a load needs more connections than a process may hold: found before anything is
/// measured.
base::Status check_descriptors(const std::vector<result::LoadRequest> &loads, std::uint64_t limit);

/// Measures the plan into `folder`, which is made. Errors (kind environment): the folder cannot be made or written, as
/// on a full disk; they say where the run stopped and how it goes on, and what was written before stands. Nothing else
/// ends a run early but `stop`: what happens to a trial is written into it.
base::Result<Ended> execute(Plan plan, const std::filesystem::path &root, const std::filesystem::path &folder,
                            const Origin &origin, const base::StopFlag &stop, Observer &observer,
                            result::WriteFile write = base::write_file_atomically);

/// Goes on with a run that ended before its plan, in the folder it lies in: proves the servers again, keeps the rates
/// of its pilots, and measures what is not there. Errors (kind usage): anything differs from when it began
/// (differences()), or another reqbench writes into it; (kind damaged): a finished trial of it cannot be trusted.
base::Result<Ended> resume(Plan plan, const result::Run &earlier, const std::filesystem::path &root,
                           const std::filesystem::path &folder, const Origin &origin, const base::StopFlag &stop,
                           Observer &observer, result::WriteFile write = base::write_file_atomically);

} // namespace reqbench::run
