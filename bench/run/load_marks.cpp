#include "run/load_marks.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::run {

bool clock_jumped(const result::TrialRecord &trial, base::Nanoseconds in_all) {
  const auto is_jump = [](base::Nanoseconds change) { return std::chrono::abs(change) >= base::least_clock_jump; };
  return is_jump(in_all) || std::ranges::any_of(trial.loads, [&](const auto &load) {
           return load.machine && is_jump(load.machine->clock_jump);
         });
}

bool read_at_edges(const result::LoadRecord &load) {
  return std::chrono::abs(load.server_window - load.recording.measured) <= load.recording.measured / 10;
}

std::vector<std::string> load_marks(const result::LoadRecord &load, const LoadReadings &readings) {
  const auto &ledger = load.recording.ledger;
  const std::pair<bool, const char *> all[]{
      {ledger.difference() != 0, "ledger broken"},
      {ledger.wrong() > 0, "wrong answers"},
      {sample::generator_late(load.recording), "generator late"},
      {!readings.counters, "counters not read"},
      {!readings.processors, "foreign CPU not read"},
      {!readings.server_cpu, "processes changed"},
  };
  std::vector<std::string> marks;
  for (const auto &[holds, what] : all)
    if (holds) marks.push_back(std::string{what} + " in " + load.name);
  if (!read_at_edges(load)) marks.push_back(result::read_late_mark(load.name));
  return marks;
}

} // namespace reqbench::run
