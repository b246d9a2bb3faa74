// What the checks that speak against a run mean for its verdict: which of its comparisons they hit, and whether they
// could change. Made from the places of the findings and from how far each interval lies from its verdict's border.
#pragma once

#include "report/lineup.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reqbench::report {

/// By what factor a ratio would have to be wrong before its word is another one: 1.51 where it could be half as large
/// again or 1/3 smaller without a change. Above 1; nothing where the word claims nothing (undecided), or no ratio is
/// given. The word is taken as it stands alone: Holm's correction makes the room a little smaller.
std::optional<double> room_of(const statistics::Ratio &ratio);

/// A finding is about a comparison when it is about one of the two; what it does not narrow down it says of all.
bool is_about(const statistics::Finding &finding, const std::string &server, const std::string &other,
              const std::string &workload, const std::string &load);

/// One sentence for each check that warns or makes invalid and hits a comparison of the verdict, the gravest first;
/// then one that names all checks that hit none. Empty where no such check found anything, or nothing is compared.
std::vector<std::string> bearing_sentences(const Lineup &lineup);

} // namespace reqbench::report
