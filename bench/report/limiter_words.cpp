#include "report/limiter_words.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

using statistics::Cell;
using statistics::Finding;
using statistics::Limiter;

bool explains(const Finding &finding, const Cause &cause, const Cell &cell) {
  constexpr double most_of_it = 0.5; ///< of the launches, and of the time that the server did not use
  const bool is_here = finding.where == statistics::Where{cell.server, cell.workload, cell.load};
  return finding.id == cause.id && is_here && finding.launches >= most_of_it &&
         finding.size >= most_of_it * (1 - cell.server_cpu_share);
}

} // namespace

std::string_view limiter_words(Limiter limiter) {
  switch (limiter) {
  case Limiter::server: return "the server";
  case Limiter::server_thread: return "one thread of the server";
  case Limiter::generator: return "the load generator";
  case Limiter::both: return "server and load generator";
  case Limiter::schedule: return "the asked rate";
  case Limiter::unknown: break;
  }
  return "nothing that was seen";
}

std::string limited_by(const Cell &cell, const std::vector<Finding> &findings) {
  if (cell.limiter == Limiter::unknown)
    for (const auto &cause : possible_causes)
      if (std::ranges::any_of(findings, [&](const Finding &finding) { return explains(finding, cause, cell); }))
        return std::string{cause.words} + " (" + std::string{cause.id} + ")";
  return std::string{limiter_words(cell.limiter)};
}

} // namespace reqbench::report
