// For tests and `scripts/dev simulate` only: what a comparison of runs is worth when the truth is known, by the very
// functions that judge real ones; the second half of the table that simulation.hpp begins.
//
// The noise: the log of a run's ratio varies by 1.8 % between runs (of which 95 % of all pairs differ by less than the
// 5 % that are assumed where too few runs tell), and a block's by 2 % · √2 within (a launch of the server and one of
// its reference). The truth is a ratio of 2.5 before.
#pragma once

#include "statistics/compare.hpp"
#include "statistics/simulation.hpp"

namespace reqbench::statistics {
namespace simulated {

inline constexpr double between_runs = 0.018, within_run = 0.02 * std::numbers::sqrt2;

inline std::vector<double> compared_run(base::Random &random, double truth, int blocks, double noise) {
  const double of_run = std::log(truth) + between_runs * normal(random);
  std::vector<double> ratios;
  for (int block = 0; block < blocks; ++block) ratios.push_back(std::exp(of_run + noise * within_run * normal(random)));
  return ratios;
}

struct Sides {
  int old_runs, old_blocks, new_blocks;
  double noise = 1; ///< of NEW's launches ÷ that of OLD's
  bool other_machine = false;
};

/// How often `what` is so of a change whose truth is `change`: 0.85 is −15 %.
template <class What> double share_of_changes(int experiments, const Sides &sides, double change, const What &what) {
  auto random = base::Random::stream(seed, "compare", static_cast<std::uint64_t>(sides.old_runs));
  int hits = 0;
  for (int i = 0; i < experiments; ++i) {
    std::vector<std::vector<double>> old;
    for (int run = 0; run < sides.old_runs; ++run) old.push_back(compared_run(random, 2.5, sides.old_blocks, 1));
    const double of_machine = sides.other_machine ? std::exp(between_runs * std::numbers::sqrt2 * normal(random)) : 1;
    const auto now = compared_run(random, 2.5 * change * of_machine, sides.new_blocks, sides.noise);
    hits += what(change_of(old, now, {0.05, sides.other_machine})) ? 1 : 0;
  }
  return static_cast<double>(hits) / experiments;
}

template <int old_runs, int old_blocks, int new_blocks, int noise = 1> Simulated change_covered(int experiments) {
  return {share_of_changes(experiments, {old_runs, old_blocks, new_blocks, noise}, 0.9,
                           [](const Change &change) { return covers(change.ratio, 0.9); })};
}

inline Simulated machines_covered(int experiments) {
  return {share_of_changes(experiments, {5, 10, 10, 1, true}, 0.9,
                           [](const Change &change) { return covers(change.ratio, 0.9); })};
}

/// `throughput=-5%` fires where the truth is a change to `per_mille`.
template <int old_runs, int per_mille> Simulated fired(int experiments) {
  return {share_of_changes(experiments, {old_runs, 10, 10}, per_mille / 1000.0,
                           [](const Change &change) { return position(change, -0.05, true) == Position::beyond; })};
}

/// Any of 40 servers that did not change is called better or worse in any figure; each varies by itself between runs.
template <int old_runs, int blocks> Simulated false_change(int experiments) {
  constexpr std::size_t servers = 41;
  Experiment experiment{servers, blocks};
  auto random = base::Random::stream(seed, "false change", old_runs);
  std::vector<result::Run> runs(old_runs + 1);
  std::vector<Summary> summaries(old_runs + 1);
  int hits = 0;
  for (int i = 0; i < experiments; ++i) {
    std::vector<ComparedRun> compared;
    for (std::size_t run = 0; run < runs.size(); ++run) {
      std::vector<double> truths;
      for (std::size_t server = 0; server < servers; ++server) truths.push_back(factor(random, between_runs));
      experiment.draw(random, truths, 0.02);
      runs[run] = experiment.run();
      summaries[run] = summarize(runs[run]);
      compared.push_back({run < old_runs ? "old" : "new", runs[run], summaries[run]});
    }
    const auto comparison = compare(std::span{compared}.first(old_runs), compared.back());
    hits += std::ranges::any_of(comparison.moved, [](const Moved &moved) {
      return moved.verdict == Verdict::faster || moved.verdict == Verdict::slower;
    });
  }
  return {static_cast<double>(hits) / experiments};
}

} // namespace simulated

inline constexpr std::array change_simulation_table{
    SimulationRow{"Change1Of3And3", "95 % interval of a change contains the truth, 1 OLD run, 3 blocks against 3",
                  simulated::change_covered<1, 3, 3>, 0.93, 0.97},
    SimulationRow{"Change1Of10And3", "the same, OLD has 10", simulated::change_covered<1, 10, 3>, 0.93, 0.97},
    SimulationRow{"Change1Of3And10", "the same, NEW has 10", simulated::change_covered<1, 3, 10>, 0.93, 0.97},
    SimulationRow{"Change1Of10And10", "the same, both have 10", simulated::change_covered<1, 10, 10>, 0.93, 0.97},
    SimulationRow{"Change4Of10And10", "the same, 4 OLD runs", simulated::change_covered<4, 10, 10>, 0.93, 0.97},
    SimulationRow{"Change5Of3And3", "the same, 5 OLD runs, 3 blocks against 3", simulated::change_covered<5, 3, 3>,
                  0.93, 0.97},
    SimulationRow{"Change5Of10And3", "the same, OLD has 10", simulated::change_covered<5, 10, 3>, 0.93, 0.97},
    SimulationRow{"Change5Of3And10", "the same, NEW has 10", simulated::change_covered<5, 3, 10>, 0.93, 0.97},
    SimulationRow{"Change5Of10And10", "the same, both have 10", simulated::change_covered<5, 10, 10>, 0.93, 0.97},
    SimulationRow{"Change8Of10And3", "the same, 8 OLD runs of 10 against 3", simulated::change_covered<8, 10, 3>, 0.93,
                  0.97},
    SimulationRow{"Change20Of10And10", "the same, 20 OLD runs of 10 against 10", simulated::change_covered<20, 10, 10>,
                  0.93, 0.97},
    SimulationRow{"ChangeNoisier1", "the same, 1 OLD run of 10 against 10 that are three times noisier",
                  simulated::change_covered<1, 10, 10, 3>, 0.93, 0.97},
    SimulationRow{"ChangeNoisier5", "the same, 5 OLD runs", simulated::change_covered<5, 10, 10, 3>, 0.93, 0.97},
    SimulationRow{"ChangeNoisier5Of10And3", "the same, only 3 blocks that are three times noisier",
                  simulated::change_covered<5, 10, 3, 3>, 0.91, 0.97},
    SimulationRow{"ChangeOfMachine", "the same, 5 OLD runs of another machine, which differ as assumed",
                  simulated::machines_covered, 0.93, 0.97},
    SimulationRow{"FiredOnNothing1", "throughput=-5% fires where nothing changed, 1 OLD run", simulated::fired<1, 1000>,
                  0, 0.025},
    SimulationRow{"FiredOnNothing5", "the same, 5 OLD runs", simulated::fired<5, 1000>, 0, 0.025},
    SimulationRow{"FiredOnTheLimit5", "the same where the truth lies on the limit", simulated::fired<5, 950>, 0, 0.035},
    SimulationRow{"FiredOnTheLimit20", "the same, 20 OLD runs", simulated::fired<20, 950>, 0, 0.035},
    SimulationRow{"Fired15Percent1", "it finds a loss of 15 %, 1 OLD run", simulated::fired<1, 850>, 0.90, 1},
    SimulationRow{"Fired15Percent5", "the same, 5 OLD runs", simulated::fired<5, 850>, 0.90, 1},
    SimulationRow{"FalseChangeAfter1", "any false better or worse, 40 unchanged servers, 1 OLD run, 3 blocks",
                  simulated::false_change<1, 3>, 0, 0.05},
    SimulationRow{"FalseChangeAfter5", "the same, 5 OLD runs", simulated::false_change<5, 3>, 0, 0.05, false},
};

inline std::vector<SimulationRow> all_simulations() {
  std::vector<SimulationRow> rows{simulation_table.begin(), simulation_table.end()};
  rows.insert(rows.end(), change_simulation_table.begin(), change_simulation_table.end());
  return rows;
}

} // namespace reqbench::statistics
