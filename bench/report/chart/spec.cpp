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

Json field(std::string_view name, std::string_view type, Json more) {
  Json channel{{"field", name}, {"type", type}};
  channel.update(more);
  return channel;
}

Json constant(double value) { return {{"datum", value}}; }

Json axis(std::string_view title, Json more) {
  Json json{{"title", title}};
  json.update(more);
  return json;
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

Json tooltip(std::span<const std::pair<std::string_view, std::string_view>> fields) {
  auto json = Json::array();
  for (const auto &[name, title] : fields) json.push_back(field(name, "nominal", {{"title", title}}));
  return json;
}

Json end_labels(std::vector<End> ends, double low, double high, bool log, int height) {
  const auto forward = [log](double value) { return log ? std::log(std::max(value, 1e-12)) : value; };
  const double bottom = forward(low), gap = 14 * (forward(high) - bottom) / height;
  std::ranges::sort(ends, {}, &End::y);
  auto json = Json::array();
  double last = bottom - gap;
  std::vector<double> places;
  for (const auto &end : ends) places.push_back(last = std::max(forward(end.y), last + gap));
  // What was pushed over the top comes down again, and pushes those below it.
  double ceiling = forward(high);
  for (std::size_t i = places.size(); i-- > 0; ceiling = places[i] - gap) places[i] = std::min(places[i], ceiling);
  for (std::size_t i = 0; i < ends.size(); ++i)
    json.push_back(
        {{"server", one_line(ends[i].server)}, {"x", ends[i].x}, {"y", log ? std::exp(places[i]) : places[i]}});
  return json;
}

const std::string_view duration_label = "datum.value >= 1000 ? format(datum.value / 1000, '~r') + ' s' : datum.value "
                                        ">= 1 ? format(datum.value, '~r') + ' ms' : "
                                        "format(datum.value * 1000, '~r') + ' µs'";

Json name_ends(Json ends, Json x, Json y) {
  auto json = layer_of(
      std::move(ends), {{"type", "text"}, {"align", "left"}, {"dx", 8}, {"limit", 120}, {"color", "var(--ink)"}},
      {{"x", std::move(x)}, {"y", std::move(y)}, {"opacity", opacity()}, {"text", field("server", "nominal")}});
  json["name"] = "ends"; // narrow screens have no room for them: page.js leaves them out
  return json;
}

} // namespace reqbench::report::spec
