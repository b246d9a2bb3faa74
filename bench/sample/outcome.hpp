// What became of one request. An outcome is data, never an error of the program.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace reqbench::sample {

enum class Outcome : unsigned char {
  ok,           ///< the right answer, in time
  timed_out,    ///< no full answer within the timeout; its age enters the latency as "at least"
  bad_status,   ///< a well-formed answer with another status
  bad_field,    ///< a field that matters has another value
  bad_body,     ///< another body
  malformed,    ///< not HTTP, or framing in doubt; the connection is never used again
  oversized,    ///< header or body beyond the limits
  refused,      ///< connecting was refused or failed
  reset,        ///< the connection was reset before the full answer
  closed_early, ///< the peer closed before the full answer
  unasked,      ///< bytes came that no request asked for
  generator,    ///< our side could not send (descriptors, ports); never the server's fault
};

inline constexpr std::size_t outcome_count = 12;

/// The names of result files and of `load --json`, in the order of the enum.
inline constexpr std::array<std::string_view, outcome_count> outcome_names{
    "ok",        "timed_out", "bad_status", "bad_field",    "bad_body", "malformed",
    "oversized", "refused",   "reset",      "closed_early", "unasked",  "generator"};

constexpr std::string_view to_string(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }

} // namespace reqbench::sample
