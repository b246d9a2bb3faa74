// What is looked at while a load runs, beside the load: the machine just before and just after it, the server's memory
// ten times a second. Each look is booked into the load's record.
#pragma once

#include "base/cpu_time.hpp"
#include "resource/disturbance.hpp"
#include "resource/process_tree.hpp"
#include "resource/sampler.hpp"
#include "result/record.hpp"

#include <vector>

namespace reqbench::run {

/// What server, generator and processors had consumed at one edge of the measure window.
struct Edge {
  resource::TreeCpu tree;
  std::vector<base::CpuTime> processors;
  base::Nanoseconds generator{}; ///< CPU time of this process
};
/// For the thread that sees the edge: two files of each process of the server, /proc/stat and a clock.
Edge read_edge(resource::ProcessTree &tree);

/// Busy time of the processors of one side that neither the server nor this process used there.
struct Foreign {
  base::Nanoseconds server{}, generator{};
};
/// `server_cpu`: of the server between the two. Where both sides share a processor, what is foreign to it is booked on
/// the server's side.
Foreign foreign_cpu(const Edge &begin, const Edge &end, base::Nanoseconds server_cpu, const base::CpuSet &server,
                    const base::CpuSet &generator);

/// Begins to look when it is made, just before the load.
class Watch {
public:
  Watch(const resource::ProcessTree &tree, base::CpuSet server_cpus);
  /// Just after the load: the machine, the memory in its window and the series. Its recording must be there already.
  void book(result::LoadRecord &load, base::Instant measure_begin, base::Instant measure_end);

private:
  base::CpuSet server_cpus_;
  resource::MachineCounts before_;
  resource::Sampler sampler_;
};

/// First, middle and last of the points that lie in the window; nothing when there are fewer than three.
std::optional<result::MemoryInWindow> memory_in_window(const resource::Sampled &sampled, base::Instant begin,
                                                       base::Instant end);

} // namespace reqbench::run
