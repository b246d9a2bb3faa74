// From a run's trials to cells, ratios and findings: every number that any report shows, made once. Pure.
#pragma once

#include "statistics/cells.hpp"
#include "statistics/ratios.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

enum class Grade { note, warning, invalid };
std::string_view to_string(Grade grade); ///< "note", "warning", "invalid"
/// What a finding is about; what is empty is not narrowed down, and without a server it is about the whole run.
struct Where {
  std::string server, workload, load;
  bool operator==(const Where &) const = default;
};
struct Finding {
  std::string id; ///< "generator_late", "not_steady", "aa_broken", "ledger_broken", "wrong_answers", "affinity",
                  ///< "trial_failed", "damaged_file", "littles_law", …
  Grade grade{};
  std::string text; ///< what, where, how much: the evidence
  std::string remedy;
  std::string effect{};   ///< which figures may be wrong, and in which direction
  std::string sentence{}; ///< why it matters
  Where where{};
  std::string what{};  ///< the text without its place
  double size = 0;     ///< how much, to be compared only with the same check's other findings
  double launches = 1; ///< the share of its cell's launches in which it was seen; 1 where they are not asked one by one
};

struct Summary {
  std::vector<Cell> cells;   ///< in the order of workloads, loads, servers of the run
  std::vector<Ratio> ratios; ///< every server but the baseline, every metric that both have; the A/A pair's stand apart
  std::vector<Ratio> self_ratios;      ///< the A/A pair
  std::vector<Ratio> sibling_ratios;   ///< tuned ÷ idiomatic of one program, where neither is the baseline
  std::vector<Ratio> neighbour_ratios; ///< each server ÷ the next one in the order (neighbours.hpp)
  std::vector<Finding> findings;       ///< gravest first

  const Cell *cell(std::string_view server, std::string_view workload, std::string_view load) const;
  const Ratio *ratio(std::string_view server, std::string_view workload, std::string_view load, Metric metric) const;
};

Summary summarize(const result::Run &run);

/// Any finding of grade invalid: what bench/README.md, "Errors", ends with exit code 4.
bool has_invalid(const Summary &summary);

} // namespace reqbench::statistics
