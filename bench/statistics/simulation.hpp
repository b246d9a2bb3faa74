// For tests and `scripts/dev simulate` only: what the words of a report are worth when the truth is known. Runs are
// made of drawn figures and told by the very functions that a report uses (summarize, precision_of); each row counts
// how often what they say is true.
//
// The noise: a launch has a factor of its own, each of its 16 windows another one, and each block one for all servers,
// as a neighbour on the machine makes it (all log-normal). "CV" is the spread of a launch's figure without the block's.
#pragma once

#include "statistics/made_run.hpp"
#include "statistics/precision.hpp"
#include "statistics/summary.hpp"

#include "base/random.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reqbench::statistics {
namespace simulated {

inline constexpr std::uint64_t seed = 20261123;
inline constexpr double block_cv = 0.05;

/// Box–Muller, so that the draw is the same on every machine.
inline double normal(base::Random &random) {
  return std::sqrt(-2 * std::log(1 - random.unit())) * std::cos(2 * std::numbers::pi * random.unit());
}

/// Log-normal with this coefficient of variation and mean 1.
inline double factor(base::Random &random, double cv) {
  const double variance = std::log1p(cv * cv);
  return std::exp(std::sqrt(variance) * normal(random) - variance / 2);
}

/// A launch's factor: a quarter of its CV comes from within (16 windows of the whole CV each), the rest from between.
inline double launch_factor(base::Random &random, double cv) {
  constexpr int windows = 16;
  double within = 0;
  for (int i = 0; i < windows; ++i) within += factor(random, cv) / windows;
  return within * factor(random, cv * std::sqrt(1 - 1.0 / windows));
}

/// Servers s0 (the baseline), s1, … under one closed load; what each answers is drawn anew for every experiment.
class Experiment {
public:
  Experiment(int servers, int blocks) : made_{made(servers, blocks)}, most_blocks_{blocks} {}

  /// `truths`: what each server answers ÷ what s0 does.
  void draw(base::Random &random, const std::vector<double> &truths, double cv) {
    run().record.blocks = most_blocks_;
    double of_block = 1;
    for (auto &trial : run().trials) {
      const auto server = static_cast<std::size_t>(trial.number - 1) % truths.size();
      if (server == 0) of_block = factor(random, block_cv);
      auto &recording = trial.loads.front().recording;
      recording.completed_in_window =
          static_cast<std::uint64_t>(std::llround(1e6 * truths[server] * of_block * launch_factor(random, cv)));
    }
  }
  result::Run &run() { return made_; }

private:
  static result::Run made(int servers, int blocks) {
    std::vector<std::string> labels;
    labels.reserve(static_cast<std::size_t>(servers));
    for (int i = 0; i < servers; ++i) labels.push_back("s" + std::to_string(i));
    return MadeRun{}.servers(labels).blocks(blocks).closed().make();
  }
  result::Run made_;
  int most_blocks_;
};

inline const Ratio &throughput(const Summary &summary, const std::string &server = "s1") {
  return *summary.ratio(server, "json", "closed", Metric::throughput);
}

inline bool covers(const Estimate &estimate, double truth) {
  return estimate.interval && estimate.interval->low <= truth && truth <= estimate.interval->high;
}

/// How often `what` is so, in experiments with these truths.
template <class What>
double share_of(int experiments, std::string_view name, int blocks, const std::vector<double> &truths, double cv,
                const What &what) {
  Experiment experiment{static_cast<int>(truths.size()), blocks};
  auto random = base::Random::stream(seed, name, static_cast<std::uint64_t>(blocks));
  int hits = 0;
  for (int i = 0; i < experiments; ++i) {
    experiment.draw(random, truths, cv);
    hits += what(summarize(experiment.run())) ? 1 : 0;
  }
  return static_cast<double>(hits) / experiments;
}

} // namespace simulated

struct Simulated {
  double share = 0;       ///< of the experiments, in which it was so
  double mean_blocks = 0; ///< where a rule decides on them
};

struct SimulationRow {
  std::string_view name; ///< without spaces: a test's name
  std::string_view says;
  Simulated (*simulate)(int experiments);
  double least, most; ///< what the share must lie in
  bool quick = true;  ///< cheap enough for every test run
};

