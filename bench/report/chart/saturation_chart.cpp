// Throughput against the slow answers: one point a server and asked rate, and what the search under an objective tried.
#include "report/chart/spec.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
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
      rungs.push_back({cell->server, load.name, static_cast<double>(middle.completed) / base::to_seconds(middle.length),
                       spec::in_ms(middle.p99), (middle.p99_at_least ? "> " : "") + base::format_duration(middle.p99),
                       middle.p99_at_least});
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
  std::erase_if(rungs, [](const Rung &rung) { return !(rung.ms > 0) || !(rung.per_s > 0); });
  return rungs;
}

/// A line through fewer would show a growth that nobody measured.
constexpr std::ptrdiff_t least_for_a_line = 3;

std::ptrdiff_t rungs_of_one(const std::vector<Rung> &rungs, std::string_view server) {
  return std::ranges::count(rungs, server, &Rung::server);
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
                          {"y", spec::in_ms(step.latency)},
                          {"text", (step.latency_at_least ? "> " : "") + base::format_duration(step.latency)},
                          {"rate", base::format_count(step.achieved_per_s) + " (trial " + std::to_string(trial.number) +
                                       ", " + step.verdict + ")"}});
  }
  return values;
}

Json rung_values(const std::vector<Rung> &rungs) {
  auto values = Json::array();
  for (const auto &rung : rungs)
    values.push_back({{"server", one_line(rung.server)},
                      {"x", rung.per_s},
                      {"y", rung.ms},
                      {"line", rungs_of_one(rungs, rung.server) >= least_for_a_line ? 1 : 0},
                      {"text", rung.text},
                      {"rate", base::format_count(rung.per_s) + " (" + one_line(rung.load) + ")"}});
  return values;
}

/// The objective as a line with its name.
void add_slo(Json &layers, const result::Objective &slo, double ms, const Json &x, const Json &y) {
  layers.push_back(spec::layer_of(Json::array({Json{{"y", ms}}}),
                                  {{"type", "rule"}, {"color", "var(--alarm)"}, {"strokeDash", Json::array({6, 3})}},
                                  {{"y", y}}));
  layers.push_back(
      spec::layer_of(Json::array({Json{{"y", ms}, {"x", 0}, {"name", result::to_string(slo)}}}),
                     {{"type", "text"}, {"color", "var(--alarm)"}, {"align", "left"}, {"dx", 6}, {"dy", -10}},
                     {{"y", y}, {"x", x}, {"text", spec::field("name", "nominal")}}));
}

bool is_farther(const Rung &rung, const Rung &other) {
  constexpr double same = 1.01;
  if (rung.per_s > same * other.per_s) return true;
  return rung.per_s * same >= other.per_s && rung.ms > other.ms;
}

/// For each server the rung of the highest rate, in the order of the looks; of the same rate under two loads the
/// slower.
std::vector<const Rung *> last_rungs(const Subject &subject, const std::vector<Rung> &rungs) {
  std::vector<const Rung *> last;
  for (const auto &look : subject.looks) {
    const Rung *best = nullptr;
    for (const auto &rung : rungs)
      if (rung.server == look.server && (!best || is_farther(rung, *best))) best = &rung;
    if (best) last.push_back(best);
  }
  return last;
}

/// Where the name of each server is led to from: its rung of the highest rate, else the highest rate that was tried.
std::vector<spec::End> ends_of(const Subject &subject, const std::vector<Rung> &rungs, const Json &steps) {
  std::vector<spec::End> ends;
  for (const auto *last : last_rungs(subject, rungs)) ends.push_back({last->server, last->per_s, last->ms});
  for (const auto &look : subject.looks) {
    if (rungs_of_one(rungs, look.server) > 0) continue;
    const Json *highest = nullptr;
    for (const auto &step : steps)
      if (step["server"] == one_line(look.server) && (!highest || step["x"] > (*highest)["x"])) highest = &step;
    if (highest) ends.push_back({look.server, (*highest)["x"], (*highest)["y"]});
  }
  return ends;
}

