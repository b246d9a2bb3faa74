// From when on a side has no processor left, as the calibration server of the same run shows it: it costs as little as
// one can, so that in its load a side was saturated for certain. Without it a figure that is assumed. Pure.
#pragma once

#include "result/run_directory.hpp"

#include <string>

namespace reqbench::statistics {

struct Ceiling {
  /// A side at which so much of its processors' time was used is bound. Measured: 95 % of what a saturated side showed.
  double server_share = 0.90, generator_share = 0.90;
  /// Right answers per second of the generator when it was saturated; 0 = not measured, or the server was.
  double goodput_per_s = 0;
  std::string workload; ///< for which alone the goodput holds: other requests cost other amounts
  int connections = 0;  ///< likewise
  int launches = 0;     ///< that it was measured from; 0 = everything above is assumed
};

Ceiling ceiling_of(const result::Run &run);

/// A closed load whose goodput comes so near to the ceiling was bound by the generator, whatever its clocks say.
inline constexpr double near_ceiling = 0.95;

/// What the server's processes used of their processors.
double server_share(const result::Run &run, const result::TrialRecord &trial, const result::LoadRecord &load);
/// What its busiest thread used of one processor while it was loaded; 0 where it has no second processor, on which
/// others could have worked. The readings of the threads lie around the load, so its whole length counts, and the drain
/// with it.
double server_thread_share(const result::Run &run, const result::TrialRecord &trial, const result::LoadRecord &load);

} // namespace reqbench::statistics
