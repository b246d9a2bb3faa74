// The stage of the pilots: their answers are what the loads expect, and their goodput the scale of the open rates.
#include "run/execution.hpp"
#include "run/pilot.hpp"
#include "run/rates.hpp"

namespace reqbench::run {

void pilot_all(Execution &run) {
  for (std::size_t w = 0; w < run.plan.workloads.size(); ++w) {
    const auto &workload = run.plan.workloads[w];
    auto &pilots = run.record.pilots[workload.name()];
    for (std::size_t p = 0; p < run.plan.participants.size() && !run.stop.requested(); ++p) {
      const auto &participant = run.plan.participants[p];
      if (participant.again || !offers(participant.manifest, workload)) continue;
      const bool kept = run.standing.is_continued(); // the rates of a run stay those of its first pilots
      if (kept && !pilots.contains(participant.label)) run.standing.give_up(participant.manifest.name, w);
      const Kind kind{Stage::pilot, participant.label, workload.name()};
      if (!run.standing.wants_pilot(p, w, run.stored_answer.has_value())) {
        run.pace.leave_out(kind);
        continue;
      }
      run.begin_step(kind);
      auto pilot = run_pilot(run.plan, participant, workload, run.root, run.stop,
                             kept ? PilotDepth::learn : PilotDepth::learn_and_measure, run.observer.feed());
      if (run.stop.requested()) return;
      if (!pilot) {
        const bool wrong = pilot.error().kind() == base::ErrorKind::wrong_answer;
        (wrong ? run.ended.wrong_answer : run.ended.server_failed) = true;
        run.standing.give_up(participant.manifest.name, w);
        run.warn(participant.label + " takes no part in " + workload.name() + ": " + pilot.error().message(),
                 pilot.error().details());
        continue;
      }
      run.ended.wrong_answer |= pilot->wrong_answers;
      if (!run.stored_answer && pilot->answer) {
        run.stored_answer = std::move(pilot->answer);
        run.calibration_shots = calibration_shots(pilot->shots, *run.stored_answer);
      }
      if (!kept) pilots[participant.label] = pilot->goodput_per_s;
      run.shots[{participant.manifest.name, workload.name()}] = std::move(pilot->shots);
    }
    if (!run.standing.is_continued() && !pilots.empty()) run.record.common_rates[workload.name()] = common_rate(pilots);
  }
}

void settle_calibration(Execution &run) {
  if (!run.standing.has_to_calibrate() || run.stop.requested()) return;
  const auto without = "the generator's own ceiling is not measured, and who bound a load is decided by an assumed "
                       "share of its processors: ";
  if (!run.stored_answer) return run.warn(without + std::string{"no pilot gave an answer that can be stored"});
  auto file = AnswerFile::write(run.root, run.stored_answer->bytes);
  if (!file) return run.warn(without + file.error().message());
  run.answer_file.emplace(*std::move(file));
}

} // namespace reqbench::run
