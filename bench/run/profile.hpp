// How much a run measures: three profiles, and the words of --loads. A profile is a row; options override single
// figures.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "result/record.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::run {

struct Profile {
  std::string_view name;
  std::string_view says;     ///< for --help
  int blocks;                ///< launches per cell
  base::Nanoseconds measure; ///< of each load
  base::Nanoseconds window;  ///< of the steady-state rule and of the series
  base::Nanoseconds warm_up_cap;
  base::Nanoseconds after;   ///< rest before the last memory reading
  std::string_view loads;    ///< words, comma separated
  bool self_pair_everywhere; ///< the baseline takes part twice in every workload, not only in the first
};

extern const std::array<Profile, 3> profile_table;

/// An unknown name is an error of kind usage with the nearest one.
base::Result<Profile> find_profile(std::string_view name);

/// "closed", "closed:512", "common", "share:50", "rate:2000" (also "rate:2k"), "steps:1k+5k+10k", "held:1000",
/// "churn:1" → a load of that name. Errors (usage) say which words there are.
base::Result<result::LoadRequest> parse_load(std::string_view word, int connections, base::Nanoseconds measure);

} // namespace reqbench::run
