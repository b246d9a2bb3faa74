#include "cli/live_line.hpp"

#include "base/units.hpp"
#include "cli/fitting.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace reqbench::cli {
namespace {

std::string phase_text(int phases_begun) {
  constexpr std::array words{"connecting", "warming up", "measuring", "waiting for the last answers"};
  return words[static_cast<std::size_t>(std::min(phases_begun, 3))];
}

} // namespace

std::string live_text(const load::LiveFeed::Reading &reading, const load::LoadPlan &plan, base::Instant now,
                      std::size_t width) {
  std::vector<Part> parts{{phase_text(reading.phases_begun), 5}};
  if (reading.windows > 0 && reading.length.count() > 0) {
    parts.push_back({base::format_count(reading.per_s()) + "/s", 0});
    if (reading.ok > 0) {
      parts.push_back({"p50 " + base::format_duration(reading.p50), 4});
      parts.push_back({"p99 " + base::format_duration(reading.p99), 2});
    }
    parts.push_back({report::counted(static_cast<std::size_t>(std::llround(reading.failed)), "error"), 1});
  }
  if (reading.phases_begun == 1 || reading.phases_begun == 2)
    parts.push_back({time_text(reading.begin + plan.warm_up + plan.measure - now) + " left", 3});
  return fitted(std::move(parts), width);
}

} // namespace reqbench::cli