namespace simulated {

template <int blocks> Simulated coverage(int experiments) {
  return {share_of(experiments, "coverage", blocks, {1, 2.5}, 0.03,
                   [](const Summary &summary) { return covers(throughput(summary).ratio, 2.5); })};
}

/// As a run with --precision 3% does it: a look after each block, and the interval of the last. `servers` − 1 ratios;
/// the first is looked at.
template <int cv_permille, int most = 40, int servers = 2> Simulated precision(int experiments) {
  std::vector<double> truths(servers, 1.5);
  truths[0] = 1;
  Experiment experiment{servers, most};
  auto random = base::Random::stream(seed, "precision", static_cast<std::uint64_t>(cv_permille));
  double hits = 0, blocks = 0;
  for (int i = 0; i < experiments; ++i) {
    experiment.draw(random, truths, cv_permille / 1000.0);
    auto &seen = experiment.run();
    auto coming = std::exchange(seen.trials, {});
    seen.trials.reserve(coming.size());
    const auto see = [&](std::ptrdiff_t trials) {
      const auto next = coming.begin() + static_cast<std::ptrdiff_t>(seen.trials.size());
      seen.trials.insert(seen.trials.end(), std::move_iterator{next}, std::move_iterator{next + trials});
    };
    seen.record.blocks = 0;
    do {
      ++seen.record.blocks;
      see(servers);
    } while (!precision_of(seen, {.half_width = 0.03, .most_blocks = most}).stop);
    hits += covers(throughput(summarize(seen)).ratio, 1.5) ? 1 : 0;
    blocks += seen.record.blocks;
    see(std::ssize(coming) - std::ssize(seen.trials)); // the next experiment draws them all
  }
  return {hits / experiments, blocks / experiments};
}

/// So close to its promise that a share of few experiments may miss it by chance.
inline Simulated precision_at_worst(int experiments) { return precision<40>(5 * experiments); }

inline Simulated named(int experiments) {
  return {share_of(experiments, "named", 10, {1, 1.07}, 0.02,
                   [](const Summary &summary) { return throughput(summary).verdict == Verdict::faster; })};
}

/// Holm's steps: clear differences leave the family before the small one is looked at.
inline Simulated named_among_clear(int experiments) {
  return {share_of(experiments, "named among clear", 10, {1, 1.07, 0.2, 0.4, 3, 5, 9}, 0.02,
                   [](const Summary &summary) { return throughput(summary).verdict == Verdict::faster; })};
}

template <int blocks> Simulated on_the_band(int experiments) {
  return {share_of(experiments, "band", blocks, {1, 1.03}, 0.02,
                   [](const Summary &summary) { return throughput(summary).verdict == Verdict::faster; })};
}

inline Simulated below_the_band(int experiments) {
  return {share_of(experiments, "below", 10, {1, 1 / 1.03}, 0.02,
                   [](const Summary &summary) { return throughput(summary).verdict == Verdict::slower; })};
}

inline Simulated tied(int experiments) {
  return {share_of(experiments, "tied", 10, {1, 1}, 0.01,
                   [](const Summary &summary) { return throughput(summary).verdict == Verdict::tie; })};
}

/// Any ratio of any metric says faster or slower.
template <int blocks> Simulated false_word(int experiments) {
  return {share_of(experiments, "false word", blocks, std::vector<double>(41, 1.0), 0.10, [](const Summary &summary) {
    return std::ranges::any_of(summary.ratios, [](const Ratio &ratio) {
      return ratio.verdict == Verdict::faster || ratio.verdict == Verdict::slower;
    });
  })};
}

/// Any step of the order says so, though which pairs are steps was decided by the same data.
template <int blocks, int servers> Simulated false_step(int experiments) {
  return {
      share_of(experiments, "false step", blocks, std::vector<double>(servers, 1.0), 0.10, [](const Summary &summary) {
        return std::ranges::any_of(summary.neighbour_ratios, [](const Ratio &ratio) {
          return ratio.verdict == Verdict::faster || ratio.verdict == Verdict::slower;
        });
      })};
}

/// Requests are log-normal (σ 0.5) within a launch, launches differ by 5 %: their mixture's percentiles are known.
template <int launches> Simulated covers_p99(int experiments) {
  constexpr double within = 0.5, between = 0.05, z99 = 2.3263478740408408, typical_ns = 1e6;
  const double truth = typical_ns * std::exp(z99 * std::hypot(within, between));
  auto run = MadeRun{}.servers({"s0"}).blocks(launches).closed().make();
  auto random = base::Random::stream(seed, "p99", launches);
  int hits = 0;
  for (int i = 0; i < experiments; ++i) {
    for (auto &trial : run.trials) {
      auto &latency = trial.loads.front().recording.latency;
      latency.reset();
      const double of_launch = typical_ns * std::exp(between * normal(random));
      for (int request = 0; request < 4000; ++request)
        latency.record(base::Nanoseconds{std::llround(of_launch * std::exp(within * normal(random)))});
    }
    hits += covers(make_cells(run).front().metrics[index_of(Metric::latency_p99)], truth) ? 1 : 0;
  }
  return {static_cast<double>(hits) / experiments};
}

inline bool has_outlier(const Summary &summary, int block = 0) {
  const auto &outliers = summary.cell("s1", "json", "closed")->outliers;
  return std::ranges::any_of(outliers, [&](const Outlier &outlier) {
    return outlier.metric == Metric::throughput && (block == 0 || outlier.block == block);
  });
}

/// Launches of one machine that differ by chance alone: a cell has one that is called an outlier.
inline Simulated outlier_by_chance(int experiments) {
  return {
      share_of(experiments, "chance", 10, {1, 1}, 0.03, [](const Summary &summary) { return has_outlier(summary); })};
}

inline Simulated outlier_named(int experiments) {
  Experiment experiment{2, 10};
  auto random = base::Random::stream(seed, "outlier");
  int hits = 0;
  for (int i = 0; i < experiments; ++i) {
    experiment.draw(random, {1, 1}, 0.03);
    for (auto &trial : experiment.run().trials)
      if (trial.block == 4 && trial.server == "s1") trial.loads.front().recording.completed_in_window /= 2;
    hits += has_outlier(summarize(experiment.run()), 4) ? 1 : 0;
  }
  return {static_cast<double>(hits) / experiments};
}

} // namespace simulated

