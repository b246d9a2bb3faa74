// Checks of what the servers answered: wrong, failed, missing or damaged.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace reqbench::statistics {
namespace {

using base::Nanoseconds;
using result::Run;
using std::chrono::milliseconds;

constexpr double error_limit = 0.001;    ///< more failed requests than this change what is measured
constexpr double littles_limit = 0.05;   ///< of the connections
constexpr double reconnect_limit = 0.01; ///< per request: then the handshake shows in CPU per request

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::uint64_t between(const sample::Histogram &histogram, Nanoseconds low, Nanoseconds high) {
  std::uint64_t count = 0;
  for (const auto &bucket : histogram.buckets())
    if (bucket.low >= low && bucket.low < high) count += bucket.count;
  return count;
}

/// A bucket of latency is at most 0.1 % wide, one of a reduced histogram 1 %.
constexpr double bucket_error = 0.011;

bool beyond(Nanoseconds a, Nanoseconds b) {
  return static_cast<double>(a.count()) > static_cast<double>(b.count()) * (1 + bucket_error);
}

std::string odd(const Cell &cell) {
  const auto ms = [](Nanoseconds value) { return base::format_duration(value); };
  if (cell.latency.mean_ns() > static_cast<double>(cell.latency.max().count()) * (1 + bucket_error))
    return "the mean latency lies beyond the maximum, " + ms(cell.latency.max());
  auto before = cell.latency.min();
  for (const auto &[name, p] : sample::named_quantiles) {
    const auto latency = cell.latency.quantile(p), service = cell.service_time.quantile(p);
    if (latency < before) return "latency " + std::string{name} + " lies below a lower percentile: " + ms(latency);
    // Each latency contains its own service time, so the sorted ones are ordered as well; what never ended has no
    // service time and breaks the pairing.
    if (cell.latency.censored() == 0 && beyond(service, latency))
      return "service time " + std::string{name} + ", " + ms(service) + ", lies beyond the latency, " + ms(latency);
    before = latency;
  }
  return {};
}

/// The time for which half of the connections or more waited at once, if p99 does not show it.
std::optional<Nanoseconds> hidden_stall(const sample::Recording &recording) {
  constexpr Nanoseconds least = milliseconds{50}; // below, it is the scheduler's
  const auto count = recording.latency.count();
  const auto half = static_cast<std::uint64_t>(std::max(1, recording.connections / 2));
  if (count <= half) return std::nullopt;
  const auto stall = recording.latency.quantile(share(count - half + 1, count));
  // So much of the window, and an open load would have shown it in its p99.
  const bool matters = stall >= least && stall > recording.measured / 100;
  return matters && recording.latency.quantile(0.99) < stall / 2 ? std::optional{stall} : std::nullopt;
}

} // namespace

Observations wrong_answers(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &cell, const auto &) -> std::optional<Observation> {
    if (cell.ledger.wrong() == 0) return std::nullopt;
    return Observation{Grade::warning,
                       std::to_string(cell.ledger.wrong()) + " of " + std::to_string(cell.ledger.planned) +
                           " answers were wrong",
                       share(cell.ledger.wrong(), cell.ledger.planned)};
  });
}

Observations failed_requests(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &cell, const auto &) -> std::optional<Observation> {
    const auto broken = cell.ledger.failed() - cell.ledger.wrong(); // what was wrong has a check of its own
    const auto failed = share(broken + cell.ledger.timed_out(), cell.ledger.planned);
    if (failed <= error_limit) return std::nullopt;
    return Observation{Grade::warning,
                       percent(failed) + " of the requests got no whole answer: " + std::to_string(broken) +
                           " failed and " + std::to_string(cell.ledger.timed_out()) + " timed out of " +
                           std::to_string(cell.ledger.planned),
                       failed};
  });
}

Observations clipped_latencies(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &cell, const auto &) -> std::optional<Observation> {
    const auto clipped = std::max(cell.latency.clipped(), cell.service_time.clipped());
    if (clipped == 0) return std::nullopt;
    return Observation{Grade::warning,
                       std::to_string(clipped) +
                           " latencies lie above the range of the histogram, an hour; the largest is " +
                           base::format_duration(cell.latency.max()),
                       static_cast<double>(clipped)};
  });
}

Observations littles_law(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    const auto failed = share(cell.ledger.failed() + cell.ledger.timed_out(), cell.ledger.planned);
    // Failed requests hold a connection too, but their time is not in the latency: the law says nothing then.
    if (asked_load(run, cell.load)->model != "closed" || failed > error_limit) return std::nullopt;
    double answers = 0, measured_s = 0, connections = 0;
    for (const auto &launch : launches) {
      const auto &recording = launch.load->recording;
      answers += static_cast<double>(recording.completed_in_window);
      measured_s += base::to_seconds(recording.measured);
      connections += recording.connections / static_cast<double>(launches.size());
    }
    if (measured_s <= 0 || connections <= 0) return std::nullopt;
    const double mean_ns = cell.latency.mean_ns();
    const double in_flight = answers / measured_s * mean_ns / 1e9;
    // Without a warm-up the first answers come one latency behind the first requests.
    const bool from_nothing = std::ranges::any_of(launches, [&](const Launch &launch) {
      return base::to_seconds(launch.load->recording.warm_up) * 1e9 < mean_ns;
    });
    const double missing = from_nothing ? mean_ns / 1e9 * static_cast<double>(launches.size()) / measured_s : 0;
    if (std::fabs(in_flight - connections) <= (littles_limit + missing) * connections) return std::nullopt;
    return Observation{Grade::warning,
                       "rate × mean latency is " + base::format_significant(in_flight, 3) +
                           " requests in flight, but " + base::format_significant(connections, 3) +
                           " connections were busy",
                       std::fabs(in_flight / connections - 1)};
  });
}

