#include "report/lineup.hpp"

#include <algorithm>

namespace reqbench::report {

using statistics::Metric;
using statistics::Verdict;

Lineup::Lineup(const result::Run &its_run, const statistics::Summary &its_summary)
    : run{its_run}, summary{its_summary}, closed{result::full_load(its_run.record)} {
  for (const auto &server : run.record.servers) {
    if (!result::is_ranked(server)) continue;
    servers.push_back(&server);
    if (server.label == run.record.baseline) baseline = &server;
  }
  const auto &loads = run.record.loads;
  if (const auto found = std::ranges::find_if(loads, &result::LoadRequest::common); found != loads.end())
    common = &*found;
}

const statistics::Cell *Lineup::filled(std::string_view server, std::string_view workload,
                                       std::string_view load) const {
  const auto *cell = summary.cell(server, workload, load);
  return cell && cell->launches > 0 ? cell : nullptr;
}

const statistics::Cell *Lineup::filled(std::string_view server, std::string_view workload,
                                       const result::LoadRequest *load) const {
  return load ? filled(server, workload, load->name) : nullptr;
}

const statistics::Cell *Lineup::valid(std::string_view server, std::string_view workload,
                                      const result::LoadRequest *load) const {
  const auto *cell = filled(server, workload, load);
  return cell && !cell->invalid ? cell : nullptr;
}

const statistics::Ratio *Lineup::ratio(std::string_view server, std::string_view workload,
                                       const result::LoadRequest *load, Metric metric) const {
  if (!statistics::row(metric).per_trial) return load ? summary.ratio(server, workload, load->name, metric) : nullptr;
  for (const auto &any : run.record.loads)
    if (const auto *found = summary.ratio(server, workload, any.name, metric)) return found;
  return nullptr;
}

const statistics::Estimate &metric_of(const statistics::Cell &cell, Metric metric) {
  return cell.metrics[statistics::index_of(metric)];
}

bool is_tuned(const result::ServerRecord &server) { return server.variant == "tuned"; }

std::string_view verdict_word(Verdict verdict, Metric metric) {
  const bool cost = statistics::row(metric).cost;
  if (cost && verdict == Verdict::faster) return "less";
  if (cost && verdict == Verdict::slower) return "more";
  return statistics::to_string(verdict);
}

} // namespace reqbench::report