inline constexpr std::array simulation_table{
    SimulationRow{"CoverageAt3", "95 % interval contains the truth, 3 blocks, CV 3 %", simulated::coverage<3>, 0.93,
                  0.97},
    SimulationRow{"CoverageAt6", "the same, 6 blocks", simulated::coverage<6>, 0.93, 0.97},
    SimulationRow{"CoverageAt10", "the same, 10 blocks", simulated::coverage<10>, 0.93, 0.97},
    SimulationRow{"CoverageAt20", "the same, 20 blocks", simulated::coverage<20>, 0.93, 0.97},
    SimulationRow{"PrecisionCv1", "the same under --precision 3%, CV 1 %", simulated::precision<10>, 0.92, 1},
    SimulationRow{"PrecisionCv2", "the same under --precision 3%, CV 2 %", simulated::precision<20>, 0.92, 1},
    SimulationRow{"PrecisionCv3", "the same under --precision 3%, CV 3 %", simulated::precision<30>, 0.92, 1},
    SimulationRow{"PrecisionCv4",
                  "the same under --precision 3%, CV 4 %, its worst case (five times as many experiments)",
                  simulated::precision_at_worst, 0.92, 1, false},
    SimulationRow{"PrecisionCapped", "the same under --precision 3% that often ends at a cap of 20, CV 5 %",
                  simulated::precision<50, 20>, 0.92, 1, false},
    SimulationRow{"PrecisionOfSix", "the same under --precision 3%, CV 3 %, six ratios",
                  simulated::precision<30, 40, 7>, 0.92, 1, false},
    SimulationRow{"Named", "a true 7 % is called faster, CV 2 %, 10 blocks", simulated::named, 0.90, 1},
    SimulationRow{"NamedAmongClear", "the same beside five clear differences", simulated::named_among_clear, 0.90, 1},
    SimulationRow{"OnTheBandAt3", "a true 3 % (the band) is called faster, CV 2 %, 3 blocks", simulated::on_the_band<3>,
                  0, 0.035},
    SimulationRow{"OnTheBandAt10", "the same, 10 blocks", simulated::on_the_band<10>, 0, 0.035},
    SimulationRow{"BelowTheBand", "a true 1 ÷ 1.03 is called slower, CV 2 %, 10 blocks", simulated::below_the_band, 0,
                  0.035},
    SimulationRow{"Tied", "equal servers are called a tie, CV 1 %, 10 blocks", simulated::tied, 0.90, 1},
    SimulationRow{"FalseWordAt3", "any false word, 41 equal servers, CV 10 %, 3 blocks", simulated::false_word<3>, 0,
                  0.05},
    SimulationRow{"FalseWordAt10", "the same, 10 blocks", simulated::false_word<10>, 0, 0.05},
    SimulationRow{"FalseStepOf3", "any false word between neighbours, 3 equal servers, CV 10 %, 3 blocks",
                  simulated::false_step<3, 3>, 0, 0.05},
    SimulationRow{"FalseStepOf3At10", "the same, 10 blocks", simulated::false_step<10, 3>, 0, 0.05},
    SimulationRow{"FalseStepOf10", "the same, 10 servers, 3 blocks", simulated::false_step<3, 10>, 0, 0.05},
    SimulationRow{"FalseStepOf10At10", "the same, 10 blocks", simulated::false_step<10, 10>, 0, 0.05},
    SimulationRow{"RangeOf3", "p99's range contains the truth, 3 launches", simulated::covers_p99<3>, 0.70, 1},
    SimulationRow{"BootstrapOf10", "p99's bootstrap interval contains it, 10 launches", simulated::covers_p99<10>, 0.85,
                  1},
    SimulationRow{"BootstrapOf20", "the same, 20 launches", simulated::covers_p99<20>, 0.90, 1, false},
    SimulationRow{"OutlierByChance", "a cell of 10 clean launches has an outlier, CV 3 %", simulated::outlier_by_chance,
                  0, 0.20},
    SimulationRow{"OutlierNamed", "a launch of half the throughput is named, CV 3 %", simulated::outlier_named, 0.95,
                  1},
};

/// The share lies within the row's limits; of few experiments it may miss them by `errors` standard errors.
inline bool holds(const SimulationRow &row, double share, int experiments, double errors) {
  const auto slack = [&](double limit) { return errors * std::sqrt(limit * (1 - limit) / experiments); };
  return share >= row.least - slack(row.least) && share <= row.most + slack(row.most);
}

} // namespace reqbench::statistics
