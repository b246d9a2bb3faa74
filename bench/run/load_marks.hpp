// What a reader must know of one load of a trial before trusting its figures, as marks of the trial. A mark that speaks
// of one load ends with " in <load>", by which statistics keep it from the other loads. Pure.
#pragma once

#include "result/record.hpp"

#include <string>
#include <vector>

namespace reqbench::run {

/// What could be read around the load. What could not leaves a zero in the record, which only a mark tells from a real
/// one.
struct LoadReadings {
  bool counters = true;   ///< before and after it
  bool processors = true; ///< /proc/stat, at both edges of its window
  /// Of the whole tree: some of its processes came and went without anybody who waited for them.
  bool server_cpu = true;
};

/// The two readings of the server's CPU lie as far apart as the window they are of, to a tenth of it: else the machine
/// stood still at an edge, and what was used is told of another time than what was answered.
bool read_at_edges(const result::LoadRecord &load);

/// In one of the trial's loads, or by so much from its beginning to its end: forth and back again is no change.
bool clock_jumped(const result::TrialRecord &trial, base::Nanoseconds in_all);

std::vector<std::string> load_marks(const result::LoadRecord &load, const LoadReadings &readings);

} // namespace reqbench::run
