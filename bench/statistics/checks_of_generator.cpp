// Checks of our own side: late, at its ceiling, or bound by it.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::statistics {
namespace {

using base::Nanoseconds;
using result::LoadRecord;
using result::Run;

constexpr double slow_path_limit = 0.01; ///< of the answers: more would show in the generator's CPU
constexpr double foreign_limit = 0.05;   ///< of a window on the server's processors; below, ticks of 10 ms blur it
constexpr double steal_limit = 0.01;     ///< of a window on the server's and the generator's processors
constexpr double ceiling_band = 0.03;    ///< the band of throughput: within it servers count as equal

/// One observation for each cell with launches in which a time took more than `limit` of the window on `cpus`.
Observations beyond_share(const Run &run, const Summary &summary, Nanoseconds LoadRecord::*time, std::size_t cpus,
                          double limit, const std::string &what) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    std::size_t hits = 0;
    double most = 0;
    for (const auto &launch : launches) {
      const double available_s =
          base::to_seconds(launch.load->server_window) * static_cast<double>(std::max<std::size_t>(1, cpus));
      const double share = available_s > 0 ? base::to_seconds(launch.load->*time) / available_s : 0;
      hits += share > limit ? 1 : 0;
      most = std::max(most, share);
    }
    if (hits == 0) return std::nullopt;
    return Observation{Grade::warning, place(cell) + ": " + what + " in " + of_trials(hits, launches.size()) +
                                           ", up to " + percent(most) + " of the window"};
  });
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
        place(cell) + ": in " + of_trials(static_cast<std::size_t>(cell.late), launches.size()) +
            " more than 1 % of the requests left over 2 ms late while a connection was free (p99 of that "
            "lateness: " +
            base::format_duration(late.quantile(0.99)) + ")"};
  });
}

Observations bound_by_generator(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &) -> std::optional<Observation> {
    if (asked_load(run, cell.load)->model != "closed" || !generator_bound(cell.limiter)) return std::nullopt;
    return Observation{Grade::note, place(cell) + ": throughput is a lower bound: the generator was " +
                                        percent(cell.generator_cpu_share) + " busy, the server " +
                                        percent(cell.server_cpu_share)};
  });
}

Observations tied_at_ceiling(const Run &run, const Summary &summary) {
  const auto rate = [](const Cell &cell) { return cell.metrics[static_cast<std::size_t>(Metric::throughput)].value; };
  const auto at_ceiling = [&](const Cell &cell) {
    const auto *asked = asked_load(run, cell.load);
    return asked->model == "closed" && generator_bound(cell.limiter) && !cell.server.ends_with(" (again)");
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
    return Observation{Grade::warning, place(cell) + ": " + percent(share) +
                                           " of the answers did not match their template and were parsed in full"};
  });
}

Observations foreign_cpu(const Run &run, const Summary &summary) {
  return beyond_share(run, summary, &LoadRecord::foreign_cpu, run.record.server_cpus.size(), foreign_limit,
                      "other programs used the server's processors");
}

Observations stolen_cpu(const Run &run, const Summary &summary) {
  return beyond_share(run, summary, &LoadRecord::steal,
                      run.record.server_cpus.size() + run.record.generator_cpus.size(), steal_limit,
                      "the hypervisor took processor time");
}

} // namespace reqbench::statistics
