// How long a run will still take, from what its steps really took. What takes alike is a kind: the trials of one server
// under one workload, a proof, a pilot. Once a step of a kind is over, the others of it are taken to last as its steps
// did in the mean; before that, as planned. Pure: it is told the time.
#pragma once

#include "base/clock.hpp"

#include <compare>
#include <map>
#include <optional>
#include <string>

namespace reqbench::run {

/// What a run does one after the other; all proofs come first, then all pilots.
enum class Stage { proof, pilot, trial };

struct Kind {
  Stage stage = Stage::proof;
  std::string server;   ///< its label
  std::string workload; ///< empty: a proof is of all
  auto operator<=>(const Kind &) const = default;
};

class Pace {
public:
  /// So many more steps of the kind, which take so long each; with 0 steps only that is told anew. `perhaps`: as many
  /// more that may follow, or never.
  void plan(const Kind &kind, base::Nanoseconds each, int steps = 1, int perhaps = 0);
  /// One of those that perhaps follow does.
  void follow(const Kind &kind);
  /// No step of it will be done any more.
  void leave_out(const Kind &kind);

  /// Ends the step before.
  void begin(const Kind &kind, base::Instant now);
  void end(base::Instant now);

  struct Left {
    base::Nanoseconds time{};
    bool measured = true;                  ///< of every kind that is left a step is over
    std::optional<base::Nanoseconds> most; ///< with all that may follow
    bool operator==(const Left &) const = default;
  };
  Left left(base::Instant now) const;

private:
  struct Steps {
    base::Nanoseconds planned{}, took{}; ///< each, and of all that are done
    int left = 0, perhaps = 0, done = 0;
    base::Nanoseconds each() const { return done > 0 ? took / done : planned; }
  };

  std::map<Kind, Steps> kinds_;
  std::optional<Kind> at_hand_;
  base::Instant begun_{};
};

} // namespace reqbench::run
