// A library that a test preloads into reqbench: the wall clock is set back by a second, and forth again, every other
// second. Not by more, because the servers keep the machine's, and their Date is checked. Every other clock goes on.
#include <dlfcn.h>
#include <time.h>

namespace {

using ClockGettime = int (*)(clockid_t, timespec *);

int real_clock(clockid_t which, timespec *time) {
  static const auto real = reinterpret_cast<ClockGettime>(::dlsym(RTLD_NEXT, "clock_gettime"));
  return real(which, time);
}

} // namespace

extern "C" int clock_gettime(clockid_t which, timespec *time) {
  const int failed = real_clock(which, time);
  if (failed != 0 || which != CLOCK_REALTIME) return failed;
  timespec up{};
  real_clock(CLOCK_MONOTONIC, &up);
  time->tv_sec -= up.tv_sec / 2 % 2;
  return 0;
}

extern "C" time_t time(time_t *into) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (into != nullptr) *into = now.tv_sec;
  return now.tv_sec;
}
