// What only trying tells of a machine: what a look at the clock costs, how late a sleeper wakes, whether the kernel
// lets this process use io_uring. Some milliseconds together.
#pragma once

#include "base/clock.hpp"

#include <string>

namespace reqbench::resource {

struct Probes {
  std::string hypervisor_vendor;  ///< how it signs; empty on bare metal and where no instruction tells
  base::Nanoseconds clock_cost{}; ///< of one look at the clock
  base::Nanoseconds clock_step{}; ///< the smallest difference seen between two looks that differ
  base::Nanoseconds oversleep{};  ///< the median over some short sleeps, with the timer slack that a load sets
  std::string io_uring_refused;   ///< why; empty = it works
};
Probes probe();

} // namespace reqbench::resource
