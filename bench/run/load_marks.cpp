#include "run/load_marks.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::run {
namespace {

/// A process that came or went took CPU time that the readings at the edges do not hold.
bool same_processes(std::vector<pid_t> before, std::vector<pid_t> after) {
  std::ranges::sort(before);
  std::ranges::sort(after);
  return before == after;
}

} // namespace

std::vector<std::string> load_marks(const result::LoadRecord &load, const LoadReadings &readings) {
  const auto &ledger = load.recording.ledger;
  const std::pair<bool, const char *> all[]{
      {ledger.difference() != 0, "ledger broken"},
      {ledger.wrong() > 0, "wrong answers"},
      {sample::generator_late(load.recording), "generator late"},
      {!readings.counters, "counters not read"},
      {!readings.processors, "foreign CPU not read"},
      {!same_processes(readings.before, readings.after), "processes changed"},
  };
  std::vector<std::string> marks;
  for (const auto &[holds, what] : all)
    if (holds) marks.push_back(std::string{what} + " in " + load.name);
  return marks;
}

} // namespace reqbench::run