Observations odd_percentiles(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &cell, const auto &) -> std::optional<Observation> {
    const auto what = odd(cell);
    if (what.empty()) return std::nullopt;
    return Observation{Grade::invalid, what};
  });
}

Observations not_sustained(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &, const auto &launches) -> std::optional<Observation> {
    const auto answered = answered_share(launches);
    if (!answered || *answered >= sustained_share) return std::nullopt;
    return Observation{Grade::warning, "latency at overload: " + percent(*answered) + " of the asked rate was answered",
                       1 - *answered};
  });
}

Observations hidden_by_closed(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    if (asked_load(run, cell.load)->model != "closed") return std::nullopt;
    std::size_t hits = 0;
    double requests = 0;
    Nanoseconds longest{0};
    for (const auto &launch : launches) {
      const auto stall = hidden_stall(launch.load->recording);
      if (!stall) continue;
      ++hits;
      if (*stall <= longest) continue;
      longest = *stall;
      requests = launch.load->recording.achieved_per_s() * base::to_seconds(longest);
    }
    if (hits == 0) return std::nullopt;
    return Observation{Grade::note,
                       "in " + launches_hit(hits, launches.size()) +
                           " half of the connections or more waited at once, up to " + base::format_duration(longest) +
                           ", and p99 (" + base::format_duration(cell.latency.quantile(0.99)) +
                           ") does not show it: at this pace " + base::format_count(requests) +
                           " more requests would have fallen due meanwhile, which a closed load never "
                           "sends",
                       base::to_seconds(longest)};
  });
}

Observations mode_near_40ms(const Run &run, const Summary &summary) {
  // Linux delays an acknowledgement by 40 ms at least; with the work around it the answers gather in 39–45 ms, beside
  // which two bands of the same ratio show whether they are a mode of their own.
  constexpr milliseconds low{39}, high{45}, below{34}, above{52};
  constexpr double least_share = 0.01, least_prominence = 3;
  return each_cell(run, summary, [&](const Cell &cell, const auto &) -> std::optional<Observation> {
    const auto near = between(cell.latency, low, high);
    const auto beside = std::max(between(cell.latency, below, low), between(cell.latency, high, above));
    const auto part = share(near, cell.latency.count());
    if (part < least_share || static_cast<double>(near) < least_prominence * static_cast<double>(beside))
      return std::nullopt;
    // A busy server may take 40 ms of its own; one that waits for a timer has CPU left, or is mostly much faster.
    const auto p50 = cell.latency.quantile(0.5);
    const bool may_be_busy = !(cell.server_cpu_share <= 0.5); // or nothing is known of it
    if (p50 > low / 2 && may_be_busy) return std::nullopt;
    return Observation{Grade::warning,
                       percent(part) + " of the answers took 39 to 45 ms (p50 is " + base::format_duration(p50) +
                           "): Nagle's algorithm and delayed ACK",
                       part};
  });
}

Observations fewer_connections(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &, const auto &launches) -> std::optional<Observation> {
    std::size_t hits = 0;
    std::uint64_t fewest = 0;
    int asked = 0;
    for (const auto &launch : launches) {
      const auto &recording = launch.load->recording;
      const auto opened = recording.connections_seen.opened;
      if (recording.interrupted || opened >= static_cast<std::uint64_t>(recording.connections)) continue;
      if (hits++ == 0 || opened < fewest) fewest = opened;
      asked = recording.connections;
    }
    if (hits == 0) return std::nullopt;
    return Observation{Grade::warning,
                       "in " + launches_hit(hits, launches.size()) + " only " + std::to_string(fewest) + " of the " +
                           std::to_string(asked) + " connections were ever open",
                       1 - static_cast<double>(fewest) / asked};
  });
}

Observations reconnects(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &, const auto &launches) -> std::optional<Observation> {
    std::uint64_t ended = 0, planned = 0; // connections are counted in the whole load
    for (const auto &launch : launches) {
      const auto &recording = launch.load->recording;
      ended += recording.connections_seen.lost;
      planned += recording.ledger.planned + recording.warm_up_ledger.planned;
    }
    const auto per_request = share(ended, planned);
    if (per_request <= reconnect_limit) return std::nullopt;
    return Observation{Grade::warning,
                       base::format_significant(per_request, 3) +
                           " connections a request were ended by the server and made anew (" + std::to_string(ended) +
                           " for " + std::to_string(planned) + " requests, with those of the warm-up)",
                       per_request};
  });
}

} // namespace reqbench::statistics
