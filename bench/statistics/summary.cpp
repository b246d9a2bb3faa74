#include "statistics/summary.hpp"

#include "statistics/checks.hpp"

#include <algorithm>

namespace reqbench::statistics {

std::string_view to_string(Grade grade) {
  switch (grade) {
  case Grade::invalid: return "invalid";
  case Grade::warning: return "warning";
  case Grade::note: break;
  }
  return "note";
}

const Cell *Summary::cell(std::string_view server, std::string_view workload, std::string_view load) const {
  const auto found = std::ranges::find_if(
      cells, [&](const Cell &c) { return c.server == server && c.workload == workload && c.load == load; });
  return found == cells.end() ? nullptr : &*found;
}

const Ratio *Summary::ratio(std::string_view server, std::string_view workload, std::string_view load,
                            Metric metric) const {
  const auto found = std::ranges::find_if(ratios, [&](const Ratio &r) {
    return r.server == server && r.workload == workload && r.load == load && r.metric == metric;
  });
  return found == ratios.end() ? nullptr : &*found;
}

Summary summarize(const result::Run &run) {
  Summary summary;
  summary.cells = make_cells(run);
  auto ratios = make_ratios(run, summary.cells);
  summary.ratios = std::move(ratios.to_baseline);
  summary.self_ratios = std::move(ratios.self);
  summary.sibling_ratios = std::move(ratios.siblings);
  summary.neighbour_ratios = std::move(ratios.neighbours);
  summary.findings = check(run, summary);
  return summary;
}

bool has_invalid(const Summary &summary) {
  return std::ranges::any_of(summary.findings, [](const Finding &f) { return f.grade == Grade::invalid; });
}

} // namespace reqbench::statistics
