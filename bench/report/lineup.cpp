#include "report/lineup.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {

using statistics::Metric;
using statistics::Verdict;

Lineup::Lineup(const result::Run &run_, const statistics::Summary &summary_) : run{run_}, summary{summary_} {
  for (const auto &server : run.record.servers) {
    if (!server.skipped.empty() || is_again(server)) continue;
    servers.push_back(&server);
    if (server.label == run.record.baseline) baseline = &server;
  }
  for (const auto &load : run.record.loads) {
    // A churn tells what connections cost, not what the server can do.
    if (!closed && load.model == "closed" && load.requests_per_connection == 0) closed = &load;
    if (!common && load.common) common = &load;
  }
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
  return cell.metrics[static_cast<std::size_t>(metric)];
}

bool siblings(const result::ServerRecord &a, const result::ServerRecord &b) {
  return a.language == b.language && a.framework == b.framework && a.variant != b.variant;
}

bool comparable(const result::ServerRecord &a, const result::ServerRecord &b) {
  return a.variant == b.variant || siblings(a, b);
}

bool is_tuned(const result::ServerRecord &server) { return server.variant == "tuned"; }

bool is_again(const result::ServerRecord &server) { return server.label != server.name; }

bool generator_bound(const statistics::Cell &cell) {
  return cell.limiter == statistics::Limiter::generator || cell.limiter == statistics::Limiter::both;
}

statistics::Ratio between(const statistics::Cell &a, const statistics::Cell &b, Metric metric) {
  statistics::Ratio ratio;
  ratio.server = a.server;
  ratio.baseline = b.server;
  ratio.workload = a.workload;
  ratio.load = a.load;
  ratio.metric = metric;
  const auto &top = a.by_block[static_cast<std::size_t>(metric)];
  const auto &bottom = b.by_block[static_cast<std::size_t>(metric)];
  for (std::size_t i = 0; i < std::min(top.size(), bottom.size()); ++i)
    if (top[i] > 0 && bottom[i] > 0) ratio.by_block.push_back(top[i] / bottom[i]); // false for NaN
  if (ratio.by_block.empty()) return ratio;
  ratio.ratio = statistics::geometric_mean(ratio.by_block);
  if (metric == Metric::throughput && (generator_bound(a) || generator_bound(b))) {
    ratio.withheld = generator_bound(a) && generator_bound(b);
    ratio.lower_bound = !ratio.withheld && generator_bound(a);
    ratio.upper_bound = !ratio.withheld && generator_bound(b);
    return ratio;
  }
  const auto &row = statistics::row(metric);
  ratio.verdict = ratio.alone = statistics::judge(ratio.ratio, row.band, row.higher_is_better);
  return ratio;
}

std::string_view verdict_word(Verdict verdict, Metric metric) {
  const bool cost = metric == Metric::server_cpu || (statistics::row(metric).per_trial && metric != Metric::start_up);
  if (cost && verdict == Verdict::faster) return "less";
  if (cost && verdict == Verdict::slower) return "more";
  return statistics::to_string(verdict);
}

} // namespace reqbench::report
