// What one load left behind: the only thing that passes from the load generator to the result file.
#pragma once

#include "base/clock.hpp"
#include "sample/histogram.hpp"
#include "sample/histogram_tape.hpp"
#include "sample/ledger.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reqbench::sample {

/// One slice of the load in time, for series and for the steady-state rule. Begins where the one before ended; a phase
/// begins a new one, so that the windows of the measure phase hold all that happened in it, and nothing else.
struct Window {
  base::Nanoseconds begin{}; ///< offset from the start of the load's first phase
  base::Nanoseconds length{};
  bool measured = false;                 ///< lies in the measure phase
  std::uint64_t ok = 0;                  ///< right answers completed in it
  std::uint64_t failed = 0;              ///< all other ends in it
  base::Nanoseconds p50{}, p99{}, max{}; ///< latency of the answers completed in it; 0 when none

  void set_latency(const Histogram &latency);
};

/// What one thread of the generator consumed in the measure window.
struct ThreadCpu {
  double user_s = 0, system_s = 0;
  double spin_s = 0; ///< part of the two above that was spent waiting for a due time with open eyes
  std::uint64_t involuntary_switches = 0;
  double busy_share = 0; ///< (user + system − spin) ÷ window
};

/// What the generator saw of itself in the measure window.
struct GeneratorUsage {
  std::string engine; ///< "epoll" or "io_uring"
  int threads = 1;
  double cpu_user_s = 0;
  double cpu_system_s = 0;
  double cpu_spin_s = 0; ///< part of the two above that was spent waiting for a due time with open eyes
  std::uint64_t involuntary_switches = 0;
  double busy_share = 0;               ///< (user + system − spin) ÷ (threads × window)
  std::uint64_t slow_path = 0;         ///< answers that did not match their template and were parsed in full
  std::uint64_t checked_by_length = 0; ///< right answers whose large body was counted, not compared
  std::string engine_choice{};         ///< why this engine, when it was left to us; else empty
  /// Each time a worker had slept or worked: how long it did not look at its sockets, beyond what it meant to sleep. So
  /// late at most was the stamp of an answer that came meanwhile.
  Histogram loop_delay{Precision::one_percent};
  double steal_s = 0; ///< what the hypervisor took from the processors below
  int processors = 0; ///< that its threads may run on
  std::vector<ThreadCpu> by_thread;
};

/// One stretch of an open load that has several: what was asked in it, and what came of that.
struct StretchFigures {
  double from_per_s = 0, to_per_s = 0;
  base::Nanoseconds length{};
  std::uint64_t planned = 0, ok = 0;               ///< of the requests that fell due in it
  std::uint64_t completed = 0;                     ///< right answers that came in it, whenever their requests fell due
  base::Nanoseconds p50{}, p99{}, max{};           ///< of the latency below
  bool p50_at_least = false, p99_at_least = false; ///< it lies among requests that never ended
  Histogram latency{Precision::one_percent};       ///< as the load's; not stored

  void set_percentiles();
};

struct Recording {
  std::string model;    ///< "closed", "open" or "held"
  std::string arrivals; ///< of an open load: "constant" or "poisson"; else empty
  int connections = 0;
  int requests_per_connection = 0; ///< after so many we closed it; 0 = it was kept
  double offered_per_s = 0;        ///< open, held: the asked rate, of several its mean; closed: 0
  base::Nanoseconds warm_up{};     ///< lasted
  bool steady = true;              ///< the warm-up ended by the steady-state rule (true when it was a fixed time)
  base::Nanoseconds measured{};    ///< length of the measure window
  base::Nanoseconds drained{};     ///< lasted
  bool interrupted = false;

  Ledger ledger;                         ///< of the measure phase
  Ledger warm_up_ledger;                 ///< of the warm-up
  std::uint64_t completed_in_window = 0; ///< right answers completed inside the measure window, whenever sent
  // Stored at 0.1 %: latency and service time; the others at 1 %.
  /// Right answers from the intended send (open) or the send, or from when its connection began to connect (closed);
  /// censored: at least.
  Histogram latency;
  Histogram service_time;                            ///< right answers, from the actual send
  Histogram first_byte{Precision::one_percent};      ///< right answers, from the actual send to the first byte
  Histogram connect{Precision::one_percent};         ///< connect() to established, of the whole load
  Histogram failed_latency{Precision::one_percent};  ///< requests that ended otherwise than ok or timed_out
  Histogram warm_up_latency{Precision::one_percent}; ///< as latency, of the requests of the warm-up
  Histogram lateness{Precision::one_percent};        ///< open: from the intended to the actual send
  /// Open: the part of the lateness in which no connection was free (the server's doing).
  Histogram late_no_connection{Precision::one_percent};
  /// Open: the part in which a connection was free (ours).
  Histogram late_generator{Precision::one_percent};

  struct Bytes {
    std::uint64_t sent = 0, received = 0;
  } bytes; ///< in the measure window
  struct Connections {
    std::uint64_t opened = 0, reused = 0, lost = 0;
  } connections_seen; ///< in the whole load
  GeneratorUsage generator;
  std::vector<StretchFigures> stretches; ///< in order; empty where there is only one
  std::vector<Window> windows;           ///< of all phases, in order
  std::vector<Window> seconds;           ///< the same windows, put together to the seconds of each phase
  HistogramTape window_latency;          ///< of each window; not stored

  /// completed_in_window ÷ measured; right answers per second.
  double achieved_per_s() const;
  /// What an open or held load has asked for: offered_per_s; of Poisson arrivals what chance made of it.
  double due_per_s() const;
  /// µs of the generator's CPU per right answer completed in the window, without what it spent waiting for a due time
  /// with open eyes; 0 when there was none.
  double generator_cpu_us_per_request() const;
};

/// Sums what two workers of the same load recorded (windows by position, their histograms with them; steady and
/// interrupted as all / any).
void merge(Recording &into, const Recording &other);

/// How busy the busiest thread of the generator was, of the time that the hypervisor left it: one that has nothing left
/// bounds its share of the load, whatever the others have.
double busiest_share(const Recording &recording);

/// The generator left more than 1 % of the load's requests over 2 ms after they were due while a connection was free.
bool generator_late(const Recording &recording);

/// A thread of the generator did not look at its sockets for half of the window or longer: what did not come in it says
/// nothing of the server.
bool stood_still(const Recording &recording);

} // namespace reqbench::sample
