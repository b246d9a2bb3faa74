// Pieces of Vega-Lite specs. Foreign text enters a spec only as data and as members of a scale's domain, where Vega
// takes it for text; never as a field, an expression or a title.
#pragma once

#include "report/chart/look.hpp"
#include "report/chart/makers.hpp"

#include "base/json.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report::spec {

using base::Json;

/// A single view as wide as its place, with the parameter `chosen`: the servers that the reader has picked.
Json view(int height);
/// A view of so many rows.
Json rows_view(std::size_t rows);
Json layer(Json mark, Json encoding);
/// The same with data of its own: for what is drawn once.
Json layer_of(Json values, Json mark, Json encoding);

/// Channels that tell servers apart.
Json colour(const std::vector<Look> &looks);
Json shape(const std::vector<Look> &looks);
Json dash(const std::vector<Look> &looks);
/// Full for the chosen servers, faint for the others.
Json opacity();
Json field(std::string_view name, std::string_view type, Json more = Json::object());
Json constant(double value);
Json axis(std::string_view title, Json more = Json::object());
/// {"type": "log"} with its domain.
Json log_scale(double low, double high);
/// 1, 2 and 5 times the powers of ten within the range; of wide ranges only the powers.
Json log_ticks(double low, double high);
Json tooltip(std::span<const std::pair<std::string_view, std::string_view>> fields);

/// How an axis in ms names its values: "500 µs", "20 ms", "1 s".
extern const std::string_view duration_label;

/// Names at the ends of lines: {server, x, y} with y moved apart so that `height` pixels show them all.
struct End {
  std::string server;
  double x, y;
};
Json end_labels(std::vector<End> ends, double low, double high, bool log, int height);
/// A layer that writes them.
Json name_ends(Json ends, Json x, Json y);

} // namespace reqbench::report::spec
