// Throughput against the slow answers: one point a server and asked rate, and what the search under an objective tried.
#include "report/chart/spec.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::report {
namespace {

using base::Json;
using statistics::Cell;
using statistics::Metric;

constexpr int saturation_height = 300;

struct Rung {
  std::string server, load;
  double per_s, ms;
  std::string text;
  bool at_least = false;
};

double shown_percentile(const Lineup &lineup) {
  return lineup.run.record.slo ? lineup.run.record.slo->percentile : 0.99;
}

void add_load_rungs(const Subject &subject, const result::LoadRequest &load, std::vector<Rung> &rungs) {
  for (const auto *cell : subject.cells(&load)) {
    const auto slow = percentile(*cell, shown_percentile(subject.lineup));
    const auto &rate = metric_of(*cell, Metric::throughput);
    if (std::isnan(slow.value) || rate.n == 0) continue;
    rungs.push_back({cell->server, load.name, rate.value, slow.value / 1e6, slow.text,
                     cell->latency.quantile_is_at_least(shown_percentile(subject.lineup))});
  }
}

/// Of a launch's step only its own percentiles are stored; the launch in the middle stands for all.
void add_step_rungs(const Subject &subject, const result::LoadRequest &load, std::vector<Rung> &rungs) {
  if (shown_percentile(subject.lineup) != 0.99) return;
  for (const auto *cell : subject.cells(&load)) {
    const auto launches = statistics::launches_of(subject.lineup.run, cell->server, cell->workload, load.name);
    for (std::size_t step = 0; step < load.steps_per_s.size(); ++step) {
      std::vector<const sample::StretchFigures *> seen;
      for (const auto &launch : launches)
        if (step < launch.load->recording.stretches.size()) seen.push_back(&launch.load->recording.stretches[step]);
      std::erase_if(seen,
                    [](const auto *figures) { return figures->length.count() <= 0 || figures->p99.count() <= 0; });
      if (seen.empty()) continue;
      std::ranges::sort(seen, {}, [](const auto *figures) { return figures->p99; });
      const auto &middle = *seen[seen.size() / 2];
      rungs.push_back({cell->server, load.name,
                       static_cast<double>(middle.completed) / (static_cast<double>(middle.length.count()) / 1e9),
                       static_cast<double>(middle.p99.count()) / 1e6,
                       (middle.p99_at_least ? "> " : "") + base::format_duration(middle.p99), middle.p99_at_least});
    }
  }
}

std::vector<Rung> rungs_of(const Subject &subject) {
  std::vector<Rung> rungs;
  for (const auto &load : subject.lineup.run.record.loads) {
    if (load.model != "open") continue;
    if (load.steps_per_s.empty())
      add_load_rungs(subject, load, rungs);
    else
      add_step_rungs(subject, load, rungs);
  }
  std::erase_if(rungs, [](const Rung &rung) { return !(rung.ms > 0 && rung.per_s > 0); });
  return rungs;
}

/// What each launch's search under the objective tried: small marks, for one step is one short look.
Json tried(const Subject &subject) {
  auto values = Json::array();
  for (const auto &trial : subject.lineup.run.trials) {
    if (trial.workload != subject.workload || !trial.capacity || !look_of(subject.looks, trial.server)) continue;
    for (const auto &step : trial.capacity->steps)
      if (step.latency.count() > 0 && step.achieved_per_s > 0 && step.verdict != "refused")
        values.push_back({{"server", one_line(trial.server)},
                          {"x", step.achieved_per_s},
                          {"y", static_cast<double>(step.latency.count()) / 1e6},
                          {"text", (step.latency_at_least ? "> " : "") + base::format_duration(step.latency)},
                          {"rate", base::format_count(step.achieved_per_s) + " (trial " + std::to_string(trial.number) +
                                       ", " + step.verdict + ")"}});
  }
  return values;
}

struct Frame {
  double low = 1e9, high = 0, right = 0;
  void include(double x, double y) {
    low = std::min(low, y);
    high = std::max(high, y);
    right = std::max(right, x);
  }
};

Json saturation_spec(const Subject &subject, const std::vector<Rung> &rungs, const Json &steps) {
  const auto &slo = subject.lineup.run.record.slo;
  Frame frame;
  for (const auto &rung : rungs) frame.include(rung.per_s, rung.ms);
  for (const auto &step : steps) frame.include(step["x"], step["y"]);
  if (slo) frame.include(0, static_cast<double>(slo->latency.count()) / 1e6);
  frame.low /= 1.3;
  frame.high *= 1.3;
  auto values = Json::array();
  std::vector<spec::End> ends;
  for (const auto &look : subject.looks) {
    const Rung *last = nullptr;
    for (const auto &rung : rungs) {
      if (rung.server != look.server) continue;
      if (!last || rung.per_s > last->per_s) last = &rung;
      values.push_back({{"server", one_line(rung.server)},
                        {"x", rung.per_s},
                        {"y", rung.ms},
                        {"text", rung.text},
                        {"rate", base::format_count(rung.per_s) + " (" + one_line(rung.load) + ")"}});
    }
    if (last) ends.push_back({look.server, last->per_s, last->ms});
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> tips{
      {{"server", "server"}, {"rate", "requests/s"}, {"text", "latency"}}};
  const Json x = spec::field(
      "x", "quantitative",
      {{"scale", Json{{"domain", Json::array({0, frame.right * 1.02})}, {"nice", false}}},
       {"axis", spec::axis("answered requests/s", {{"labelExpr", "format(datum.value, '~s')"}, {"tickCount", 6}})}});
  const Json y = spec::field("y", "quantitative",
                             {{"scale", spec::log_scale(frame.low, frame.high)},
                              {"axis", spec::axis("latency", {{"values", spec::log_ticks(frame.low, frame.high)},
                                                              {"labelExpr", spec::duration_label}})}});
  const Json shared{{"x", x}, {"y", y}, {"color", spec::colour(subject.looks)}, {"opacity", spec::opacity()}};
  auto json = spec::view(saturation_height);
  if (slo) {
    const double limit = static_cast<double>(slo->latency.count()) / 1e6;
    json["layer"].push_back(
        spec::layer_of(Json::array({Json{{"y", limit}}}),
                       {{"type", "rule"}, {"color", "var(--alarm)"}, {"strokeDash", Json::array({6, 3})}}, {{"y", y}}));
    json["layer"].push_back(
        spec::layer_of(Json::array({Json{{"y", limit}, {"x", 0}, {"name", result::to_string(*slo)}}}),
                       {{"type", "text"}, {"color", "var(--alarm)"}, {"align", "left"}, {"dx", 6}, {"dy", -7}},
                       {{"y", y}, {"x", x}, {"text", spec::field("name", "nominal")}}));
  }
  auto line = shared;
  line["strokeDash"] = spec::dash(subject.looks);
  json["layer"].push_back(spec::layer({{"type", "line"}, {"strokeWidth", 2.2}}, line));
  auto point = shared;
  point.update(Json{{"shape", spec::shape(subject.looks)}, {"tooltip", spec::tooltip(tips)}});
  json["layer"].push_back(spec::layer({{"type", "point"}, {"filled", true}, {"size", 70}}, point));
  if (!steps.empty())
    json["layer"].push_back(spec::layer_of(steps, {{"type", "point"}, {"size", 24}, {"strokeWidth", 1}}, point));
  json["layer"].push_back(
      spec::name_ends(spec::end_labels(ends, frame.low, frame.high, true, saturation_height), x, y));
  json["data"]["values"] = std::move(values);
  return json;
}

std::string capacity_text(const Cell &cell) { return capacity(cell).text + " requests/s"; }

/// The two servers that went farthest and least far.
std::string farthest(const Subject &subject, const std::vector<Rung> &rungs, std::string_view percentile) {
  std::vector<const Rung *> last;
  for (const auto &look : subject.looks) {
    const Rung *best = nullptr;
    for (const auto &rung : rungs)
      if (rung.server == look.server && (!best || rung.per_s > best->per_s)) best = &rung;
    if (best) last.push_back(best);
  }
  if (last.empty())
    return subject.lineup.run.record.slo ? "no rate met " + result::to_string(*subject.lineup.run.record.slo)
                                         : "no rate shows its " + std::string{percentile};
  std::ranges::stable_sort(last, std::greater{}, &Rung::per_s);
  const auto of = [&](const Rung &rung, bool first) {
    return one_line(rung.server) + (first ? " answered up to " : " up to ") + base::format_count(rung.per_s) +
           (first ? " requests/s with " + std::string{percentile} + " " : " with ") + rung.text;
  };
  return of(*last.front(), true) + (last.size() > 1 ? ", " + of(*last.back(), false) : "");
}

} // namespace

std::vector<Chart> saturation_charts(const Subject &subject) {
  const auto &run = subject.lineup.run.record;
  auto chart = subject.chart("saturation");
  const auto rungs = rungs_of(subject);
  const auto steps = tried(subject);
  const auto of_one = [&](const Look &look) { return std::ranges::count(rungs, look.server, &Rung::server); };
  const bool grows = std::ranges::any_of(subject.looks, [&](const Look &look) { return of_one(look) > 1; });
  if (!grows && steps.empty()) {
    const auto open = std::ranges::count(run.loads, "open", &result::LoadRequest::model);
    if (open > 1 || run.slo) return {}; // asked, and nothing came of it
    return {subject.missing("saturation", "Not measured: latency at several rates",
                            {"share:20", "share:50", "share:80"}, " --slo p99=20ms")};
  }
  const auto percentile = run.slo ? result::percentile_name(*run.slo) : std::string{"p99"};
  const auto capacities = run.loads.empty() ? std::string{}
                                            : extremes(subject.lineup, subject.cells(&run.loads.front()),
                                                       Metric::capacity, capacity_text, "from");
  chart.title = subject.workload + ": " +
                (run.slo && !capacities.empty() ? "under " + result::to_string(*run.slo) + ", " + capacities
                                                : farthest(subject, rungs, percentile));
  chart.subtitle = percentile + " at each asked rate" +
                   (steps.empty() ? "" : "; small marks: what the search for the capacity tried, launch by launch");
  chart.says =
      "Each large mark is one load of the run: its right answers per second and the percentile of all its launches "
      "merged (of a load in steps: the launch in the middle). Latency counts from when a request was due.";
  chart.table.columns = {text_column("load", "load"), number_column("throughput_per_s", "requests/s"),
                         number_column("latency", percentile)};
  for (const auto &rung : rungs)
    if (const auto *cell = subject.lineup.filled(rung.server, subject.workload, rung.load))
      chart.table.rows.push_back(chart_row(
          subject, *cell,
          {Figure{rung.load}, Figure{base::format_count(rung.per_s), rung.per_s}, Figure{rung.text, rung.ms * 1e6}}));
  chart.spec = saturation_spec(subject, rungs, steps);
  return {chart};
}

} // namespace reqbench::report
