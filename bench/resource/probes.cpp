#include "resource/probes.hpp"

#include "resource/machine.hpp"

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <thread>

namespace reqbench::resource {
namespace {

using base::Nanoseconds;

void look_at_clock(Probes &probes) {
  constexpr int looks = 20'000;
  const auto begin = base::now();
  auto last = begin;
  auto step = Nanoseconds::max();
  for (int i = 0; i < looks; ++i) {
    const auto now = base::now();
    if (now > last) step = std::min(step, Nanoseconds{now - last});
    last = now;
  }
  probes.clock_cost = (last - begin) / looks;
  probes.clock_step = step == Nanoseconds::max() ? Nanoseconds{0} : step;
}

/// On a thread of its own, which the slack ends with.
Nanoseconds median_oversleep() {
  std::array<Nanoseconds, 15> late{};
  std::thread{[&] {
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    for (auto &one : late) {
      const auto due = base::now() + std::chrono::microseconds{300};
      std::this_thread::sleep_until(due);
      one = base::now() - due;
    }
  }}.join();
  std::ranges::nth_element(late, late.begin() + late.size() / 2);
  return late[late.size() / 2];
}

std::string io_uring_refusal() {
#ifdef __NR_io_uring_setup
  alignas(8) std::array<std::byte, 120> parameters{}; // struct io_uring_params, all zero: no wishes
  const auto ring = ::syscall(__NR_io_uring_setup, 2, parameters.data());
  if (ring < 0) return std::strerror(errno);
  ::close(static_cast<int>(ring));
  return {};
#else
  return "this reqbench was built without it";
#endif
}

} // namespace

Probes probe() {
  Probes probes;
  probes.hypervisor_vendor = hypervisor_vendor();
  look_at_clock(probes);
  probes.oversleep = median_oversleep();
  probes.io_uring_refused = io_uring_refusal();
  return probes;
}

} // namespace reqbench::resource
