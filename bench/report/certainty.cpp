#include "report/certainty.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {

bool too_uncertain(const statistics::Estimate &ratio) {
  constexpr double widest = 10;
  return ratio.interval && ratio.interval->high > widest * ratio.interval->low;
}

std::string uncertain_text(const statistics::Estimate &ratio) {
  return "too uncertain (" + counted(static_cast<std::size_t>(ratio.n), "launch", "launches") + ")";
}

std::string resolution_text(const statistics::Estimate &ratio) {
  return std::to_string(std::max(1L, std::lround(100 * statistics::relative_half_width(ratio).value()))) + " %";
}

} // namespace reqbench::report
