#include "statistics/compare.hpp"

#include "base/assert.hpp"
#include "base/nearest.hpp"
#include "statistics/check_functions.hpp"
#include "statistics/comparable.hpp"
#include "statistics/compared_run.hpp"
#include "statistics/lost.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace reqbench::statistics {
namespace {

/// The steps from runs to what moved; each says what it leaves out.
class Comparing {
public:
  Comparing(std::span<const ComparedRun> old_runs, const ComparedRun &new_run, const std::string &reference)
      : new_{new_run}, chosen_{reference.empty() ? new_run.run.record.baseline : reference} {
    comparison_.new_invalid = new_.invalid();
    for (const auto &old : old_runs) take(Member{old});
  }

  Comparison compare() && {
    for (const auto &cell : new_.summary().cells) {
      if (cell.launches == 0 || is_again(cell.server)) continue;
      if (!old_.empty()) compare_cell(cell);
    }
    tell_lost_figures();
    for (auto &lost : lost_cells(old_, new_)) leave_out(std::move(lost));
    correct();
    for (const auto &old : old_)
      for (auto &caution : cautions_about(old.name(), old.run().record, new_.run().record, chosen_))
        comparison_.cautions.push_back(std::move(caution));
    return std::move(comparison_);
  }

private:
  bool is_again(std::string_view label) const {
    const auto *server = new_.server(label);
    return server != nullptr && result::is_again(*server);
  }

  void leave_out(Uncompared left) {
    if (told_.emplace(left.what, left.why).second) comparison_.uncompared.push_back(std::move(left));
  }

  /// An OLD run takes part unless it is another experiment, or nothing of it can be trusted.
  void take(Member old) {
    if (const auto why = runs_differ(old.run().record, new_.run().record); !why.empty())
      return leave_out({.what = old.name(), .why = why, .of = {}});
    if (!old.invalid().empty()) return leave_out({.what = old.name(), .why = old.invalid(), .invalid = true, .of = {}});
    old_.push_back(std::move(old));
  }

  /// The chosen one where any OLD measured it, or nothing else could stand for it; else the calibration, which has no
  /// label here.
  std::string_view reference_for(const Cell &cell) const {
    if (cell.server == chosen_ || !new_.pair(cell, chosen_)) return {};
    const bool known =
        std::ranges::any_of(old_, [&](const Member &old) { return old.filled(chosen_, cell) != nullptr; });
    return known || !new_.pair(cell, {}) ? std::string_view{chosen_} : std::string_view{};
  }

  /// Why this OLD run says nothing of the cell; empty when it does.
  std::string why_not(const Member &old, const Cell &cell, std::string_view reference) const {
    const auto &before = old.run().record, &after = new_.run().record;
    const auto *server = old.server(cell.server);
    const auto *workload = old.workload(cell.workload);
    const auto *load = asked_load(old.run(), cell.load);
    if (server == nullptr || !server->skipped.empty()) return "it did not measure this server";
    if (workload == nullptr) return "it did not measure this workload";
    if (load == nullptr) return "it did not have this load";
    if (auto why = servers_differ(*server, *new_.server(cell.server)); !why.empty()) return why;
    if (auto why = workloads_differ(*workload, *new_.workload(cell.workload)); !why.empty()) return why;
    if (auto why = loads_differ(*load, *asked_load(new_.run(), cell.load)); !why.empty()) return why;
    if (load->common)
      if (auto why = common_rates_differ(before, after, cell.workload); !why.empty()) return why;
    const auto pair = old.pair(cell, reference);
    if (old.filled(cell.server, cell) == nullptr) return "every launch of it failed there, or none was made";
    if (!pair) return "it has no reference there";
    if (!check_against(old, *pair).empty()) return std::string{invalid_there};
    if (reference.empty() || old.server(reference) == nullptr) return {};
    const auto why = servers_differ(*old.server(reference), *new_.server(reference));
    return why.empty() ? why : "of the reference " + why;
  }

  static std::string check_against(const Member &run, const Pair &pair) {
    auto check = run.invalid_at(*pair.server);
    return check.empty() ? run.invalid_at(*pair.reference) : check;
  }

