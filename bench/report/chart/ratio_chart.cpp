// The ten-second picture: every server's throughput against the baseline's, with its interval and the tie band.
#include "report/chart/spec.hpp"
#include "report/clause.hpp"
#include "report/places.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

using base::Json;
using statistics::Metric;
using statistics::Ratio;

struct Range {
  double low, high;
};

bool drawn(const Ratio *ratio) { return ratio && !ratio->withheld && ratio->ratio.n > 0; }

/// The same for every workload, so that panels can be compared by eye. An interval of two or three launches may reach
/// to nowhere; beyond a tenth and ten times of the ratios themselves it is cut off.
Range shared_range(const Lineup &lineup) {
  const double edge = 1 + statistics::row(Metric::throughput).band;
  Range range{1 / (edge * edge * edge), edge * edge * edge}, limit{1, 1};
  for (const auto &ratio : lineup.summary.ratios) {
    if (ratio.metric != Metric::throughput || !drawn(&ratio)) continue;
    limit = {std::min(limit.low, ratio.ratio.value), std::max(limit.high, ratio.ratio.value)};
    const auto interval = spec::drawn_interval(ratio.ratio);
    range = {std::min(range.low, interval.low / 1.05), std::max(range.high, interval.high * 1.05)};
  }
  return {std::max(range.low, limit.low / 10), std::min(range.high, limit.high * 10)};
}

Json values_of(const std::vector<const Ratio *> &ratios, const Range &range) {
  auto values = Json::array();
  for (const auto *ratio : ratios) {
    const auto inside = [&](double value) { return std::clamp(value, range.low, range.high); };
    const double value = ratio->ratio.value;
    const auto interval = spec::drawn_interval(ratio->ratio);
    const bool bound = ratio->lower_bound || ratio->upper_bound;
    values.push_back({{"server", one_line(ratio->server)},
                      {"ratio", inside(value)},
                      {"low", inside(bound ? value : interval.low)},
                      {"high", inside(bound ? value : interval.high)},
                      {"text", ratio_figure(ratio).text},
                      {"word", word_figure(ratio, true).text}});
  }
  return values;
}

Json spec_of(const Subject &subject, const std::vector<const Ratio *> &ratios) {
  const auto range = shared_range(subject.lineup);
  const double edge = 1 + statistics::row(Metric::throughput).band;
  auto json = spec::rows_view(ratios.size());
  auto order = Json::array();
  for (const auto *ratio : ratios) order.push_back(one_line(ratio->server));
  const auto x = [&](std::string_view name) {
    return spec::field(name, "quantitative",
                       {{"scale", spec::log_scale(range.low, range.high)},
                        {"axis", spec::axis("× requests/s of the baseline, logarithmic",
                                            {{"values", spec::log_ticks(range.low, range.high)}, {"format", "~r"}})}});
  };
  const auto y = spec::names("server", order);
  const auto once = Json::array({Json{{"low", 1 / edge}, {"high", edge}}});
  json["layer"].push_back(spec::layer_of(once, {{"type", "rect"}, {"color", "var(--band)"}},
                                         {{"x", x("low")}, {"x2", Json{{"field", "high"}}}}));
  json["layer"].push_back(spec::layer_of(Json::array({Json{{"one", 1}}}), {{"type", "rule"}, {"color", "var(--muted)"}},
                                         {{"x", x("one")}}));
  Json shared{{"y", y}, {"color", spec::colour(subject.looks)}, {"opacity", spec::opacity()}};
  auto interval = shared;
  interval.update(Json{{"x", x("low")}, {"x2", Json{{"field", "high"}}}});
  json["layer"].push_back(spec::layer({{"type", "rule"}, {"strokeWidth", 3}, {"strokeCap", "round"}}, interval));
  auto point = shared;
  point.update(Json{{"x", x("ratio")},
                    {"shape", spec::shape(subject.looks)},
                    {"tooltip", spec::tooltip({{"server", "server"}, {"text", "ratio"}, {"word", "verdict"}})}});
  json["layer"].push_back(spec::layer({{"type", "point"}, {"filled", true}, {"size", 90}}, point));
  json["layer"].push_back(spec::row_texts(y));
  json["data"]["values"] = values_of(ratios, range);
  return json;
}

} // namespace

std::vector<Chart> ratio_charts(const Subject &subject) {
  const auto &lineup = subject.lineup;
  auto chart = subject.chart("ratios");
  if (!lineup.closed) {
    return {subject.missing("ratios", "Not measured: what each server can give", {"closed"})};
  }
  std::vector<const Ratio *> ratios;
  for (const auto &placed : places(lineup, subject.workload, lineup.closed->name, Metric::throughput))
    if (const auto *ratio = lineup.ratio(placed.server->label, subject.workload, lineup.closed, Metric::throughput);
        drawn(ratio) && !placed.cell->invalid)
      ratios.push_back(ratio);
  if (ratios.empty()) return {};
  const auto rivals = rivals_of(lineup, subject.workload);
  chart.title = subject.titled(rivals.empty() ? "no ratio may stand in a sentence"
                                              : requests_clause(lineup, *rivals.front().ratio, true));
  chart.subtitle = "requests/s, " + load_title(lineup, subject.workload, *lineup.closed);
  chart.says = "Per block the ratio of the two launches' right answers per second; their geometric mean with its 95 % "
               "interval (Student's t on the logarithms). Band: ±3 %.";
  chart.table.columns = {number_column("ratio", "requests/s vs " + lineup.run.record.baseline),
                         text_column("word", "verdict")};
  for (const auto *ratio : ratios)
    chart.table.rows.push_back(chart_row(subject, *lineup.filled(ratio->server, subject.workload, lineup.closed),
                                         {ratio_figure(ratio), word_figure(ratio, true)}));
  chart.spec = spec_of(subject, ratios);
  return {chart};
}

} // namespace reqbench::report
