// Runs against a newer one: which figures may be set against each other, and how far each moved. Pure.
//
// Every figure is a ratio to a reference that the same run measured: the one that was asked for, else NEW's baseline
// where an OLD run measured it too, else the generator's calibration, which also stands for the reference itself, in
// its own workload and load. So a machine that became slower moves nothing. What is not the same experiment is not
// compared, and is told with its reason.
#pragma once

#include "statistics/change.hpp"
#include "statistics/summary.hpp"

#include "base/result.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// A metric that runs are compared by: the word of --fail-on, and how far two runs of one program are taken to differ
/// where too few OLD runs tell.
struct ComparedMetric {
  std::string_view word; ///< "throughput", "cpu", "p99", …
  Metric metric;
  double assumed; ///< 0.05, 0.15, …: 95 % of all pairs of runs lie nearer
};
extern const std::array<ComparedMetric, metric_count> compared_metrics;
const ComparedMetric &compared(Metric metric);

struct ComparedRun {
  std::string name; ///< as the user named it
  const result::Run &run;
  const Summary &summary;
};

/// One server × workload × load × metric.
struct Moved {
  std::string server, reference, workload, load;
  Metric metric{};
  struct Old {
    std::string name;
    Estimate ratio;
  };
  std::vector<Old> old_ratios; ///< of each OLD run that has it: server ÷ reference
  Estimate new_ratio;
  Change change;
  Verdict verdict = Verdict::undecided; ///< of the change against the metric's band, Holm's correction over all
                                        ///< changes of one metric; undecided where it is invalid
  Verdict alone = Verdict::undecided;   ///< the word without the correction
  bool invalid = false;                 ///< a finding of grade invalid hits NEW here
  std::string check{};                  ///< of that finding
};

/// "`cpp_beast` × `json` × `closed`, requests/s".
std::string place(const Moved &moved);

/// What is not compared, and why: whole runs first.
struct Uncompared {
  std::string what, why;
  bool invalid = false;     ///< the reason is a finding of grade invalid
  bool lost = false;        ///< OLD has it, NEW was asked for it and has no launch of it
  bool unread = false;      ///< an OLD run whose files cannot be read
  std::optional<Metric> of; ///< of this metric only
};

struct Comparison {
  std::vector<Moved> moved; ///< in the order of NEW's workloads, loads and servers, then of the metrics
  std::vector<Uncompared> uncompared;
  std::vector<std::string> cautions; ///< sentences: what else differs and may explain a change
  std::string new_invalid;           ///< the finding that hits all of NEW, after its check; empty when there is none
};

/// A run that stands on both sides, or twice among the older ones, would pass for evidence that it is not. Errors
/// (usage) name the twins.
base::Status each_once(std::span<const ComparedRun> runs);

/// `old_runs`: at least one. `reference`: a label that all runs hold (check_reference), empty = NEW's baseline.
Comparison compare(std::span<const ComparedRun> old_runs, const ComparedRun &new_run,
                   const std::string &reference = {});

/// Every run measured a server of this label, or has it for its calibration. The error (usage) names the first run that
/// does not, and what it holds.
base::Status check_reference(std::span<const ComparedRun> runs, const std::string &reference);

} // namespace reqbench::statistics
