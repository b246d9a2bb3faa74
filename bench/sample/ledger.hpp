// The account of a load: every planned request ends in exactly one column, or the result is worthless.
#pragma once

#include "base/json.hpp"
#include "sample/outcome.hpp"

#include <array>
#include <cstdint>

namespace reqbench::sample {

/// Requests of one phase. A request belongs to the phase in which it fell due (open) or was sent (closed).
struct Ledger {
  std::uint64_t planned = 0;                        ///< fell due (open) or were begun (closed)
  std::uint64_t unsent = 0;                         ///< due, but never sent
  std::uint64_t in_flight = 0;                      ///< sent, neither answered nor timed out when the drain ended
  std::array<std::uint64_t, outcome_count> ended{}; ///< by outcome

  void end(Outcome outcome) { ++ended[static_cast<std::size_t>(outcome)]; }
  std::uint64_t of(Outcome outcome) const { return ended[static_cast<std::size_t>(outcome)]; }
  std::uint64_t ok() const { return of(Outcome::ok); }
  std::uint64_t timed_out() const { return of(Outcome::timed_out); }
  /// All ends but ok and timed_out.
  std::uint64_t failed() const;
  /// Answers that came and were wrong: bad_status + bad_field + bad_body.
  std::uint64_t wrong() const;
  /// planned − (ok + failed + timed_out + unsent + in_flight): 0, or the ledger is broken.
  std::int64_t difference() const;
  Ledger &operator+=(const Ledger &other);
  bool operator==(const Ledger &) const = default;
};

/// {planned, ok, failed {<outcome>: n, only those > 0}, timed_out, unsent, in_flight}
base::Json to_json(const Ledger &ledger);
base::Result<Ledger> ledger_from_json(const base::Json &json);

} // namespace reqbench::sample
