// What a run says of one server in one workload under an objective, whatever it was measured for: the searches for its
// capacity, or the open loads that happen to tell. For advise.cpp.
#pragma once

#include "statistics/advise.hpp"

#include <map>
#include <string>

namespace reqbench::statistics {

/// What the run says of one server in one workload, whatever it is taken for.
struct Seen {
  std::map<int, double> busy; ///< block → instances kept busy by the whole rate, of the launches that met the objective
  double least = 0, most = 0; ///< bounds of the same, of an extrapolation
  int launches = 0;           ///< that were to be searched, or measured in open loads
  int lost = 0;               ///< down to the lowest rate of the search none met the objective
  int open = 0;               ///< their search ended before it knew
  int failed = 0;             ///< they left no search
  bool at_most = false;
  std::string why;              ///< there is no answer, for this reason
  const Cell *closed = nullptr; ///< its fastest closed load

  int unanswered() const { return lost + open + failed; }
};

/// Whether the run searched the capacity under this very objective.
bool same_objective(const result::Run &run, const result::Objective &wanted);
/// From the searches.
Seen searched(const result::Run &run, const Wish &wish, const std::string &server, const std::string &workload);
/// Bounds from the open loads and the fastest closed one.
Seen guessed(const result::Run &run, const Summary &summary, const Wish &wish, const std::string &server,
             const std::string &workload);
/// Its fastest closed load that keeps connections; null without.
const Cell *fastest_closed(const result::Run &run, const Summary &summary, const std::string &server,
                           const std::string &workload);
/// Why nothing is known of it.
std::string absent_because(const result::Run &run, const std::string &server, const std::string &workload);

} // namespace reqbench::statistics
