#include "report/program_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::report {
namespace {

using result::LoadRecord;
using statistics::Cell;

/// Figures of one load that are counts or the generator's, beside the metric table.
struct Extra {
  std::string_view name;
  double (*value)(const LoadRecord &load);
};
constexpr std::array extras{
    Extra{"requests_planned", [](const LoadRecord &l) { return static_cast<double>(l.recording.ledger.planned); }},
    Extra{"requests_ok", [](const LoadRecord &l) { return static_cast<double>(l.recording.ledger.ok()); }},
    Extra{"requests_failed", [](const LoadRecord &l) { return static_cast<double>(l.recording.ledger.failed()); }},
    Extra{"requests_timed_out",
          [](const LoadRecord &l) { return static_cast<double>(l.recording.ledger.timed_out()); }},
    Extra{"requests_unsent", [](const LoadRecord &l) { return static_cast<double>(l.recording.ledger.unsent); }},
    Extra{"generator_busy_share", [](const LoadRecord &l) { return l.recording.generator.busy_share; }}};

base::Json numbers(const std::vector<double> &values) {
  auto json = base::Json::array();
  for (const double value : values) json.push_back(base::finite_or_null(value));
  return json;
}

base::Json estimate_json(const statistics::Estimate &estimate, const std::vector<double> &by_block) {
  base::Json json{{"value", base::finite_or_null(estimate.value)}, {"n", estimate.n}};
  add_interval(json, estimate);
  json["by_block"] = numbers(by_block);
  return json;
}

base::Json intervals_json(const Cell &cell) {
  auto json = base::Json::object();
  for (const auto &[name, p] : sample::named_quantiles) {
    const auto shown = std::ranges::find(statistics::shown_quantiles, p);
    if (shown == statistics::shown_quantiles.end()) continue;
    const auto &interval =
        cell.quantile_intervals[static_cast<std::size_t>(shown - statistics::shown_quantiles.begin())];
    if (!interval) continue;
    auto &entry = json[std::string{name}];
    entry = {
        {"low", interval->low.count()}, {"high", interval->high.count()}, {"by", statistics::to_string(interval->by)}};
    if (interval->high_is_at_least) entry["at_least"] = {"high"};
  }
  return json;
}

base::Json outliers_json(const std::vector<statistics::Outlier> &outliers) {
  auto json = base::Json::array();
  for (const auto &outlier : outliers)
    json.push_back({{"metric", statistics::row(outlier.metric).name},
                    {"trial", outlier.trial},
                    {"block", outlier.block},
                    {"value", base::finite_or_null(outlier.value)},
                    {"to_median", base::finite_or_null(outlier.to_median)}});
  return json;
}

base::Json percentiles_json(const sample::Histogram &histogram) {
  base::Json json{{"count", histogram.count()}, {"max", histogram.max().count()}};
  auto at_least = base::Json::array();
  for (const auto &[name, p] : sample::named_quantiles) {
    json[std::string{name}] = histogram.quantile(p).count();
    if (histogram.quantile_is_at_least(p)) at_least.push_back(name);
  }
  if (histogram.count() > 0 && histogram.quantile_is_at_least(1)) at_least.push_back("max");
  if (!at_least.empty()) json["at_least"] = std::move(at_least);
  return json;
}

base::Json cell_json(const Cell &cell) {
  base::Json json{{"server", cell.server},
                  {"workload", cell.workload},
                  {"load", cell.load},
                  {"launches", cell.launches},
                  {"failed", cell.failed},
                  {"invalid", cell.invalid},
                  {"limiter", statistics::to_string(cell.limiter)},
                  {"server_cpu_share", base::finite_or_null(cell.server_cpu_share)},
                  {"generator_cpu_share", base::finite_or_null(cell.generator_cpu_share)}};
  auto metrics = base::Json::object();
  for (const auto &row : statistics::metric_table) {
    const auto which = statistics::index_of(row.metric);
    if (cell.metrics[which].n > 0)
      metrics[std::string{row.name}] = estimate_json(cell.metrics[which], cell.by_block[which]);
  }
  json["metrics"] = std::move(metrics);
  json["latency_ns"] = percentiles_json(cell.latency);
  if (auto intervals = intervals_json(cell); !intervals.empty()) json["latency_ns"]["intervals"] = std::move(intervals);
  json["service_time_ns"] = percentiles_json(cell.service_time);
  json["ledger"] = sample::to_json(cell.ledger);
  if (!cell.marks.empty()) json["marks"] = cell.marks;
  if (!cell.outliers.empty()) json["outliers"] = outliers_json(cell.outliers);
  return json;
}

base::Json ratio_json(const statistics::Ratio &ratio, bool self) {
  base::Json json{{"server", ratio.server},
                  {"baseline", ratio.baseline},
                  {"workload", ratio.workload},
                  {"load", ratio.load},
                  {"self", self},
                  {"metric", statistics::row(ratio.metric).name}};
  if (ratio.withheld) {
    json["withheld"] = true;
    return json;
  }
  json["ratio"] = estimate_json(ratio.ratio, ratio.by_block);
  if (const auto spread = statistics::spread(ratio.by_block)) json["spread"] = base::finite_or_null(*spread);
  json["verdict"] = statistics::to_string(ratio.verdict);
  json["verdict_alone"] = statistics::to_string(ratio.alone);
  if (ratio.lower_bound) json["bound"] = "lower";
  if (ratio.upper_bound) json["bound"] = "upper";
  return json;
}

} // namespace

