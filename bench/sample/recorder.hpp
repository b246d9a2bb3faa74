// One worker's notes while a load runs: thread-private, no lock, no clock, and no allocation after construction. The
// worker stamps, the recorder files: by the phase a request belongs to (ledger, histograms) and by the moment it ended
// (windows, completed_in_window).
//
//   begin_phase(warm_up, t0) … begin_phase(measure, t1) … begin_phase(drain, t2) … begin_phase(done, t3), take()
//   closed:  s = plan(now), s.sent = now                       → s.first_byte = …, end(s, outcome, now)
//   open:    s = plan(intended), s.sent = now, lateness(s, …)  → s.first_byte = …, end(s, outcome, now)
//   at t3:   in_flight(s, t3) for each request still out; unsent(plan(intended), t3, …) for each due and never sent
#pragma once

#include "sample/phase.hpp"
#include "sample/recording.hpp"
#include "sample/stretch_book.hpp"

#include <array>
#include <optional>
#include <span>

namespace reqbench::sample {

/// What the worker keeps of one request from its plan to its end.
struct Sample {
  base::Instant intended;   ///< when it fell due (open), or was sent (closed)
  base::Instant sent;       ///< just before its bytes were handed over
  base::Instant first_byte; ///< when the first bytes of its answer were read
  bool measured = false;    ///< belongs to the measure phase, else to warm-up; decided once, by plan()
};

class Recorder {
public:
  /// Windows are `window` long (> 0), shorter where a phase ends; room for `windows` of them (≥ 1), and one more a
  /// phase, is made at once, later ones are added to the last. `stretches`: of an open load, the rate and length of
  /// each.
  Recorder(base::Nanoseconds window, std::size_t windows, std::vector<StretchFigures> stretches = {});

  /// The phase begins at `edge`; the first edge is where windows are counted from. Every worker of a load gives the
  /// same edges. An edge may lie ahead; tell it before anything that is stamped after it. Phases may be skipped (an
  /// interrupted warm-up goes on with drain), never repeated.
  void begin_phase(Phase phase, base::Instant edge);

  /// Counts one more planned request and says to which phase it belongs: that of `intended`. Never for one that is due
  /// at or after the drain's edge.
  Sample plan(base::Instant intended);
  /// Open loads, once a request is sent: splits its lateness at `free_since`, the moment from which a connection was
  /// free to carry it. Until then the server's doing, from then on ours.
  void lateness(const Sample &sample, base::Instant free_since);
  /// The request ended at `now`. A timed-out one enters the latency as "at least" its age.
  void end(const Sample &sample, Outcome outcome, base::Instant now);
  /// The drain is over and the request is still out.
  void in_flight(const Sample &sample, base::Instant now);
  /// Closed loads: the request, due and planned, was not sent because its connection was not there.
  void owed(const Sample &sample, base::Instant now);
  /// Open loads: the drain is over and the request, planned, was never sent. free_since as in lateness(); nothing when
  /// no connection has been free for it.
  void unsent(const Sample &sample, base::Instant now, std::optional<base::Instant> free_since = {});

  /// A connection was established; of the whole load, like the two below.
  void connected(base::Nanoseconds took);
  /// A request went over a connection that had carried one before.
  void reused() { ++recording_.connections_seen.reused; }
  /// A connection ended that we wanted to keep.
  void lost() { ++recording_.connections_seen.lost; }
  /// Counted when `now` lies in the measure window.
  void bytes(std::uint64_t sent, std::uint64_t received, base::Instant now);

  /// The windows that have ended by `now`, oldest first: for the steady-state rule. `measured` is not set yet.
  std::span<const Window> ended_windows(base::Instant now);

  /// Everything noted; the phases' lengths, ledgers, histograms, windows, stretches, bytes and connections are
  /// filled in, the rest
  /// (model, connections, rate, steady, interrupted, generator) is the worker's to add. After begin_phase(done).
  Recording take() &&;

private:
  bool measuring(base::Instant now) const { return now >= edge(Phase::measure) && now < edge(Phase::drain); }
  base::Instant edge(Phase phase) const { return edges_[static_cast<std::size_t>(phase)]; }
  Ledger &ledger_of(const Sample &sample) { return sample.measured ? recording_.ledger : recording_.warm_up_ledger; }
  Histogram &latency_of(const Sample &sample) {
    return sample.measured ? recording_.latency : recording_.warm_up_latency;
  }
  void never_ended(const Sample &sample, base::Instant now);
  void end_in_warm_up(base::Nanoseconds age, Outcome outcome);
  base::Instant end_of_window() const;
  void advance(base::Instant now);
  void close_window(base::Instant at);

  base::Nanoseconds window_;
  std::size_t room_;
  std::array<base::Instant, 4> edges_;         ///< by Phase; the far future until told
  base::Instant start_ = base::Instant::max(); ///< the first edge told
  base::Instant window_begin_{};
  base::Instant window_end_ = base::Instant::max();
  std::uint64_t window_ok_ = 0, window_failed_ = 0;
  Histogram window_latency_{Precision::one_percent};
  /// Latency, service time and first byte at once, where they are one value: an answer that came in one piece over a
  /// connection that was open, in a closed load. One entry where there would be three.
  Histogram all_alike_;
  StretchBook stretches_;
  Recording recording_;
};

} // namespace reqbench::sample
