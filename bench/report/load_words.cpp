#include "report/load_words.hpp"

#include "report/text.hpp"

#include <algorithm>
#include <array>

namespace reqbench::report {
namespace {

/// How a kind of load is told; `after` stands behind what the name says after its colon.
struct LoadWords {
  std::string_view kind, before, after;
  std::string_view alone; ///< when nothing stands behind the kind
};
constexpr std::array all_words{
    LoadWords{"closed", "full load, ", " connections", "full load"},
    LoadWords{"common", "", "", "the same rate for all"},
    LoadWords{"share", "", " % of its own pilot", ""},
    LoadWords{"rate", "", " requests/s", ""},
    LoadWords{"steps", "steps of ", " requests/s", ""},
    LoadWords{"held", "", " held connections", ""},
    LoadWords{"churn", "a new connection every ", " requests", ""},
};

} // namespace

std::string plain_load(std::string_view name) {
  if (name == "share:50") return "half of its own pilot";
  if (name == "churn:1") return "a new connection every request";
  const auto colon = name.find(':');
  const auto known = std::ranges::find(all_words, name.substr(0, colon), &LoadWords::kind);
  // In quotes what could read as the words of another load.
  if (known == all_words.end()) return name.find(' ') == name.npos ? std::string{name} : "'" + std::string{name} + "'";
  if (colon == name.npos) return std::string{known->alone.empty() ? name : known->alone};
  if (known->before.empty() && known->after.empty()) return std::string{name};
  return std::string{known->before} + std::string{name.substr(colon + 1)} + std::string{known->after};
}

std::string load_label(std::string_view name) {
  const auto plain = plain_load(name);
  return plain == name ? plain : plain + " (" + std::string{name} + ")";
}

std::string common_rate_text(const result::RunRecord &run, const std::string &workload) {
  const auto rate = run.common_rates.find(workload);
  return rate == run.common_rates.end() ? "" : plain_number(rate->second) + " requests/s";
}

std::string common_load_words(const result::RunRecord &run, const std::string &workload) {
  return plain_load("common") + in_brackets(common_rate_text(run, workload));
}

} // namespace reqbench::report
