#include "report/chart/spec.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report::spec {
namespace {

Json server_channel(const std::vector<Look> &looks, Json (*value)(const Look &)) {
  auto domain = Json::array(), range = Json::array();
  for (const auto &look : looks) {
    domain.push_back(one_line(look.server));
    range.push_back(value(look));
  }
  return field("server", "nominal", {{"scale", {{"domain", domain}, {"range", range}}}, {"legend", nullptr}});
}

/// Names in a column at the right, where no line runs, each led to from the end of its line.
Json name_column(const std::vector<Look> &looks, const Lines &lines) {
  const auto &y = lines.y.channel;
  auto at = y;
  at["field"] = "at";
  const auto beside = [&](const char *place) { return Json{{"x", Json{{"value", Json{{"expr", place}}}}}, {"y", y}}; };
  const auto with = [](Json encoding, const Json &more) {
    encoding.update(more);
    return encoding;
  };
  const Json looked{{"color", colour(looks)}, {"opacity", opacity()}};
  const Json leader{{"x", lines.x},
                    {"y", at},
                    {"x2", Json{{"value", "width"}}},
                    {"y2", Json{{"field", "y"}}},
                    {"opacity", opacity()}};
  return {{"name", "ends"}, // narrow screens have no room for them: draw.js leaves them out
          {"data", Json{{"values", end_labels(lines.ends, lines.y, lines.height)}}},
          {"layer", Json::array({layer({{"type", "rule"},
                                        {"color", "var(--muted)"},
                                        {"strokeDash", Json::array({1, 2})},
                                        {"strokeOpacity", 0.6}},
                                       leader), // in the server's colour it would look like data
                                 layer({{"type", "point"}, {"filled", true}, {"size", 40}},
                                       with(with(beside("width + 8"), looked), {{"shape", shape(looks)}})),
                                 layer({{"type", "text"}, {"align", "left"}, {"limit", 120}, {"color", "var(--ink)"}},
                                       with(beside("width + 17"),
                                            {{"opacity", opacity()}, {"text", field("server", "nominal")}}))})}};
}

} // namespace

Json view(int height) {
  return {{"width", "container"},
          {"height", height},
          {"params", Json::array({Json{{"name", "chosen"}, {"value", Json::array()}}})},
          {"layer", Json::array()}};
}

Json rows_view(std::size_t rows) { return view(30 * static_cast<int>(rows)); }

Json layer(Json mark, Json encoding) { return {{"mark", std::move(mark)}, {"encoding", std::move(encoding)}}; }

Json layer_of(Json values, Json mark, Json encoding) {
  return {{"data", Json{{"values", std::move(values)}}}, {"mark", std::move(mark)}, {"encoding", std::move(encoding)}};
}

/// At a fixed place, since what moves with its row would leave a narrow picture, and its axis would be another in every
/// panel.
Json row_texts(Json y) {
  return layer({{"type", "text"}, {"align", "left"}, {"dx", 8}, {"color", "var(--ink)"}},
               {{"x", Json{{"value", "width"}}},
                {"y", std::move(y)},
                {"opacity", opacity()},
                {"text", field("text", "nominal")}});
}

Json colour(const std::vector<Look> &looks) {
  return server_channel(looks, [](const Look &look) { return Json(look.colour); });
}
Json shape(const std::vector<Look> &looks) {
  return server_channel(looks, [](const Look &look) { return Json(look.shape); });
}
Json dash(const std::vector<Look> &looks) {
  return server_channel(looks, [](const Look &look) {
    return look.dash.empty() ? Json::array({1, 0}) : Json(look.dash);
  });
}

Json opacity() {
  return {{"condition", Json{{"test", "length(chosen) == 0 || indexof(chosen, datum.server) >= 0"}, {"value", 1}}},
          {"value", 0.12}};
}

Json field(std::string_view name, std::string_view type, const Json &more) {
  Json channel{{"field", name}, {"type", type}};
  channel.update(more);
  return channel;
}

Json axis(std::string_view title, const Json &more) {
  Json json{{"title", title}};
  json.update(more);
  return json;
}

Json names(std::string_view name, Json order) {
  return field(name, "nominal", {{"sort", std::move(order)}, {"axis", axis("", {{"title", nullptr}})}});
}

