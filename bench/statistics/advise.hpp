// What a rate under an objective needs: of each server how many instances, processors and bytes, or why it cannot.
// Pure.
//
// An instance is a server as the run started it: its workers on the run's processors. A need is told in instances,
// since nothing else was measured; that two of them do twice the work is taken for granted.
//   measured, when every launch searched its capacity C under this very objective: workload w with its share of the
//     rate keeps rate · share_w ÷ C_w instances busy; those of a mix add up, block by block; the need is their
//     geometric mean with Student's t interval on the logs, as of every ratio.
//   extrapolated, without: at least Σ rate · share_w ÷ G_w, G_w the closed goodput (no objective lets a server do more
//     than that), at most Σ rate · share_w ÷ R_w, R_w the highest open rate at which it was seen to meet the objective.
// What is told to be started is the upper end, rounded up; beside it stands what the mean asks for. Both ask for
// `least_launches` launches with an answer: two that agree by chance make an interval that is far too narrow.
#pragma once

#include "statistics/summary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::statistics {

/// A workload's part of all requests; the parts of a mix add up to 1.
struct MixShare {
  std::string workload;
  double part = 0;
};

/// Blocks with an answer for all of a mix; fewer make no interval that may be called an answer.
inline constexpr int least_launches = 3;

struct Wish {
  double rate_per_s = 0; ///< of all requests, > 0
  result::Objective objective;
  std::vector<MixShare> mix; ///< at least one
};

enum class Basis {
  measured,     ///< by searches under the objective
  extrapolated, ///< from open loads that met it by chance
  cannot,       ///< it was searched, and no rate met the objective
  unknown,      ///< the run says too little, or of too few launches
};
std::string_view to_string(Basis basis);

struct Need {
  std::string server; ///< label
  Basis basis = Basis::unknown;
  Estimate instances;   ///< kept busy; n: the blocks it was made of. Extrapolated: its interval is that of the bounds
  bool at_most = false; ///< nothing above was lost in a search, or the generator bound it: fewer may do
  std::int64_t started = 0;                      ///< instances that are surely enough
  std::int64_t processors = 0;                   ///< of those
  std::optional<std::int64_t> likely_processors; ///< of as many as the mean asks for; measured only, not with at_most
  std::optional<std::int64_t> least_processors;  ///< of the fewest that may do; extrapolated only, not with at_most
  Estimate memory_bytes;                         ///< PSS of those, right after load: of the workload that takes most
  int launches = 0;                   ///< that were searched or measured, of the workload with the most unanswered
  int unanswered = 0;                 ///< of those: the interval knows nothing of them, and they may be the bad ones
  Limiter limiter = Limiter::unknown; ///< of its closed load, in the workload that keeps it busiest
  std::string why;                    ///< what the reader must know of the basis; empty = nothing
};

/// Those with an answer first, by processors and then memory; of each server of the run but the A/A pair's second.
std::vector<Need> advise(const result::Run &run, const Summary &summary, const Wish &wish);

} // namespace reqbench::statistics
