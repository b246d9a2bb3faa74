// Checks of our own side: late, at its ceiling, or bound by it.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::statistics {
namespace {

using base::Nanoseconds;
using result::Run;

constexpr double slow_path_limit = 0.01; ///< of the answers: more would show in the generator's CPU
constexpr double ceiling_band = 0.03;    ///< the band of throughput: within it servers count as equal

constexpr double waiting_limit = 0.01;   ///< of the requests that found no connection free
constexpr double loop_delay_band = 0.05; ///< of the median latency: the practical band of p50
/// So late may a request leave before the generator counts as late; an answer may be read as late.
/// One stall of this length is worth a word, however rare.
constexpr Nanoseconds stall_limit = std::chrono::milliseconds{100};
constexpr Nanoseconds loop_delay_limit = std::chrono::milliseconds{2};

/// "the generator was 97.0 % busy, the server 50.0 %"; nothing of a server that was not watched.
std::string who_was_busy(const Cell &cell, const std::vector<Launch> &launches) {
  std::string text = "the generator was " + percent(cell.generator_cpu_share) + " busy";
  if (launches.front().load->server_window.count() > 0 && std::isfinite(cell.server_cpu_share))
    text += ", the server " + percent(cell.server_cpu_share);
  return text;
}

/// "the rate needs 20 connections (2.00 k/s × 5.00 ms mean service time × 2), 4 were open", or that there were enough
/// of them. By Little's law rate × time of them are busy in the mean; as many again take up what comes in bursts. Of
/// steps the largest rate.
std::string connections_needed(const Cell &cell, const std::vector<Launch> &launches) {
  const auto connections = launches.front().load->recording.connections;
  const auto open = std::to_string(connections);
  if (cell.service_time.count() == 0) return "no answer came over the " + open + " that were open";
  double rate = 0;
  for (const auto &launch : launches) rate += launch.load->recording.offered_per_s;
  rate /= static_cast<double>(launches.size());
  for (const auto &stretch : launches.front().load->recording.stretches)
    rate = std::max({rate, stretch.from_per_s, stretch.to_per_s});
  const double service_ns = cell.service_time.mean_ns();
  const auto needed = std::max(1LL, std::llround(rate * service_ns / 1e9 * 2));
  const auto sum = std::to_string(needed) + (needed == 1 ? " connection (" : " connections (") +
                   base::format_count(rate) + "/s × " + base::format_duration(Nanoseconds{std::llround(service_ns)}) +
                   " mean service time × 2)";
  if (needed <= connections) return open + " were open and in the mean " + sum + " are enough: there were stalls";
  return "the rate needs " + sum + ", " + open + " were open";
}

} // namespace

Observations late_generator(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    if (cell.late == 0) return std::nullopt;
    const bool open = asked_load(run, cell.load)->model != "closed";
    sample::Histogram late;
    for (const auto &launch : launches) late.merge(launch.load->recording.late_generator);
    return Observation{
        cell.invalid && open ? Grade::invalid : Grade::warning,
        "in " + launches_hit(static_cast<std::size_t>(cell.late), launches.size()) +
            " more than 1 % of the requests left over 2 ms late while a connection was free (p99 of that "
            "lateness: " +
            base::format_duration(late.quantile(0.99)) + ")",
        static_cast<double>(cell.late) / static_cast<double>(launches.size())};
  });
}

Observations bound_by_generator(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    if (!generator_bound(cell.limiter)) return std::nullopt;
    const bool closed = asked_load(run, cell.load)->model == "closed";
    if (!closed && answered_share(launches).value_or(1) >= sustained_share) return std::nullopt;
    return Observation{Grade::note, "throughput is a lower bound: " + who_was_busy(cell, launches),
                       cell.generator_cpu_share};
  });
}

