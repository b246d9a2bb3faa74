// Two saved loads side by side: each figure of both and their plain ratio. Without an interval and without a word,
// because one trial each says nothing of how much either varies by itself. Pure.
#pragma once

#include "statistics/summary.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// A figure of one load, or a bound below it: "> 2 s", "≥ 269 k".
struct Known {
  std::optional<double> value{};
  bool at_least = false;
};

enum class PairedUnit { per_second, nanoseconds, share, bytes, microseconds };

struct PairedFigure {
  std::string_view key, title; ///< "latency_p99_ns", "latency p99"
  PairedUnit unit{};
  Known before{}, after{};       ///< one of them at least has a value
  std::optional<double> ratio{}; ///< after ÷ before; nothing follows from two bounds
  bool lower_bound = false;      ///< the ratio is one, because `after` is a bound
  bool upper_bound = false;      ///< because `before` is
};

struct LoadPair {
  std::vector<PairedFigure> figures;
  std::vector<std::string> differences; ///< sentences: what could explain a difference as well as the two targets could
};

struct SavedLoad {
  const result::Run &run;
  const Summary &summary;
};

/// `before` is what the ratios refer to.
LoadPair pair_loads(const SavedLoad &before, const SavedLoad &after);

} // namespace reqbench::statistics
