// One launch of each server in time: answers and slow answers by window, from the warm-up on.
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

constexpr int time_height = 200;
constexpr std::size_t most_points = 400; ///< of one line; more are put together

/// Several windows as one point; its p99 is the slowest of theirs, so that no stall is lost.
struct TimePoint {
  double from_s, to_s; ///< from the beginning of the measured time
  double per_s, p99_ms;
  bool measured;
};

struct Story {
  const Cell *cell;
  const result::TrialRecord *trial;
  std::vector<TimePoint> points;
};

double in_seconds(base::Nanoseconds time) { return static_cast<double>(time.count()) / 1e9; }

std::vector<TimePoint> points_of(const std::vector<sample::Window> &windows) {
  const auto begin = std::ranges::find(windows, true, &sample::Window::measured);
  const auto zero = begin == windows.end() ? base::Nanoseconds{0} : begin->begin;
  const auto together = windows.size() / most_points + 1;
  std::vector<TimePoint> points;
  for (std::size_t i = 0; i < windows.size();) {
    base::Nanoseconds length{}, p99{};
    std::uint64_t ok = 0;
    const auto first = i;
    for (; i < windows.size() && i - first < together && windows[i].measured == windows[first].measured; ++i) {
      length += windows[i].length;
      ok += windows[i].ok;
      p99 = std::max(p99, windows[i].p99);
    }
    if (length.count() <= 0) continue;
    points.push_back({in_seconds(windows[first].begin - zero), in_seconds(windows[first].begin - zero + length),
                      static_cast<double>(ok) / in_seconds(length), static_cast<double>(p99.count()) / 1e6,
                      windows[first].measured});
  }
  return points;
}

/// The launch whose throughput is nearest to the cell's.
std::optional<Story> story_of(const Subject &subject, const Cell &cell) {
  const double mean = metric_of(cell, Metric::throughput).value;
  const statistics::Launch *nearest = nullptr;
  const auto launches = statistics::launches_of(subject.lineup.run, cell.server, cell.workload, cell.load);
  const auto distance = [&](const statistics::Launch &launch) {
    return std::fabs(launch.load->recording.achieved_per_s() - mean);
  };
  for (const auto &launch : launches)
    if (!launch.load->recording.windows.empty() && (!nearest || distance(launch) < distance(*nearest)))
      nearest = &launch;
  if (!nearest) return std::nullopt;
  Story story{&cell, nearest->trial, points_of(nearest->load->recording.windows)};
  return story.points.size() < 2 ? std::nullopt : std::optional{std::move(story)};
}

/// How far the measured windows lie from their mean, as a share.
double unevenness(const Story &story) {
  std::vector<double> rates;
  for (const auto &point : story.points)
    if (point.measured) rates.push_back(point.per_s);
  if (rates.size() < 2) return 0;
  const double mean = statistics::average(rates);
  double squares = 0;
  for (const double rate : rates) squares += (rate - mean) * (rate - mean);
  return mean > 0 ? std::sqrt(squares / static_cast<double>(rates.size() - 1)) / mean : 0;
}

std::string time_title(const Subject &subject, std::vector<Story> stories) {
  std::ranges::stable_sort(stories, {}, unevenness);
  const auto of = [](const Story &story) { return "±" + share_text(unevenness(story)); };
  const auto lead = subject.workload + ": from moment to moment the throughput of ";
  if (stories.size() == 1) return lead + one_line(stories.front().cell->server) + " varied by " + of(stories.front());
  return lead + one_line(stories.front().cell->server) + " varied least (" + of(stories.front()) + "), of " +
         one_line(stories.back().cell->server) + " most (" + of(stories.back()) + ")";
}

