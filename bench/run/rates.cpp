#include "run/rates.hpp"

#include <algorithm>

namespace reqbench::run {

std::map<std::string, double> open_rates(const std::vector<result::LoadRequest> &loads, double pilot, double common) {
  std::map<std::string, double> rates;
  for (const auto &load : loads) {
    if (load.model != "open" || !load.steps_per_s.empty()) continue;
    const double rate = load.common ? common : load.share > 0 ? load.share * pilot : load.rate_per_s;
    rates[load.name] = std::max(1.0, rate);
  }
  return rates;
}

double common_rate(const std::map<std::string, double> &pilots) {
  const auto slowest = std::ranges::min_element(pilots, {}, [](const auto &pilot) { return pilot.second; });
  return slowest == pilots.end() ? 0 : slowest->second / 2;
}

} // namespace reqbench::run
