// How far each figure moved from older runs to a new one: a forest of changes, each with its interval, the band in
// which a change is too small to matter, and the limits that a build asks about.
#include "report/chart/charts.hpp"
#include "report/chart/spec.hpp"
#include "report/compare_tables.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>

namespace reqbench::report {
namespace {

using base::Json;
using statistics::Moved;

/// Colour and shape say the word, so that nobody needs to tell colours apart.
struct WordLook {
  std::string_view word, colour, shape;
};
constexpr std::array word_looks{
    WordLook{"better", "var(--better)", "triangle-up"}, WordLook{"worse", "var(--worse)", "triangle-down"},
    WordLook{"same", "var(--ink)", "square"}, WordLook{"undecided", "var(--muted)", "circle"},
    WordLook{"invalid", "var(--alarm)", "cross"}};

Json by_word(std::string_view WordLook::*look) {
  auto domain = Json::array(), range = Json::array();
  for (const auto &each : word_looks) {
    domain.push_back(each.word);
    range.push_back(each.*look);
  }
  return spec::field("word", "nominal", {{"scale", {{"domain", domain}, {"range", range}}}, {"legend", nullptr}});
}

double in_percent(double ratio) { return 100 * (ratio - 1); }

/// As it may stand in a spec.
std::string plotted_name(const Moved &moved) { return one_line(moved_name(moved)); }

/// The changes of one metric, and what was asked of it.
struct Forest {
  statistics::Metric metric;
  std::vector<const Moved *> moves;
  std::vector<double> limits; ///< in per cent
};

struct PerCent {
  double low, high;
};

/// Of the changes, the band and the limits; an interval that reaches farther than all of them again is cut off.
PerCent range_of(const Forest &forest) {
  const double band = 100 * statistics::row(forest.metric).band;
  PerCent range{-1.5 * band, 1.5 * band}, ends = range;
  const auto include = [](PerCent &any, double value) { any = {std::min(any.low, value), std::max(any.high, value)}; };
  for (const double limit : forest.limits) include(range, 1.1 * limit);
  for (const auto *moved : forest.moves) {
    include(range, 1.1 * in_percent(moved->change.ratio.value));
    if (const auto &interval = moved->change.ratio.interval) {
      include(ends, in_percent(interval->low));
      include(ends, in_percent(interval->high));
    }
  }
  const double most = range.high - range.low;
  include(range, std::max(ends.low, range.low - most));
  include(range, std::min(ends.high, range.high + most));
  return range;
}

Json change_values(const Forest &forest, const PerCent &range) {
  auto values = Json::array();
  for (const auto *moved : forest.moves) {
    const auto inside = [&](double ratio) { return std::clamp(in_percent(ratio), range.low, range.high); };
    const auto &ratio = moved->change.ratio;
    const auto interval = spec::drawn_interval(ratio);
    values.push_back({{"name", plotted_name(*moved)},
                      {"change", inside(ratio.value)},
                      {"low", inside(interval.low)},
                      {"high", inside(interval.high)},
                      {"word", moved_word(*moved)},
                      {"text", change_text(moved->change)}});
  }
  return values;
}

Json change_spec(const Forest &forest) {
  const auto range = range_of(forest);
  const double band = statistics::row(forest.metric).band;
  const auto x = [&](std::string_view name) {
    return spec::numbers(
        name, range.low, range.high,
        spec::axis("change",
                   {{"labelExpr", "(datum.value == 0 ? '0' : format(datum.value, '+')) + ' %'"}, {"tickCount", 6}}));
  };
  auto order = Json::array();
  for (const auto *moved : forest.moves) order.push_back(plotted_name(*moved));
  auto y = spec::names("name", order);
  y["axis"]["labelLimit"] = 260;
  auto json = spec::view(22 * static_cast<int>(forest.moves.size()));
  const auto rule = [&](double at, Json mark) {
    json["layer"].push_back(spec::layer_of(Json::array({Json{{"at", at}}}), std::move(mark), {{"x", x("at")}}));
  };
  json["layer"].push_back(
      spec::layer_of(Json::array({Json{{"low", in_percent(1 / (1 + band))}, {"high", in_percent(1 + band)}}}),
                     {{"type", "rect"}, {"color", "var(--band)"}}, {{"x", x("low")}, {"x2", Json{{"field", "high"}}}}));
  rule(0, {{"type", "rule"}, {"color", "var(--muted)"}});
  for (const double limit : forest.limits)
    rule(limit, {{"type", "rule"}, {"color", "var(--alarm)"}, {"strokeDash", Json::array({6, 3})}});
  const Json shared{{"y", y}, {"color", by_word(&WordLook::colour)}};
  auto interval = shared, point = shared;
  interval.update(Json{{"x", x("low")}, {"x2", Json{{"field", "high"}}}});
  point.update(Json{{"x", x("change")},
                    {"shape", by_word(&WordLook::shape)},
                    {"tooltip", spec::tooltip({{"name", "figure"}, {"text", "change"}, {"word", "word"}})}});
  json["layer"].push_back(spec::layer({{"type", "rule"}, {"strokeWidth", 2.5}, {"strokeCap", "round"}}, interval));
  json["layer"].push_back(spec::layer({{"type", "point"}, {"filled", true}, {"size", 90}}, point));
  auto texts = spec::row_texts(y);
  texts["name"] = "ends"; // a narrow screen has no room for them
  json["layer"].push_back(std::move(texts));
  json["data"]["values"] = change_values(forest, range);
  return json;
}

/// "of 24 figures 1 worse, 3 better, 20 undecided", "all 5 figures undecided": no change is told for more than its
/// word.
std::string word_counts(const std::vector<const Moved *> &moves) {
  if (const auto first = moved_word(*moves.front());
      std::ranges::all_of(moves, [&](const Moved *moved) { return moved_word(*moved) == first; }))
    return "all " + counted(moves.size(), "figure") + " " + std::string{first};
  std::vector<std::string> parts;
  for (const std::string_view word : {"worse", "better", "same", "undecided", "invalid"}) {
    const auto count = std::ranges::count(moves, word, [](const Moved *moved) { return moved_word(*moved); });
    if (count > 0) parts.push_back(std::to_string(count) + " " + std::string{word});
  }
  return "of " + counted(moves.size(), "figure") + " " + joined(parts, ", ");
}

std::string change_title(const Forest &forest) {
  const auto lead = std::string{statistics::compared(forest.metric).word} + ": ";
  if (forest.moves.size() > 1) return lead + word_counts(forest.moves);
  const auto &only = *forest.moves.front();
  return lead + plotted_name(only) + " " + change_text(only.change) + ": " + std::string{moved_word(only)};
}

Table change_numbers(const Forest &forest) {
  Table table;
  table.of = "figure";
  table.columns = {number_column("change", "change"), text_column("word", "word")};
  for (const auto *moved : forest.moves) {
    auto row = moved_row(*moved);
    row.cells = {change_figure(*moved), Figure{std::string{moved_word(*moved)}}};
    table.rows.push_back(std::move(row));
  }
  return table;
}

Chart change_chart(const Forest &forest) {
  const auto &facts = statistics::row(forest.metric);
  Chart chart;
  chart.id = "changes-" + std::string{statistics::compared(forest.metric).word};
  chart.section = "changes";
  chart.title = change_title(forest);
  std::vector<std::string> limits;
  limits.reserve(forest.limits.size());
  for (const double limit : forest.limits) limits.push_back(change_text(limit / 100));
  chart.subtitle = std::string{facts.title} + "; " + (facts.higher_is_better ? "to the right" : "to the left") +
                   " is better" + (limits.empty() ? "" : "; limit " + listed(limits));
  chart.says = "The ratio to the reference in the new run ÷ that in the older ones, with its 95 % interval. Band: ±" +
               share_text(facts.band) + ".";
  chart.table = change_numbers(forest);
  chart.spec = change_spec(forest);
  return chart;
}

} // namespace

std::vector<Chart> make_change_charts(const statistics::Comparison &comparison, const statistics::Gate &gate) {
  std::vector<Chart> charts;
  for (const auto &compared : statistics::compared_metrics) {
    Forest forest{compared.metric, {}, {}};
    for (const auto &moved : comparison.moved)
      if (moved.metric == compared.metric) forest.moves.push_back(&moved);
    for (const auto &asked : gate.asked)
      if (const double limit = 100 * asked.limit.change;
          asked.limit.metric == compared.metric && std::ranges::find(forest.limits, limit) == forest.limits.end())
        forest.limits.push_back(limit);
    if (!forest.moves.empty()) charts.push_back(change_chart(forest));
  }
  return charts;
}

} // namespace reqbench::report