Observations tied_at_ceiling(const Run &run, const Summary &summary) {
  const auto rate = [](const Cell &cell) { return cell.metrics[static_cast<std::size_t>(Metric::throughput)].value; };
  const auto at_ceiling = [&](const Cell &cell) {
    const auto *asked = asked_load(run, cell.load);
    return asked->model == "closed" && generator_bound(cell.limiter) &&
           cell.server != result::again(run.record.baseline);
  };
  Observations all;
  for (const auto &top : summary.cells) {
    if (!at_ceiling(top)) continue;
    std::string names;
    std::size_t tied = 0;
    bool is_top = true; // told once, by the fastest of them
    for (const auto &cell : summary.cells) {
      if (cell.workload != top.workload || cell.load != top.load || !at_ceiling(cell)) continue;
      is_top = is_top && (rate(cell) < rate(top) || &cell == &top || (rate(cell) == rate(top) && &cell > &top));
      if (rate(cell) * (1 + ceiling_band) < rate(top)) continue;
      names += (tied++ == 0 ? "`" : ", `") + cell.server + "`";
    }
    if (is_top && tied >= 2)
      all.push_back({Grade::warning, names + " tie at the generator's ceiling for `" + top.workload + "` × `" +
                                         top.load + "`: " + base::format_count(rate(top)) + " requests/s"});
  }
  return all;
}

Observations slow_path(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    std::uint64_t slow = 0;
    for (const auto &launch : launches) slow += launch.load->recording.generator.slow_path;
    const auto answers = cell.ledger.ok() + cell.ledger.wrong();
    const double share = answers == 0 ? 0 : static_cast<double>(slow) / static_cast<double>(answers);
    if (share <= slow_path_limit) return std::nullopt;
    return Observation{Grade::warning,
                       percent(share) + " of the answers did not match their template and were parsed in full", share};
  });
}

Observations no_free_connection(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    if (asked_load(run, cell.load)->model == "closed") return std::nullopt; // nothing falls due by itself
    sample::Histogram waits{sample::Precision::one_percent};
    for (const auto &launch : launches) waits.merge(launch.load->recording.late_no_connection);
    const auto waited = waits.count_above(Nanoseconds{0});
    const double share =
        cell.ledger.planned == 0 ? 0 : static_cast<double>(waited) / static_cast<double>(cell.ledger.planned);
    if (share <= waiting_limit) return std::nullopt;
    return Observation{Grade::warning,
                       percent(share) + " of the requests had to wait for a free connection, up to " +
                           base::format_duration(waits.max()) + ": " + connections_needed(cell, launches),
                       share};
  });
}

Observations loop_delay(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    sample::Histogram delay{sample::Precision::one_percent};
    std::uint64_t switches = 0;
    for (const auto &launch : launches) {
      delay.merge(launch.load->recording.generator.loop_delay);
      switches += launch.load->recording.generator.involuntary_switches;
    }
    const auto consequence = " (" + std::to_string(switches) +
                             " involuntary switches); answers that came meanwhile are told so much too late";
    if (delay.max() > stall_limit)
      return Observation{Grade::warning,
                         "the generator did not look at its sockets for up to " + base::format_duration(delay.max()) +
                             consequence,
                         base::to_seconds(delay.max())};
    // At full speed the generator is always at work, and the load has its label.
    if (asked_load(run, cell.load)->model == "closed" && generator_bound(cell.limiter)) return std::nullopt;
    const auto p99 = delay.quantile(0.99);
    const auto in_band =
        Nanoseconds{std::llround(loop_delay_band * static_cast<double>(cell.latency.quantile(0.5).count()))};
    if (p99 <= std::max(loop_delay_limit, in_band)) return std::nullopt;
    return Observation{Grade::warning,
                       "once in a hundred turns the generator did not look at its sockets for " +
                           base::format_duration(p99) + " or longer, at most " + base::format_duration(delay.max()) +
                           consequence,
                       base::to_seconds(delay.max())};
  });
}

} // namespace reqbench::statistics
