// Pieces of Vega-Lite specs. Foreign text enters a spec only as data and as members of a scale's domain, where Vega
// takes it for text; never as a field, an expression or a title.
#pragma once

#include "report/chart/look.hpp"
#include "report/chart/makers.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"

#include <initializer_list>
#include <limits>
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
/// What each row of a chart says in words, in a column beside the picture.
Json row_texts(Json y);

/// Channels that tell servers apart.
Json colour(const std::vector<Look> &looks);
Json shape(const std::vector<Look> &looks);
Json dash(const std::vector<Look> &looks);
/// Full for the chosen servers, faint for the others.
Json opacity();
Json field(std::string_view name, std::string_view type, const Json &more = Json::object());
Json axis(std::string_view title, const Json &more = Json::object());
/// A channel of names in this order, with their axis.
Json names(std::string_view name, Json order);
/// {"type": "log"} with its domain.
Json log_scale(double low, double high);
/// 1, 2 and 5 times the powers of ten within the range; of wide ranges only the powers.
Json log_ticks(double low, double high);
/// Pairs of a field and its name.
Json tooltip(std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

double in_ms(base::Nanoseconds time);
/// The interval of an estimate; of one launch, which has none, the value itself.
statistics::Interval drawn_interval(const statistics::Estimate &estimate);

/// From the least to the most of what is drawn.
struct Span {
  double low = std::numeric_limits<double>::infinity(), high = 0;
  void include(double value);
};

/// The channel of the field y, and what its scale covers.
struct ValueAxis {
  Json channel;
  double low = 0, high = 1;
  bool log = false;
};
/// In ms, on a log axis that names its values ("500 µs", "20 ms", "1 s") and has some room at both ends.
ValueAxis durations(std::string_view title, const Span &ms);
/// From zero to a little more than `high`; `more` is said to the axis.
ValueAxis amounts(std::string_view title, double high, const Json &more = Json::object());
/// A channel of numbers from `low` to `high`, neither widened nor rounded.
Json numbers(std::string_view name, double low, double high, Json axis);

/// Where a server's line ends.
struct End {
  std::string server;
  Json x;
  double y;
};
/// {server, x, at, y}: a name's place y is moved away from the line's end `at` so that `height` pixels show all names.
Json end_labels(std::vector<End> ends, const ValueAxis &axis, int height);

/// A chart of lines: one a server, with marks on it and its name at the right.
struct Lines {
  int height;
  Json x; ///< the channel of the field x
  ValueAxis y;
  std::vector<End> ends;
  Json tips = Json::array();        ///< of the marks
  std::string_view joined = "true"; ///< expression: the values that a line goes through
  std::string_view marked = "true"; ///< expression: the values that get a mark
  Json behind = Json::array();      ///< layers that are drawn first
};
/// `values`: {server, x, y, …}.
Json lines(const std::vector<Look> &looks, Json values, const Lines &lines);

} // namespace reqbench::report::spec
