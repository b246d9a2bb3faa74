// Which rate to try next when the highest one is sought that meets an objective: bisection over the rungs of a ladder,
// then rung by rung until a rate has held twice and the rung above was lost, where steps are left twice too: one stall
// of the machine must not cost a server half of its capacity. Pure: it is told what became of each rate, and knows
// neither clock nor socket.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::run {

enum class StepVerdict { met, missed, refused };

class CapacitySearch {
public:
  /// Each rung is 2 % above the one below: narrower than what two launches differ by.
  static constexpr double ratio = 1.02;
  /// Of the closed goodput: an open load can need less than a closed one gives, hardly ever more.
  static constexpr double top = 1.10, bottom = 0.10;
  static constexpr int most_bisections = 7, most_steps = 12;

  explicit CapacitySearch(double closed_per_s);

  /// The rate of the next step; nothing when the search is over.
  std::optional<double> next() const;
  /// What became of it.
  void tell(StepVerdict verdict);

  /// The highest rate that held twice.
  std::optional<double> capacity() const;
  /// Nothing above it was lost: it was the highest rung, the generator bound the next one, or the steps were used up.
  bool at_least() const;
  /// Why the search ended, a phrase; empty while it goes on.
  std::string ended() const;

private:
  struct Rung {
    double rate = 0;
    int met = 0, missed = 0, refused = 0;
    bool failed() const { return missed > 0 || refused > 1; }
  };
  std::optional<std::size_t> next_rung() const;
  /// The lowest rung that failed; one past the highest when none has.
  std::size_t ceiling() const;
  /// One past the highest rung below the ceiling that was met at least so often; 0 when there is none.
  std::size_t floor(int met) const;
  bool found() const { return floor(2) > 0 && floor(2) == ceiling(); }
  bool is_lost_once(std::size_t rung) const;

  std::vector<Rung> rungs_; ///< rising
  int steps_ = 0, bisections_ = 0;
  int losses_ = 0;        ///< since then
  bool bisected_ = false; ///< a rung that held and one that failed have met: from then on rung by rung
};

} // namespace reqbench::run
