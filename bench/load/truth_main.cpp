// The program of `scripts/dev truth`: plays the scenes of the truth tests on a quiet machine and holds each percentile
// to 1 % or 100 µs of the server's own stamps; then holds the pace of an open load against a timer that sends nothing,
// on the same processor, in turn. What the timer misses is the machine's doing.
//
//   load_truth [RUNS [PAIRS [RATE]]]      5 runs a scene, 7 pairs at 5000/s; ends with 1 when a limit is passed
#include "load/truth_scenarios.hpp"

#include "base/units.hpp"

#include <sys/prctl.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

using namespace reqbench;
using namespace std::chrono_literals;
using base::Nanoseconds;
using load::Scene;

struct Seats {
  base::CpuSet server, generator;
};

/// The server has a processor of its own where there are two.
Seats seats() {
  const auto cpus = base::allowed_cpus();
  return {{cpus.front()}, {cpus.back()}};
}

template <class Value> Value median(std::vector<Value> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

std::vector<Scene> scenes() {
  return {
      load::closed_scene("5 ms, closed", 4, 1s, [] { return load::after(5ms); }),
      load::open_scene("5 ms, open", 500, 32, 1s, [] { return load::after(5ms); }),
      load::open_scene("1 % at 100 ms, open", 1000, 128, 2s, [] { return load::one_in(100, 100ms); }),
      load::closed_scene("stall of 500 ms, closed", 4, 1s, [] { return load::frozen_at(500, 500ms); }),
      load::open_scene("stall of 500 ms, open", 500, 16, 2s, [] { return load::frozen_at(500, 500ms); }),
      load::open_scene("freeze of 2 s, open", 200, 8, 3s, [] { return load::frozen_at(100, 2s); }),
      load::open_scene("exponential, mean 10 ms, open", 1000, 256, 2s, [] { return load::exponentially(2000, 10ms); })};
}

/// One row: the medians of what was true and of what was seen, and of their difference, percentile by percentile.
bool tell(const Scene &scene, int runs, const Seats &seats) {
  struct Seen {
    std::vector<Nanoseconds> truth, seen, difference;
  };
  std::array<Seen, load::told_quantiles.size()> all;
  bool balanced = true;
  for (int run = 0; run < runs; ++run) {
    const auto played = load::play(scene, seats.server);
    const auto &ledger = played.recording.ledger;
    balanced = balanced && ledger.ok() == ledger.planned && played.deeds.size() == ledger.planned;
    const auto truth = load::true_latencies(scene, played);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].truth.push_back(load::quantile(truth, load::told_quantiles[i]));
      all[i].seen.push_back(played.recording.latency.quantile(load::told_quantiles[i]));
      all[i].difference.push_back(all[i].seen.back() - all[i].truth.back());
    }
  }
  bool all_true = balanced;
  std::printf("%-30s", std::string{scene.name}.c_str());
  for (const auto &[truth, seen, difference] : all) {
    const auto off = median(difference);
    const bool is_true = std::chrono::abs(off) <= std::max<Nanoseconds>(100us, median(truth) / 100);
    all_true = all_true && is_true;
    std::printf("  %9.3f %+7.0f%s", base::to_seconds(median(truth)) * 1e3, base::to_seconds(off) * 1e6,
                is_true ? " " : "!");
  }
  std::printf("  %s\n", balanced ? "exact" : "NOT EXACT");
  return all_true;
}

/// A timer that sleeps short and looks on, as an open load does, and does nothing when the time has come.
Nanoseconds p99_of_a_bare_timer(double rate, Nanoseconds length, const base::CpuSet &cpus) {
  sample::Histogram late;
  std::jthread timer{[&] {
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    if (!cpus.empty()) (void)base::pin(0, cpus);
    const auto begin = base::now();
    for (std::uint64_t k = 0;; ++k) {
      const auto due = begin + base::from_seconds(static_cast<double>(k) / rate);
      if (due - begin >= length) return;
      const auto sleep = std::max(due - base::now() - 60us, Nanoseconds{0});
      const timespec wait{.tv_sec = 0, .tv_nsec = sleep.count()};
      if (sleep > 0ns) ::nanosleep(&wait, nullptr);
      auto now = base::now();
      while (now < due) now = base::now();
      late.record(now - due);
    }
  }};
  timer.join();
  return late.quantile(0.99);
}

bool tell_pace(int pairs, double rate, const Seats &seats) {
  constexpr Nanoseconds length = 2s, limit = 100us;
  auto scene = load::open_scene("pace", rate, 16, length, [] { return load::after(0ns); });
  scene.plan.cpus = seats.generator;
  std::vector<Nanoseconds> loads, timers, differences;
  for (int pair = 0; pair < pairs; ++pair) {
    Nanoseconds load_late{}, timer_late{};
    for (const bool the_load : {pair % 2 == 0, pair % 2 != 0}) {
      if (the_load)
        load_late = load::play(scene, seats.server).recording.lateness.quantile(0.99);
      else
        timer_late = p99_of_a_bare_timer(rate, length, seats.generator);
    }
    loads.push_back(load_late);
    timers.push_back(timer_late);
    differences.push_back(load_late - timer_late);
    std::printf("  load %s, bare timer %s\n", base::format_duration(load_late).c_str(),
                base::format_duration(timer_late).c_str());
  }
  const auto off = median(differences);
  std::printf("p99 of the lateness, medians of %d pairs at %.0f/s: load %s, bare timer %s, difference %+.1f µs (limit "
              "+100)%s\n",
              pairs, rate, base::format_duration(median(loads)).c_str(), base::format_duration(median(timers)).c_str(),
              base::to_seconds(off) * 1e6, off <= limit ? "" : " !");
  return off <= limit;
}

} // namespace

int main(int argc, char **argv) {
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5,
            pairs = argc > 2 ? std::max(1, std::atoi(argv[2])) : 7;
  const double rate = argc > 3 ? std::max(10.0, std::atof(argv[3])) : 5000;
  const auto places = seats();
  std::printf(
      "Median of %d runs: true latency in ms, and by how many µs the load's differs (limit 1 %% or 100 µs)\n%-30s",
      runs, "");
  for (const double p : load::told_quantiles)
    std::printf("  %17s ", ("p" + base::format_significant(p * 100, 4)).c_str());
  std::printf("  counts\n");
  bool all_true = true;
  for (auto scene : scenes()) {
    scene.plan.cpus = places.generator;
    all_true = tell(scene, runs, places) && all_true;
  }
  all_true = tell_pace(pairs, rate, places) && all_true;
  std::printf("%s\n", all_true ? "All within their limits." : "A limit was passed (!).");
  return all_true ? 0 : 1;
}
