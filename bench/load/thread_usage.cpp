#include "load/thread_usage.hpp"

#include <sys/resource.h>

namespace reqbench::load {
namespace {

double seconds(const timeval &time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

} // namespace

ThreadUsage thread_usage() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage); // cannot fail with these arguments
  return {.user_s = seconds(usage.ru_utime),
          .system_s = seconds(usage.ru_stime),
          .involuntary_switches = static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

} // namespace reqbench::load
