// Which processors share a physical core or a memory node, and which of them a run gives to the server and which to the
// generator: pure functions of a topology text, so that machines that are not here can be planned for in a test.
#pragma once

#include "base/cpus.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::resource {

struct Processor {
  int number = 0;
  int core = 0; ///< a number that only its siblings, the other threads of its physical core, have too
  int node = 0;
  std::uint64_t speed = 0; ///< the larger the faster, in any unit; 0 = not told
};

/// Those that this process may use, by number.
struct Topology {
  Topology() = default;
  /// Each processor a core of its own: where the kernel tells nothing else.
  Topology(const base::CpuSet &allowed);
  Topology(std::initializer_list<int> allowed) : Topology{base::CpuSet{allowed}} {}
  explicit Topology(std::vector<Processor> processors);

  std::vector<Processor> processors;

  base::CpuSet allowed() const;
  /// The processors of each physical core, in the order of their first.
  std::vector<base::CpuSet> cores() const;
};

/// Lines "processor,core,socket,node[,speed]", as `lscpu -p=CPU,CORE,SOCKET,NODE,MAXMHZ` prints them ('#' begins a
/// comment; an empty node is 0). Only the allowed ones count; an allowed one without a line is a core of its own.
Topology parse_topology(std::string_view text, const base::CpuSet &allowed);
/// The same of the kernel's files under `root`/sys.
Topology topology_in(const std::filesystem::path &root, const base::CpuSet &allowed);
/// This machine's, for this process.
Topology read_topology();

struct CorePlan {
  base::CpuSet server, generator;
  std::string note; ///< what is not as it should be: the sentence for the report; empty = all is well
};

/// `count` processors for the server, all others for the generator but the siblings of the server's, which stay idle.
/// The server gets processors of as many physical cores, of one memory node where one has enough; the fastest, else the
/// highest, because interrupts gather on the lowest and are not the server's cost. It never shares a core with the
/// generator where that can be avoided: before it comes to that, two threads of one core are both the server's. Errors
/// (usage): no processor is left for the generator (of a single one both make use).
base::Result<CorePlan> plan_cores(const Topology &topology, int count);

} // namespace reqbench::resource