Json log_scale(double low, double high) {
  return {{"type", "log"}, {"domain", Json::array({low, high})}, {"nice", false}, {"clamp", true}};
}

Json log_ticks(double low, double high) {
  const bool wide = high / low > 200;
  auto ticks = Json::array();
  if (!(low > 0) || !std::isfinite(high)) return ticks;
  for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10)
    for (const double times : {1.0, 2.0, 5.0})
      if (const double tick = power * times; tick >= low * 0.999 && tick <= high * 1.001 && (!wide || times == 1.0))
        ticks.push_back(tick);
  return ticks;
}

Json tooltip(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  auto json = Json::array();
  for (const auto &[name, title] : fields) json.push_back(field(name, "nominal", {{"title", title}}));
  return json;
}

double in_ms(base::Nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

statistics::Interval drawn_interval(const statistics::Estimate &estimate) {
  return estimate.interval.value_or(statistics::Interval{estimate.value, estimate.value});
}

void Span::include(double value) {
  low = std::min(low, value);
  high = std::max(high, value);
}

ValueAxis durations(std::string_view title, const Span &ms) {
  constexpr double room = 1.25;
  const double low = ms.low / room, high = ms.high * room;
  constexpr std::string_view label =
      "datum.value >= 1000 ? format(datum.value / 1000, '~r') + ' s' : datum.value >= 1 ? "
      "format(datum.value, '~r') + ' ms' : format(datum.value * 1000, '~r') + ' µs'";
  return {field("y", "quantitative",
                {{"scale", log_scale(low, high)},
                 {"axis", axis(title, {{"values", log_ticks(low, high)}, {"labelExpr", label}})}}),
          low, high, true};
}

ValueAxis amounts(std::string_view title, double high, const Json &more) {
  const double top = high > 0 ? 1.05 * high : 1;
  return {numbers("y", 0, top, axis(title, more)), 0, top, false};
}

Json numbers(std::string_view name, double low, double high, Json axis) {
  return field(name, "quantitative",
               {{"scale", Json{{"domain", Json::array({low, high})}, {"nice", false}}}, {"axis", std::move(axis)}});
}

Json end_labels(std::vector<End> ends, const ValueAxis &axis, int height) {
  const auto forward = [&](double value) { return axis.log ? std::log(std::max(value, 1e-12)) : value; };
  const double bottom = forward(axis.low), gap = 14 * (forward(axis.high) - bottom) / height;
  std::ranges::sort(ends, {}, &End::y);
  double last = bottom - gap;
  std::vector<double> places;
  places.reserve(ends.size());
  for (const auto &end : ends) places.push_back(last = std::max(forward(end.y), last + gap));
  // What was pushed over the top comes down again, and pushes those below it.
  double ceiling = forward(axis.high);
  for (std::size_t i = places.size(); i-- > 0; ceiling = places[i] - gap) places[i] = std::min(places[i], ceiling);
  auto json = Json::array();
  for (std::size_t i = 0; i < ends.size(); ++i)
    json.push_back({{"server", one_line(ends[i].server)},
                    {"x", ends[i].x},
                    {"at", ends[i].y},
                    {"y", axis.log ? std::exp(places[i]) : places[i]}});
  return json;
}

Json lines(const std::vector<Look> &looks, Json values, const Lines &lines) {
  const auto of = [](Json layer, std::string_view which) {
    if (which != "true") layer["transform"] = Json::array({Json{{"filter", which}}});
    return layer;
  };
  auto json = view(lines.height);
  for (const auto &each : lines.behind) json["layer"].push_back(each);
  const Json shared{{"x", lines.x}, {"y", lines.y.channel}, {"color", colour(looks)}, {"opacity", opacity()}};
  auto line = shared, point = shared;
  line["strokeDash"] = dash(looks);
  point.update(Json{{"shape", shape(looks)}, {"tooltip", lines.tips}});
  if (lines.joined != "false")
    json["layer"].push_back(of(layer({{"type", "line"}, {"strokeWidth", 2}}, line), lines.joined));
  if (lines.marked != "false")
    json["layer"].push_back(of(layer({{"type", "point"}, {"filled", true}, {"size", 55}}, point), lines.marked));
  json["layer"].push_back(name_column(looks, lines));
  json["data"]["values"] = std::move(values);
  return json;
}

} // namespace reqbench::report::spec
