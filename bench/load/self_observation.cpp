#include "load/self_observation.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace reqbench::load {
namespace {

double seconds(const timeval &time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

} // namespace

SelfObservation::Consumed SelfObservation::consumed() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage); // cannot fail with these arguments
  return {.user_s = seconds(usage.ru_utime),
          .system_s = seconds(usage.ru_stime),
          .involuntary_switches = static_cast<std::uint64_t>(usage.ru_nivcsw)};
}

/// A spin is one wait of many looks: it counts once, by the longest of them, or thousands of looks that found nothing
/// would hide the one at which the machine was busy elsewhere.
void SelfObservation::look(base::Instant now) {
  if (began_ == never) return;
  const bool quiet = woke_ == never;
  longest_ = std::max(longest_, now - std::min(planned_, woke_));
  const bool spun = quiet && spins_;
  if (spun) spun_ += now - began_;
  began_ = never;
  const bool counts = measuring_ || across_end_;
  if (!counts) across_begin_ = longest_;
  if (spun) return;
  if (counts) loop_delay_.record(longest_);
  longest_ = {};
}

void SelfObservation::begin_measure() {
  measuring_ = true;
  if (across_begin_ > base::Nanoseconds{0}) loop_delay_.record(across_begin_);
  longest_ = {}; // of a spin, which may go on: it is counted
  at_begin_ = consumed();
  spun_at_begin_ = spun_;
}

void SelfObservation::end_measure(base::Nanoseconds window) {
  if (!measuring_) return;
  measuring_ = false;
  across_end_ = true;
  if (longest_ > base::Nanoseconds{0}) loop_delay_.record(longest_); // of a spin that the end of the window ends
  longest_ = {};
  const auto now = consumed();
  thread_ = {.user_s = now.user_s - at_begin_.user_s,
             .system_s = now.system_s - at_begin_.system_s,
             .spin_s = base::to_seconds(spun_ - spun_at_begin_),
             .involuntary_switches = now.involuntary_switches - at_begin_.involuntary_switches};
  thread_.busy_share = std::max(0.0, thread_.user_s + thread_.system_s - thread_.spin_s) / base::to_seconds(window);
}

sample::GeneratorUsage SelfObservation::usage() const {
  sample::GeneratorUsage usage;
  usage.threads = 1;
  usage.cpu_user_s = thread_.user_s;
  usage.cpu_system_s = thread_.system_s;
  usage.cpu_spin_s = thread_.spin_s;
  usage.involuntary_switches = thread_.involuntary_switches;
  usage.busy_share = thread_.busy_share;
  usage.loop_delay = loop_delay_;
  usage.by_thread = {thread_};
  return usage;
}

} // namespace reqbench::load
