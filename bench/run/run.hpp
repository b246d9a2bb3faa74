// plan → proof → pilots → blocks of trials → run directory: the only place where making samples and keeping them meet.
#pragma once

#include "base/stop.hpp"
#include "result/run_directory.hpp"
#include "run/observer.hpp"
#include "run/plan.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::run {

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
