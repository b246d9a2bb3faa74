// One launch of each server in time: answers and slow answers by window, from the warm-up on.
#include "report/chart/spec.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <span>

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

/// What came after the measured time is left out: while a load drains nothing new is asked, and its windows would look
/// as if the server had become slow.
std::span<const sample::Window> told_windows(const std::vector<sample::Window> &windows) {
  const auto last = std::ranges::find(windows.rbegin(), windows.rend(), true, &sample::Window::measured);
  return {windows.begin(), last.base()};
}

TimePoint time_point(std::span<const sample::Window> windows, base::Nanoseconds zero) {
  base::Nanoseconds length{}, p99{};
  std::uint64_t ok = 0;
  for (const auto &window : windows) {
    length += window.length;
    ok += window.ok;
    p99 = std::max(p99, window.p99);
  }
  const double from = base::to_seconds(windows.front().begin - zero);
  return {from, from + base::to_seconds(length), static_cast<double>(ok) / base::to_seconds(length), spec::in_ms(p99),
          windows.front().measured};
}

/// So many of the windows from `at` on as make one point. A rest shorter than half a window goes with the one before
/// it: alone it would be noise.
std::size_t windows_together(std::span<const sample::Window> windows, std::size_t at, std::size_t most) {
  std::size_t count = 1;
  const auto &first = windows[at];
  const auto alike = [&](std::size_t i) { return i < windows.size() && windows[i].measured == first.measured; };
  while (count < most && alike(at + count)) ++count;
  const auto next = at + count;
  const bool rest = alike(next) && !alike(next + 1) && 2 * windows[next].length < first.length;
  return rest ? count + 1 : count;
}

