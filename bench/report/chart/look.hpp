// The colours, shapes and dashes of the servers: the first part of every chart. Hue and shape are the language's, so
// that one can be told without the other; the page holds each colour's value for light and for dark.
#pragma once

#include "report/view.hpp"

#include <string_view>

namespace reqbench::report {

struct Lineup;

/// In the order of the run's servers.
std::vector<Look> make_looks(const Lineup &lineup);
/// Null for a server that has none.
const Look *look_of(const std::vector<Look> &looks, std::string_view server);

} // namespace reqbench::report