std::vector<View::Datum> tidy_rows(const result::Run &run) {
  std::vector<View::Datum> rows;
  for (const auto &trial : run.trials) {
    if (!trial.failure.empty()) continue; // it does not count, and its loads were cut short
    const auto add = [&](std::string_view load, std::string_view metric, double value) {
      rows.push_back(
          {trial.server, trial.workload, std::string{load}, std::string{metric}, trial.block, trial.number, value});
    };
    for (const auto &load : trial.loads) {
      const bool first = &load == trial.loads.data();
      for (const auto &row : statistics::metric_table) {
        if (row.per_trial && !first) continue;
        if (const auto value = statistics::value_of(row.metric, trial, load))
          add(row.per_trial ? "" : load.name, row.name, *value);
      }
      for (const auto &extra : extras) add(load.name, extra.name, extra.value(load));
    }
  }
  return rows;
}

std::vector<View::Datum> step_rows(const result::Run &run, const statistics::Summary &summary) {
  constexpr auto which = statistics::index_of(statistics::Metric::throughput);
  std::vector<View::Datum> rows;
  for (const auto &step : summary.neighbour_ratios) {
    if (step.metric != statistics::Metric::throughput || step.withheld) continue;
    const auto &next = summary.cell(step.baseline, step.workload, step.load)->by_block[which];
    const auto &own = summary.cell(step.server, step.workload, step.load)->by_block[which];
    for (const auto &trial : run.trials) {
      const auto block = static_cast<std::size_t>(trial.block - 1);
      if (trial.server != step.server || trial.workload != step.workload || block >= std::min(own.size(), next.size()))
        continue;
      if (const double ratio = own[block] / next[block]; std::isfinite(ratio) && ratio > 0)
        rows.push_back(
            {step.server, step.workload, step.load, "throughput_ratio_to_next", trial.block, trial.number, ratio});
    }
  }
  return rows;
}

base::Json cells_json(const statistics::Summary &summary) {
  auto json = base::Json::array();
  for (const auto &cell : summary.cells) json.push_back(cell_json(cell));
  return json;
}

base::Json ratios_json(const statistics::Summary &summary) {
  auto json = base::Json::array();
  for (const auto &ratio : summary.ratios) json.push_back(ratio_json(ratio, false));
  for (const auto &ratio : summary.self_ratios) json.push_back(ratio_json(ratio, true));
  for (const auto &ratio : summary.sibling_ratios) {
    json.push_back(ratio_json(ratio, false));
    json.back()["sibling"] = true;
  }
  for (const auto &ratio : summary.neighbour_ratios) {
    json.push_back(ratio_json(ratio, false));
    json.back()["neighbour"] = true;
  }
  return json;
}

void add_interval(base::Json &json, const statistics::Estimate &estimate) {
  if (!estimate.interval) return;
  json["low"] = base::finite_or_null(estimate.interval->low);
  json["high"] = base::finite_or_null(estimate.interval->high);
}

} // namespace reqbench::report
