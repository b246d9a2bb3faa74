#include "run/run.hpp"

#include "run/execution.hpp"

namespace reqbench::run {
namespace {

/// Of an error that ended the run early: where that was, what stands, how it goes on.
base::Error stopped(const Execution &run, const base::Error &why) {
  const auto folder = run.writer.folder().string();
  std::error_code ignored;
  if (!std::filesystem::exists(run.writer.folder() / "run.json", ignored))
    return base::Error{why}.hint("nothing was measured; see to that, and begin again");
  const auto kept = run.record.trials_written.value_or(0);
  return base::Error{why}
      .while_doing("the run stopped after " + std::to_string(kept) + " of " + std::to_string(run.plan.trials.size()) +
                   " trials")
      .hint("what is finished is kept. See to that, then go on: reqbench run --resume " + folder +
            (kept == 0 ? "" : "; or report what there is: reqbench report " + folder));
}

base::Status measure_everything(Execution &run) {
  if (auto saved = run.save(); !saved) return saved;
  run.plan_pace();
  prove_all(run);
  settle_baseline(run);
  pilot_all(run);
  settle_calibration(run);
  run.correct_pace();
  if (auto saved = run.save(); !saved) return saved;
  auto measured = measure_all(run);
  run.ended.interrupted = run.record.interrupted = run.stop.requested();
  if (!run.ended.interrupted && measured) run.record.finished = base::utc_now();
  auto saved =
      run.save(); // also when a trial could not be written: perhaps run.json can, and else its last save stands
  return measured ? saved : measured;
}

base::Result<Ended> carry_out(Execution &run) {
  if (const auto done = measure_everything(run); !done) return stopped(run, done.error());
  return run.ended;
}

} // namespace

base::Status check_descriptors(const std::vector<result::LoadRequest> &loads, std::uint64_t limit) {
  // Beside its connections a runner holds its pipes, /proc files, result files and epoll descriptors.
  constexpr std::uint64_t reserve = 64;
  for (const auto &load : loads) {
    if (static_cast<std::uint64_t>(load.connections) + reserve <= limit) continue;
    return base::Error{base::ErrorKind::environment,
                       "load " + load.name + " needs " + std::to_string(load.connections) +
                           " connections, but a process may open only " + std::to_string(limit) +
                           " descriptors here; raise the hard limit (ulimit -Hn) or ask for fewer --connections"};
  }
  return {};
}

namespace {

/// `earlier`: the run that is continued; null for a new one.
base::Result<Ended> begin(Plan plan, const result::Run *earlier, const std::filesystem::path &root,
                          const std::filesystem::path &folder, const Origin &origin, const base::StopFlag &stop,
                          Observer &observer, result::WriteFile write) {
  if (auto enough = check_descriptors(plan.loads, resource::read_host().descriptor_limit); !enough)
    return std::move(enough).error();
  const auto versions = ask_versions(plan, root, stop);
  if (auto admitted = admit_versions(plan, versions, observer); !admitted) return std::move(admitted).error();
  auto writer = earlier != nullptr ? result::RunWriter::reopen(folder, std::move(write))
                                   : result::RunWriter::create(folder, std::move(write));
  if (!writer) return std::move(writer).error();
  Execution execution{std::move(plan), root, std::move(*writer), stop, observer};
  describe(execution, origin, versions); // before pinning, which narrows what the host says of its processors
  if (earlier != nullptr)
    if (auto continued = continue_from(execution, *earlier); !continued) return std::move(continued).error();
  execution.pin_generator();
  return carry_out(execution);
}

} // namespace

base::Result<Ended> execute(Plan plan, const std::filesystem::path &root, const std::filesystem::path &folder,
                            const Origin &origin, const base::StopFlag &stop, Observer &observer,
                            result::WriteFile write) {
  return begin(std::move(plan), nullptr, root, folder, origin, stop, observer, std::move(write));
}

base::Result<Ended> resume(Plan plan, const result::Run &earlier, const std::filesystem::path &root,
                           const std::filesystem::path &folder, const Origin &origin, const base::StopFlag &stop,
                           Observer &observer, result::WriteFile write) {
  return begin(std::move(plan), &earlier, root, folder, origin, stop, observer, std::move(write));
}

} // namespace reqbench::run