/// `y` is "per_s" or "p99".
Json time_spec(const Subject &subject, const std::vector<Story> &stories, bool slow) {
  double from = 0, to = 0, low = 1e12, high = 0;
  auto values = Json::array();
  std::vector<spec::End> ends;
  const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
  for (const auto &story : stories) {
    double last = 0;
    for (const auto &point : story.points) {
      const double y = slow ? point.p99_ms : point.per_s;
      if (slow && y <= 0) continue; // nothing was answered in it
      from = std::min(from, point.from_s);
      to = std::max(to, point.to_s);
      low = std::min(low, y);
      high = std::max(high, y);
      values.push_back({{"server", one_line(story.cell->server)},
                        {"x", rounded((point.from_s + point.to_s) / 2)},
                        {"y", rounded(y)}});
      last = y;
    }
    ends.push_back({story.cell->server, story.points.back().to_s, last});
  }
  low = slow ? low / 1.2 : 0;
  high = slow ? high * 1.2 : high * 1.05;
  if (high <= low) high = low + 1;
  auto json = spec::view(time_height);
  const Json x =
      spec::field("x", "quantitative",
                  {{"scale", Json{{"domain", Json::array({from, to})}, {"nice", false}}},
                   {"axis", spec::axis("seconds from the beginning of the measured time", {{"tickCount", 8}})}});
  const Json y = spec::field(
      "y", "quantitative",
      slow ? Json{{"scale", spec::log_scale(low, high)},
                  {"axis", spec::axis("p99 of a window",
                                      {{"values", spec::log_ticks(low, high)}, {"labelExpr", spec::duration_label}})}}
           : Json{{"scale", Json{{"domain", Json::array({0, high})}, {"nice", false}}},
                  {"axis", spec::axis("requests/s", {{"labelExpr", "format(datum.value, '~s')"}, {"tickCount", 4}})}});
  if (from < 0) {
    json["layer"].push_back(spec::layer_of(Json::array({Json{{"x", from}, {"to", 0}}}),
                                           {{"type", "rect"}, {"color", "var(--band)"}},
                                           {{"x", x}, {"x2", Json{{"field", "to"}}}}));
    json["layer"].push_back(
        spec::layer_of(Json::array({Json{{"x", from}, {"name", "warm-up"}}}),
                       {{"type", "text"}, {"align", "left"}, {"dx", 4}, {"y", 10}, {"color", "var(--muted)"}},
                       {{"x", x}, {"text", spec::field("name", "nominal")}}));
  }
  Json line{{"x", x},
            {"y", y},
            {"color", spec::colour(subject.looks)},
            {"opacity", spec::opacity()},
            {"strokeDash", spec::dash(subject.looks)}};
  json["layer"].push_back(spec::layer({{"type", "line"}, {"strokeWidth", 1.8}}, line));
  json["layer"].push_back(spec::name_ends(spec::end_labels(ends, low, high, slow, time_height), x, y));
  json["data"]["values"] = std::move(values);
  return json;
}

Row time_row(const Story &story) {
  Row row;
  row.label = row.server = story.cell->server;
  row.workload = story.cell->workload;
  row.load = story.cell->load;
  row.trials = {story.trial->number};
  double low = HUGE_VAL, high = 0, slowest = 0;
  for (const auto &point : story.points) {
    if (!point.measured) continue;
    low = std::min(low, point.per_s);
    high = std::max(high, point.per_s);
    slowest = std::max(slowest, point.p99_ms);
  }
  if (high <= 0) low = 0;
  row.cells = {Figure{base::format_duration(base::from_seconds(std::max(0.0, -story.points.front().from_s))),
                      -story.points.front().from_s},
               Figure{base::format_count(low), low}, Figure{base::format_count(high), high},
               Figure{share_text(unevenness(story)), unevenness(story)},
               Figure{base::format_duration(base::from_seconds(slowest / 1e3)), slowest * 1e6}};
  return row;
}

Chart time_chart(const Subject &subject, const result::LoadRequest &load, const std::vector<Story> &stories,
                 bool slow) {
  auto chart = subject.chart("time", slow ? "latency" : "throughput");
  chart.title = slow ? subject.workload + ": the slow answers in time" : time_title(subject, stories);
  chart.subtitle = std::string{slow ? "p99 of each window, " : "right answers per second by window, "} +
                   load_title(subject.lineup, subject.workload, load);
  chart.says =
      "One launch of each server: the one whose throughput is nearest to the mean of its launches. Windows last "
      "125 ms (quick) or 250 ms; of a long load several make a point, whose p99 is the slowest of theirs.";
  chart.table.columns = {number_column("warm_up", "warm-up"), number_column("least", "least requests/s"),
                         number_column("most", "most requests/s"), number_column("spread", "spread of the windows"),
                         number_column("slowest", "slowest p99 of a window")};
  for (const auto &story : stories) chart.table.rows.push_back(time_row(story));
  chart.spec = time_spec(subject, stories, slow);
  return chart;
}

} // namespace

std::vector<Chart> time_charts(const Subject &subject) {
  for (const auto &load : subject.lineup.run.record.loads) {
    std::vector<Story> stories;
    for (const auto *cell : subject.cells(&load))
      if (auto story = story_of(subject, *cell)) stories.push_back(*std::move(story));
    if (!stories.empty()) return {time_chart(subject, load, stories, false), time_chart(subject, load, stories, true)};
  }
  return {};
}

} // namespace reqbench::report
