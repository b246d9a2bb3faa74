// For tests only: a pool of servers that take the same time for every request, first come first served, in virtual
// time. What a search says of such a pool on real sockets can be held against it.
#pragma once

#include "base/random.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>
#include <vector>

namespace reqbench::run {

struct SimulatedPool {
  int servers = 8;
  double service_s = 0.010;
  double rate = 0;      ///< requests per second
  bool poisson = false; ///< else evenly spaced
  int requests = 0;

  /// Of the times from arrival to answer.
  double quantile(double p, base::Random &random) const {
    std::priority_queue<double, std::vector<double>, std::greater<>> free;
    for (int i = 0; i < servers; ++i) free.push(0);
    std::vector<double> times;
    double arrival = 0;
    for (int i = 0; i < requests; ++i) {
      arrival += poisson ? -std::log1p(-random.unit()) / rate : 1 / rate;
      const double begin = std::max(arrival, free.top());
      free.pop();
      free.push(begin + service_s);
      times.push_back(begin + service_s - arrival);
    }
    const auto rank = times.begin() + static_cast<std::ptrdiff_t>(std::ceil(p * requests)) - 1;
    std::nth_element(times.begin(), rank, times.end());
    return *rank;
  }

  /// The highest Poisson rate at which 8 × 10 ms keep the quantile, to about 0.5 %.
  static double capacity(double p, double limit_s, base::Random &random) {
    double low = 400, high = 800;
    for (int i = 0; i < 10; ++i) {
      const double middle = (low + high) / 2;
      const SimulatedPool pool{.rate = middle, .poisson = true, .requests = static_cast<int>(15'000 / (1 - p))};
      (pool.quantile(p, random) <= limit_s ? low : high) = middle;
    }
    return low;
  }
};

} // namespace reqbench::run