std::vector<TimePoint> points_of(const std::vector<sample::Window> &all) {
  const auto windows = told_windows(all);
  const auto begin = std::ranges::find(windows, true, &sample::Window::measured);
  const auto zero = begin == windows.end() ? base::Nanoseconds{0} : begin->begin;
  std::vector<TimePoint> points;
  for (std::size_t at = 0, count = 0; at < windows.size(); at += count) {
    count = windows_together(windows, at, windows.size() / most_points + 1);
    const auto point = time_point(windows.subspan(at, count), zero);
    if (point.to_s > point.from_s) points.push_back(point);
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

/// "1.26 ms (cpp_beast) to 19.7 ms (python_fastapi)": of the launches shown, for no more is known.
std::string least_to_most(const std::vector<const Story *> &in_order, std::string (*text)(const Story &)) {
  const auto of = [&](const Story &story) { return text(story) + " (" + one_line(story.cell->server) + ")"; };
  return of(*in_order.front()) + (in_order.size() > 1 ? " to " + of(*in_order.back()) : "");
}

double slowest_ms(const Story &story) {
  double slowest = 0;
  for (const auto &point : story.points)
    if (point.measured) slowest = std::max(slowest, point.p99_ms);
  return slowest;
}

std::string time_title(const std::vector<Story> &stories, bool slow) {
  std::vector<const Story *> in_order;
  in_order.reserve(stories.size());
  for (const auto &story : stories) in_order.push_back(&story);
  std::ranges::stable_sort(in_order, {},
                           [&](const Story *story) { return slow ? slowest_ms(*story) : unevenness(*story); });
  if (slow)
    return "p99 of the slowest window: " + least_to_most(in_order, [](const Story &story) {
             return base::format_duration(base::from_seconds(slowest_ms(story) / 1e3));
           });
  return "from window to window throughput varied by " +
         least_to_most(in_order, [](const Story &story) { return "±" + share_text(unevenness(story)); });
}

/// The warm-up as a shade behind the lines.
Json warm_up(double from, const Json &x) {
  auto layers = Json::array();
  layers.push_back(spec::layer_of(Json::array({Json{{"x", from}, {"to", 0}}}),
                                  {{"type", "rect"}, {"color", "var(--band)"}},
                                  {{"x", x}, {"x2", Json{{"field", "to"}}}}));
  layers.push_back(
      spec::layer_of(Json::array({Json{{"x", from}, {"name", "warm-up"}}}),
                     {{"type", "text"}, {"align", "left"}, {"y", -8}, {"color", "var(--muted)"}}, // over the lines
                     {{"x", x}, {"text", spec::field("name", "nominal")}}));
  return layers;
}

Json time_spec(const Subject &subject, const std::vector<Story> &stories, bool slow) {
  double from = 0, to = 0;
  spec::Span span;
  auto values = Json::array();
  std::vector<spec::End> ends;
  const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
  for (const auto &story : stories) {
    for (const auto &point : story.points) {
      const double y = slow ? point.p99_ms : point.per_s, x = (point.from_s + point.to_s) / 2;
      if (slow && y <= 0) continue; // nothing was answered in it
      from = std::min(from, point.from_s);
      to = std::max(to, point.to_s);
      span.include(y);
      values.push_back({{"server", one_line(story.cell->server)}, {"x", rounded(x)}, {"y", rounded(y)}});
      if (ends.empty() || ends.back().server != story.cell->server) ends.push_back({story.cell->server, x, y});
      ends.back() = {story.cell->server, rounded(x), y};
    }
  }
  if (values.empty() || span.high <= 0) return nullptr; // no answer was right
  auto x =
      spec::numbers("x", from, to, spec::axis("seconds from the beginning of the measured time", {{"tickCount", 8}}));
  auto behind = from < 0 ? warm_up(from, x) : Json::array();
  return spec::lines(subject.looks, std::move(values),
                     {.height = time_height,
                      .x = std::move(x),
                      .y = slow ? spec::durations("p99 of a window", span)
                                : spec::amounts("requests/s", span.high,
                                                {{"labelExpr", "format(datum.value, '~s')"}, {"tickCount", 4}}),
                      .ends = std::move(ends),
                      .marked = "false",
                      .behind = std::move(behind)});
}

Row time_row(const Subject &subject, const Story &story) {
  Row row;
  row.label = row.server = story.cell->server;
  row.workload = story.cell->workload;
  row.load = story.cell->load;
  if (!result::is_load(subject.lineup.run.record)) row.trials = {story.trial->number};
  spec::Span rates;
  for (const auto &point : story.points)
    if (point.measured) rates.include(point.per_s);
  const double low = std::min(rates.low, rates.high), slowest = slowest_ms(story);
  row.cells = {Figure{base::format_duration(base::from_seconds(std::max(0.0, -story.points.front().from_s))),
                      -story.points.front().from_s},
               Figure{base::format_count(low), low}, Figure{base::format_count(rates.high), rates.high},
               Figure{share_text(unevenness(story)), unevenness(story)},
               Figure{base::format_duration(base::from_seconds(slowest / 1e3)), slowest * 1e6}};
  return row;
}

Chart time_chart(const Subject &subject, const result::LoadRequest &load, const std::vector<Story> &stories,
                 bool slow) {
  auto chart = subject.chart("time", slow ? "latency" : "throughput");
  chart.title = subject.titled(time_title(stories, slow));
  chart.subtitle = std::string{slow ? "p99 of each window, " : "right answers per second by window, "} +
                   load_title(subject.lineup, subject.workload, load);
  chart.says =
      "One launch of each server: the one whose throughput is nearest to the mean of its launches. Windows last "
      "125 ms (quick) or 250 ms; of a long load several make a point, whose p99 is the slowest of theirs. What was "
      "answered after the measured time is not shown.";
  chart.table.columns = {number_column("warm_up", "warm-up"), number_column("least", "least requests/s"),
                         number_column("most", "most requests/s"), number_column("spread", "spread of the windows"),
                         number_column("slowest", "slowest p99 of a window")};
  for (const auto &story : stories) chart.table.rows.push_back(time_row(subject, story));
  chart.spec = time_spec(subject, stories, slow);
  return chart;
}

} // namespace

std::vector<Chart> time_charts(const Subject &subject) {
  for (const auto &load : subject.lineup.run.record.loads) {
    std::vector<Story> stories;
    for (const auto *cell : subject.cells(&load))
      if (auto story = story_of(subject, *cell)) stories.push_back(*std::move(story));
    if (stories.empty()) continue;
    std::vector<Chart> charts;
    for (const bool slow : {false, true})
      if (auto chart = time_chart(subject, load, stories, slow); !chart.spec.is_null())
        charts.push_back(std::move(chart));
    return charts;
  }
  return {};
}

} // namespace reqbench::report
