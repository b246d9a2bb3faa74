// The guard before local ports run out. Whoever closes a connection first keeps its port for a while (TIME_WAIT); a
// load that opens connections without end would find none left, and that would be told as the server's failure. On
// loopback there are 16 million addresses to connect from, each with ports of its own, so as many are taken as a load
// needs; elsewhere a load that does not fit is refused.
#pragma once

#include "load/load.hpp"

namespace reqbench::load {

/// What this machine has.
struct LocalPorts {
  int of_an_address = 0;    ///< that connect() may choose
  int waiting = 0;          ///< kept by connections of before, at whatever address
  base::Nanoseconds kept{}; ///< so long after we have closed a connection
};
LocalPorts read_local_ports(bool loopback);

/// From how many addresses the load must connect, at least the asked ones. Errors (usage): more than there are; they
/// say how many connections a second would fit.
base::Result<int> addresses_for(const LoadPlan &plan, const LocalPorts &ports, bool loopback);

} // namespace reqbench::load
