#include "run/run.hpp"

#include "run/execution.hpp"

namespace reqbench::run {
namespace {

void correct_pace(Execution &run) {
  for (const auto &trial : run.plan.trials)
    if (!run.standing.is_done(trial)) run.pace.leave_out(run.plan.estimate(trial) - run.estimate(trial));
}

base::Result<Ended> carry_out(Execution &run) {
  if (auto saved = run.save(); !saved) return std::move(saved).error();
  prove_all(run);
  settle_baseline(run);
  pilot_all(run);
  settle_calibration(run);
  correct_pace(run);
  if (auto saved = run.save(); !saved) return std::move(saved).error();
  auto measured = measure_all(run);
  run.ended.interrupted = run.record.interrupted = run.stop.requested();
  if (!run.ended.interrupted && measured) run.record.finished = base::utc_now();
  if (!measured) {
    (void)run.save(); // the trial's error is the one to tell; run.json of the last save stands
    return base::Error{measured.error()}.hint(
        std::to_string(run.ended.finished) +
        (run.ended.finished == 1 ? " finished trial stays" : " finished trials stay") + " readable in " +
        run.writer.folder().string());
  }
  if (auto saved = run.save(); !saved) return std::move(saved).error();
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

base::Result<Ended> execute(Plan plan, const std::filesystem::path &root, const std::filesystem::path &folder,
                            const Origin &origin, const base::StopFlag &stop, Observer &observer) {
  if (auto enough = check_descriptors(plan.loads, resource::read_host().descriptor_limit); !enough)
    return std::move(enough).error();
  auto writer = result::RunWriter::create(folder);
  if (!writer) return std::move(writer).error();
  Execution execution{std::move(plan), root, std::move(*writer), stop, observer};
  describe(execution, origin); // before pinning, which narrows what the host says of its processors
  execution.pin_generator();
  return carry_out(execution);
}

base::Result<Ended> resume(Plan plan, const result::Run &earlier, const std::filesystem::path &root,
                           const std::filesystem::path &folder, const Origin &origin, const base::StopFlag &stop,
                           Observer &observer) {
  if (auto enough = check_descriptors(plan.loads, resource::read_host().descriptor_limit); !enough)
    return std::move(enough).error();
  auto writer = result::RunWriter::reopen(folder);
  if (!writer) return std::move(writer).error();
  Execution execution{std::move(plan), root, std::move(*writer), stop, observer};
  describe(execution, origin);
  if (auto continued = continue_from(execution, earlier); !continued) return std::move(continued).error();
  execution.pin_generator();
  return carry_out(execution);
}

} // namespace reqbench::run
