#include "resource/tree_cpu.hpp"

#include <algorithm>

namespace reqbench::resource {
namespace {

Cpu &operator+=(Cpu &sum, const Cpu &more) {
  sum.total += more.total;
  sum.user += more.user;
  sum.system += more.system;
  return sum;
}

Cpu operator-(const Cpu &left, const Cpu &right) {
  return {left.total - right.total, left.user - right.user, left.system - right.system};
}

const ProcessCpu *find(const TreeCpu &reading, const ProcessCpu &wanted) {
  const auto found = std::ranges::find_if(reading.processes, [&](const ProcessCpu &one) {
    return one.process == wanted.process && one.started == wanted.started;
  });
  return found == reading.processes.end() ? nullptr : &*found;
}

Cpu inherited(const TreeCpu &reading) {
  Cpu sum = reading.waited_for_by_reaper;
  for (const auto &process : reading.processes) sum += process.waited_for;
  return sum;
}

Cpu living(const TreeCpu &reading) {
  Cpu sum;
  for (const auto &process : reading.processes) sum += process.own;
  return sum;
}

/// Those that were there at the first reading and are not at the second.
struct Gone {
  Cpu cpu;                  ///< at the first reading, inheritance included
  Cpu waited_for;           ///< the inheritance alone
  bool was_dropped = false; ///< by a parent that does not wait
};

Gone gone(const TreeCpu &begin, const TreeCpu &end) {
  Gone sum;
  for (const auto &process : begin.processes) {
    if (find(end, process) != nullptr) continue;
    sum.cpu += process.own;
    sum.cpu += process.waited_for;
    sum.waited_for += process.waited_for;
    sum.was_dropped = sum.was_dropped || std::ranges::any_of(begin.processes, [&](const ProcessCpu &other) {
                        return other.process == process.parent && other.drops_children;
                      });
  }
  return sum;
}

} // namespace

Consumed consumed(const TreeCpu &begin, const TreeCpu &end) {
  // An inheritance is exact, but shown in ticks and cut off: user and system may each lack almost one.
  constexpr base::Nanoseconds two_ticks = std::chrono::milliseconds{20};
  const auto drops = [](const ProcessCpu &process) { return process.drops_children; };
  const auto left = gone(begin, end);
  const auto handed_on = inherited(end) - (inherited(begin) - left.waited_for);
  Consumed result;
  result.cpu = living(end) - living(begin);
  result.cpu += inherited(end) - inherited(begin);
  result.whole = !left.was_dropped && handed_on.total + two_ticks >= left.cpu.total;
  result.may_hide = std::ranges::any_of(begin.processes, drops) || std::ranges::any_of(end.processes, drops);
  return result;
}

} // namespace reqbench::resource