  void compare_cell(const Cell &cell) {
    const auto reference = reference_for(cell);
    const auto pair = new_.pair(cell, reference);
    if (!pair)
      return leave_out({.what = place(cell),
                        .why = cell.server == chosen_
                                   ? "it is the reference, and the calibration had another workload or load, or is none"
                                   : new_.name() + ": neither the reference nor a calibration was measured beside it",
                        .of = {}});
    std::vector<std::pair<const Member *, Pair>> old_pairs;
    for (const auto &old : old_) {
      if (const auto why = why_not(old, cell, reference); !why.empty())
        leave_out({.what = place(cell), .why = old.name() + ": " + why, .invalid = why == invalid_there, .of = {}});
      else
        old_pairs.emplace_back(&old, *old.pair(cell, reference));
    }
    if (!old_pairs.empty())
      for (const auto &metric : compared_metrics) compare_metric(*pair, old_pairs, metric);
  }

  /// Of a metric that is the same under every load the first load stands for all.
  bool is_told(const Cell &cell, Metric metric) const {
    return row(metric).per_trial && std::ranges::any_of(comparison_.moved, [&](const Moved &moved) {
             return moved.server == cell.server && moved.workload == cell.workload && moved.metric == metric;
           });
  }

  std::string objective_differs(const Member &old, Metric metric) const {
    return metric == Metric::capacity ? objectives_differ(old.run().record, new_.run().record) : std::string{};
  }

  /// That no rate meets an objective any longer is a change for the worse without a figure. Of a metric of the whole
  /// launch the next load may have what this one lacks, so all is told when each was seen.
  void keep_lacking(const Cell &cell, const std::vector<std::pair<const Member *, Pair>> &old_pairs, Metric metric) {
    for (const auto &[old, pair] : old_pairs)
      if (objective_differs(*old, metric).empty() && !ratios_of(pair, metric).empty())
        lacking_.push_back({&cell, metric, old});
  }

  void compare_metric(const Pair &pair, const std::vector<std::pair<const Member *, Pair>> &old_pairs,
                      const ComparedMetric &metric) {
    const auto &cell = *pair.server;
    const bool closed = asked_load(new_.run(), cell.load)->model == "closed";
    if (metric.metric == Metric::throughput && !closed) return;  // the asked rate says nothing of the server
    if (pair.calibrated && row(metric.metric).per_trial) return; // memory of a null server measures nothing
    if (is_told(cell, metric.metric)) return;
    const auto new_ratios = ratios_of(pair, metric.metric);
    if (new_ratios.empty()) return keep_lacking(cell, old_pairs, metric.metric);
    const auto leave = [&](const std::string &why) {
      leave_out({.what = place(cell) + ", " + std::string{row(metric.metric).title}, .why = why, .of = metric.metric});
    };
    if (only_a_bound(pair, metric.metric)) return leave(new_.name() + std::string{": "} + std::string{bound});
    std::vector<std::vector<double>> old_ratios;
    Moved moved;
    bool other_machine = false;
    for (const auto &[old, old_pair] : old_pairs) {
      auto ratios = ratios_of(old_pair, metric.metric);
      const auto other = objective_differs(*old, metric.metric);
      if (!other.empty() || ratios.empty() || only_a_bound(old_pair, metric.metric)) {
        leave(old->name() + ": " +
              (!other.empty()   ? other
               : ratios.empty() ? "it lacks this figure"
                                : std::string{bound}));
        continue;
      }
      other_machine |= machines_differ(old->run().record, new_.run().record);
      moved.old_ratios.push_back({old->name(), geometric_mean(ratios)});
      old_ratios.push_back(std::move(ratios));
    }
    if (old_ratios.empty()) return;
    moved.metric = metric.metric;
    moved.change = change_of(old_ratios, new_ratios, {metric.assumed, other_machine});
    moved.new_ratio = geometric_mean(new_ratios);
    finish(std::move(moved), pair);
  }

  void finish(Moved moved, const Pair &pair) {
    const auto &facts = row(moved.metric);
    moved.server = pair.server->server;
    moved.reference = pair.reference->server;
    moved.workload = pair.server->workload;
    moved.load = pair.server->load;
    if (!facts.per_trial) moved.check = check_against(new_, pair);
    moved.invalid = !new_.invalid().empty() || !moved.check.empty();
    if (!moved.invalid) moved.alone = judge(moved.change.ratio, facts.band, facts.higher_is_better);
    moved.verdict = moved.alone;
    comparison_.moved.push_back(std::move(moved));
  }