Json saturation_spec(const Subject &subject, const std::vector<Rung> &rungs, const Json &steps) {
  const auto &slo = subject.lineup.run.record.slo;
  const double slo_ms = slo ? spec::in_ms(slo->latency) : 0;
  spec::Span ms, rates;
  for (const auto &rung : rungs) {
    ms.include(rung.ms);
    rates.include(rung.per_s);
  }
  for (const auto &step : steps) {
    ms.include(step["y"]);
    rates.include(step["x"]);
  }
  if (slo) ms.include(slo_ms);
  spec::Lines lines{.height = saturation_height,
                    .x = spec::numbers("x", 0, 1.02 * rates.high,
                                       spec::axis("answered requests/s",
                                                  {{"labelExpr", "format(datum.value, '~s')"}, {"tickCount", 6}})),
                    .y = spec::durations("latency", ms),
                    .ends = ends_of(subject, rungs, steps),
                    .tips = spec::tooltip({{"server", "server"}, {"rate", "requests/s"}, {"text", "latency"}}),
                    .joined = "datum.line"};
  if (slo) add_slo(lines.behind, *slo, slo_ms, lines.x, lines.y.channel);
  if (!steps.empty())
    lines.behind.push_back(spec::layer_of(steps, {{"type", "point"}, {"size", 24}, {"strokeWidth", 1}},
                                          {{"x", lines.x},
                                           {"y", lines.y.channel},
                                           {"color", spec::colour(subject.looks)},
                                           {"opacity", spec::opacity()},
                                           {"shape", spec::shape(subject.looks)},
                                           {"tooltip", lines.tips}}));
  return spec::lines(subject.looks, rung_values(rungs), lines);
}

Figure capacity_figure(const Cell &cell) {
  auto figure = capacity(cell);
  figure.text += " requests/s";
  return figure;
}

/// The servers of the highest and of the least rate that was answered, at those rates.
std::string farthest(const Subject &subject, const std::vector<Rung> &rungs, std::string_view percentile) {
  auto last = last_rungs(subject, rungs);
  if (last.empty())
    return subject.lineup.run.record.slo ? "no rate met " + result::to_string(*subject.lineup.run.record.slo)
                                         : "no rate shows its " + std::string{percentile};
  std::ranges::stable_sort(last, std::greater{}, &Rung::per_s);
  const auto of = [&](const Rung &rung, bool first) {
    return one_line(rung.server) + (first ? " answered " : " ") + base::format_count(rung.per_s) +
           (first ? " requests/s with " + std::string{percentile} + " " : " with ") + rung.text;
  };
  return "at its highest asked rate " + of(*last.front(), true) +
         (last.size() > 1 ? ", " + of(*last.back(), false) : "");
}

/// What the marks are, and why some are not joined.
std::string saturation_subtitle(const Subject &subject, const std::vector<Rung> &rungs, const Json &steps,
                                const std::string &percentile) {
  std::ptrdiff_t most = 0;
  for (const auto &look : subject.looks) most = std::max(most, rungs_of_one(rungs, look.server));
  auto text = percentile + " at each asked rate";
  if (most > 0 && most < least_for_a_line)
    text += "; " + counted(static_cast<std::size_t>(most), "rate") + " of each server, too few for a line";
  return text + (steps.empty() ? "" : "; small marks: what the search for the capacity tried, launch by launch");
}

} // namespace

std::vector<Chart> saturation_charts(const Subject &subject) {
  const auto &run = subject.lineup.run.record;
  auto chart = subject.chart("saturation");
  const auto rungs = rungs_of(subject);
  const auto steps = tried(subject);
  const bool grows =
      std::ranges::any_of(subject.looks, [&](const Look &look) { return rungs_of_one(rungs, look.server) > 1; });
  if (!grows && steps.empty()) {
    const auto open = std::ranges::count(run.loads, "open", &result::LoadRequest::model);
    if (open > 1 || run.slo) return {}; // asked, and nothing came of it
    return {subject.missing("saturation", "Not measured: latency at several rates",
                            {"share:20", "share:50", "share:80"}, " --slo p99=20ms")};
  }
  const auto percentile = run.slo ? result::percentile_name(*run.slo) : std::string{"p99"};
  const auto capacities = run.loads.empty() ? std::string{}
                                            : extremes(subject, subject.cells(&run.loads.front()), Metric::capacity,
                                                       capacity_figure, "from");
  chart.title =
      subject.titled(run.slo && !capacities.empty() ? "under " + result::to_string(*run.slo) + ", " + capacities
                                                    : farthest(subject, rungs, percentile));
  chart.subtitle = saturation_subtitle(subject, rungs, steps, percentile);
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
