// Who is set against whom: the servers of a run as the report orders them, the loads that give the answer, and which
// pairs may be compared. The first step of every part of the view; keeps references, so it lives no longer than they.
#pragma once

#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

struct Lineup {
  Lineup(const result::Run &its_run, const statistics::Summary &its_summary);

  const result::Run &run;
  const statistics::Summary &summary;
  std::vector<const result::ServerRecord *> servers; ///< measured, without the A/A pair's second member
  const result::ServerRecord *baseline = nullptr;    ///< null when it was not measured
  const result::LoadRequest *closed = nullptr;       ///< the load that tells capacity; null when none was asked
  const result::LoadRequest *common = nullptr;       ///< the load at one rate for all; null when none was asked

  /// A cell that at least one launch has filled, or null.
  const statistics::Cell *filled(std::string_view server, std::string_view workload, std::string_view load) const;
  const statistics::Cell *filled(std::string_view server, std::string_view workload,
                                 const result::LoadRequest *load) const;
  /// The same, and not invalid: what a sentence may speak of.
  const statistics::Cell *valid(std::string_view server, std::string_view workload,
                                const result::LoadRequest *load) const;
  /// A ratio of a load; for figures of the whole launch the first that any load has.
  const statistics::Ratio *ratio(std::string_view server, std::string_view workload, const result::LoadRequest *load,
                                 statistics::Metric metric) const;
};

const statistics::Estimate &metric_of(const statistics::Cell &cell, statistics::Metric metric);

bool is_tuned(const result::ServerRecord &server);

/// The word of a verdict on a metric ("faster", "less", "tie", …): costs are less or more.
std::string_view verdict_word(statistics::Verdict verdict, statistics::Metric metric);

} // namespace reqbench::report
