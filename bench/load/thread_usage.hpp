// What the calling thread has consumed so far, by the kernel's account: the generator watches itself.
#pragma once

#include <cstdint>

namespace reqbench::load {

struct ThreadUsage {
  double user_s = 0, system_s = 0;
  std::uint64_t involuntary_switches = 0;
};
ThreadUsage thread_usage();

} // namespace reqbench::load