  /// A word stands only when it survives Holm's correction over the changes of its metric.
  void correct() {
    for (const auto &metric : compared_metrics) {
      std::vector<Moved *> family;
      std::vector<double> p_values;
      for (auto &moved : comparison_.moved) {
        if (moved.metric != metric.metric || moved.invalid) continue;
        family.push_back(&moved);
        p_values.push_back(p_beyond_band(moved.change, row(metric.metric).band));
      }
      const auto adjusted = holm(p_values);
      for (std::size_t i = 0; i < family.size(); ++i)
        if (family[i]->alone != Verdict::tie && adjusted[i] >= significance) family[i]->verdict = Verdict::undecided;
    }
  }

  void tell_lost_figures() {
    for (const auto &[cell, metric, old] : lacking_) {
      if (is_told(*cell, metric)) continue;
      Moved none;
      none.metric = metric;
      std::tie(none.server, none.workload, none.load) = std::tie(cell->server, cell->workload, cell->load);
      leave_out({.what = place(none),
                 .why = new_.name() + ": it lacks this figure, which " + old->name() + " has",
                 .lost = true,
                 .of = metric});
    }
  }

  static constexpr std::string_view invalid_there = "a finding of grade invalid stands against it";
  static constexpr std::string_view bound = "the generator bound it, so it is a bound and no figure of the server; its "
                                            "CPU per request carries the comparison";

  Member new_;
  std::string chosen_; ///< the label of the reference
  std::vector<Member> old_;
  struct Lacking { ///< NEW lacks a figure of the cell that OLD has
    const Cell *cell;
    Metric metric;
    const Member *old;
  };
  std::vector<Lacking> lacking_;
  Comparison comparison_;
  std::set<std::pair<std::string, std::string>> told_;
};

} // namespace

/// Throughput, CPU and p99 as the contract says; a median lies between them, memory repeats well but for its allocator,
/// start-up touches the disk cache, and a capacity under an objective hangs on a tail.
const std::array<ComparedMetric, metric_count> compared_metrics{{
    {"throughput", Metric::throughput, 0.05},
    {"cpu", Metric::server_cpu, 0.05},
    {"p50", Metric::latency_p50, 0.10},
    {"p99", Metric::latency_p99, 0.15},
    {"capacity", Metric::capacity, 0.10},
    {"memory", Metric::memory_loaded, 0.05},
    {"memory_idle", Metric::memory_idle, 0.05},
    {"memory_after", Metric::memory_after, 0.05},
    {"memory_peak", Metric::memory_peak, 0.05},
    {"memory_per_connection", Metric::memory_per_connection, 0.10},
    {"start_up", Metric::start_up, 0.20},
}};

const ComparedMetric &compared(Metric metric) {
  const auto found = std::ranges::find(compared_metrics, metric, &ComparedMetric::metric);
  REQBENCH_ASSERT(found != compared_metrics.end(), "every metric has its row in compared_metrics");
  return *found;
}

std::string place(const Moved &moved) {
  const auto &facts = row(moved.metric);
  return "`" + moved.server + "` × `" + moved.workload + "`" + (facts.per_trial ? "" : " × `" + moved.load + "`") +
         ", " + std::string{facts.title};
}

base::Status each_once(std::span<const ComparedRun> runs) {
  for (std::size_t i = 0; i < runs.size(); ++i)
    for (std::size_t j = i + 1; j < runs.size(); ++j) {
      const auto &a = runs[i].run.record, &b = runs[j].run.record;
      if (a.id == b.id && a.started == b.started && a.seed == b.seed)
        return base::usage_error(runs[i].name + " and " + runs[j].name + " are the same run (" + a.id + ", " +
                                 a.started + "); give each run once");
    }
  return {};
}

Comparison compare(std::span<const ComparedRun> old_runs, const ComparedRun &new_run, const std::string &reference) {
  REQBENCH_ASSERT(!old_runs.empty(), "a run is compared with at least one other");
  return Comparing{old_runs, new_run, reference}.compare();
}

base::Status check_reference(std::span<const ComparedRun> runs, const std::string &reference) {
  for (const auto &run : runs) {
    auto held = result::measured_labels(run.run.record);
    if (!run.run.calibrations.empty()) held.push_back(run.run.record.calibration->server.label);
    if (std::ranges::find(held, reference) == held.end())
      return base::unknown_name("baseline (" + run.name + " must have measured it)", reference, held);
  }
  return {};
}

} // namespace reqbench::statistics
