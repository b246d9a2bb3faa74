#include "report/glance.hpp"

#include "report/figures.hpp"
#include "report/limiter_words.hpp"
#include "report/load_words.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace reqbench::report {
namespace {

using result::ServerRecord;
using statistics::Metric;

/// How many workloads leave room for a figure of each beside those before it, on a screen of 1,280 pixels.
constexpr std::size_t any = std::numeric_limits<std::size_t>::max(), few = 3, fewest = 2;

/// A figure of one server and workload.
struct Glimpse {
  std::string_view key, title, says;
  Figure (*figure)(const Lineup &lineup, const ServerRecord &server, const std::string &workload);
  std::size_t most; ///< workloads beyond which it is left to their own tables
};

/// What the tables show with its interval, as exact, without it.
Figure requests_of(const Lineup &lineup, const ServerRecord &server, const std::string &workload) {
  const auto *cell = lineup.filled(server.label, workload, lineup.closed);
  if (!cell || metric_of(*cell, Metric::throughput).n == 0) return {};
  const double value = metric_of(*cell, Metric::throughput).value;
  return {generator_bound(*cell) ? least_count(value) : base::format_count(value), value};
}

Figure cpu_of(const Lineup &lineup, const ServerRecord &server, const std::string &workload) {
  const auto *cell = lineup.filled(server.label, workload, lineup.common);
  return cell ? cpu_per_request(*cell) : Figure{};
}

Figure p99_of(const Lineup &lineup, const ServerRecord &server, const std::string &workload) {
  const auto *cell = lineup.filled(server.label, workload, lineup.common);
  return cell ? percentile_roughly(*cell, 0.99) : Figure{};
}

constexpr std::array glimpses{
    Glimpse{"throughput_per_s", "requests/s", "Right answers per second under full load.", requests_of, any},
    Glimpse{"server_cpu_us_per_request", "CPU µs/request",
            "CPU time of the server per right answer, at the same rate for all.", cpu_of, few},
    Glimpse{
        "latency_p99_ns", "p99",
        "99 of 100 right answers came within this time, at the same rate for all. ≈: its 95 % interval, in the table "
        "of that load, reaches more than a fifth below or above it.",
        p99_of, fewest}};

/// Of the whole launch, so under any load: the least and the most of all workloads.
Figure memory_of_all(const Lineup &lineup, const ServerRecord &server) {
  std::vector<double> bytes;
  for (const auto &workload : lineup.run.record.workloads)
    for (const auto &load : lineup.run.record.loads)
      if (const auto *cell = lineup.filled(server.label, workload.name, &load);
          cell && metric_of(*cell, Metric::memory_loaded).n > 0) {
        bytes.push_back(metric_of(*cell, Metric::memory_loaded).value);
        break;
      }
  if (bytes.empty()) return {};
  const auto [low, high] = std::ranges::minmax(bytes);
  const auto least = base::format_bytes(low), most = base::format_bytes(high);
  return {span_text(least, most), high};
}

/// "the server; plaintext: server and load generator": what holds for most workloads, then where it is another.
Figure limits(const Lineup &lineup, const ServerRecord &server) {
  std::vector<std::pair<std::string, std::string>> seen; // words, workload
  for (const auto &workload : lineup.run.record.workloads)
    if (const auto *cell = lineup.filled(server.label, workload.name, lineup.closed))
      seen.emplace_back(limited_by(*cell, lineup.summary.findings), workload.name);
  if (seen.empty()) return {};
  const auto times = [&](const auto &one) {
    return std::ranges::count(seen, one.first, &std::pair<std::string, std::string>::first);
  };
  const auto usual = std::ranges::max_element(seen, {}, times)->first;
  auto text = usual;
  for (const auto &[words, workload] : seen)
    if (words != usual) text.append("; ").append(workload).append(": ").append(words);
  return {text};
}

void add_glimpse(Table &table, Column column, const std::vector<Figure> &figures) {
  if (std::ranges::none_of(figures, is_shown)) return;
  table.columns.push_back(std::move(column));
  for (std::size_t i = 0; i < figures.size(); ++i) table.rows[i].cells.push_back(figures[i]);
}

double most_requests(const Lineup &lineup, const std::string &workload) {
  double most = 0;
  for (const auto *server : lineup.servers)
    if (const auto figure = requests_of(lineup, *server, workload); figure.value > most) most = figure.value;
  return most;
}

/// By requests/s over all workloads, the best first; who has none stands last. Each workload counts by the share of its
/// best server: who lacks the one in which all are slow gains nothing by it.
double standing_in_all(const Lineup &lineup, const ServerRecord &server) {
  double sum = 0, n = 0;
  for (const auto &workload : lineup.run.record.workloads)
    if (const auto figure = requests_of(lineup, server, workload.name); figure.value > 0) {
      sum += std::log(figure.value / most_requests(lineup, workload.name));
      ++n;
    }
  return n > 0 ? sum / n : -HUGE_VAL;
}

/// Where the generator was late, among the loads whose figures stand here.
std::optional<Mark> invalid_mark(const Lineup &lineup, const std::string &server) {
  const auto &workloads = lineup.run.record.workloads;
  std::vector<std::string> invalid;
  for (const auto &workload : workloads)
    for (const auto *load : {lineup.closed, workloads.size() <= few ? lineup.common : nullptr})
      if (const auto *cell = lineup.filled(server, workload.name, load); cell && cell->invalid) {
        invalid.push_back(workload.name);
        break;
      }
  if (invalid.empty()) return {};
  if (invalid.size() == workloads.size()) invalid.clear();
  return Mark{MarkId::invalid, std::move(invalid)};
}

Row row_of(const Lineup &lineup, const ServerRecord &server) {
  Row row;
  row.label = row.server = server.label;
  if (is_tuned(server)) row.marks.push_back({MarkId::tuned});
  if (auto mark = invalid_mark(lineup, server.label)) row.marks.push_back(*std::move(mark));
  return row;
}

/// "CPU time and p99 at the same rate for all (2.00 k requests/s)"; empty where there is no column of that.
std::string common_part(const Lineup &lineup) {
  const auto &run = lineup.run.record;
  if (!lineup.common || run.workloads.empty() || run.workloads.size() > few) return {};
  const std::string what = run.workloads.size() <= fewest ? "CPU time and p99 at " : "CPU time at ";
  const auto first = common_rate_text(run, run.workloads.front().name);
  const auto has_first = [&](const auto &workload) { return common_rate_text(run, workload.name) == first; };
  if (std::ranges::all_of(run.workloads, has_first)) return what + plain_load("common") + in_brackets(first);
  std::vector<std::string> rates;
  for (const auto &workload : run.workloads)
    if (auto rate = common_rate_text(run, workload.name); !rate.empty())
      rates.push_back(rate + " for " + workload.name);
  return what + plain_load("common") + in_brackets(joined(rates, ", "));
}

std::string note_of(const Lineup &lineup) {
  std::vector<std::string> parts;
  if (lineup.closed) parts.push_back("requests/s under full load (every connection asks again at once)");
  if (auto common = common_part(lineup); !common.empty())
    parts.push_back(common + (lineup.closed ? ", where a request mostly costs more than under full load" : ""));
  parts.push_back("memory of all its processes, right after the load");
  if (lineup.closed) parts.push_back("limited by: what had no CPU time left under full load");
  return capitalized(joined(parts, "; ")) + ".";
}

/// Told once there is one.
std::string rough_note(const Table &table) {
  const auto is_rough = [](const Figure &figure) { return figure.text.starts_with("≈ "); };
  const bool has_one =
      std::ranges::any_of(table.rows, [&](const Row &row) { return std::ranges::any_of(row.cells, is_rough); });
  return has_one ? " ≈: its interval, in the table of that load, reaches more than a fifth below or above it." : "";
}

} // namespace

Table glance_table(const Lineup &lineup) {
  Table table;
  table.title = "At a glance";
  table.of = "server";
  table.note = note_of(lineup);
  auto servers = lineup.servers;
  std::ranges::stable_sort(servers, std::ranges::greater{},
                           [&](const auto *server) { return standing_in_all(lineup, *server); });
  for (const auto *server : servers) table.rows.push_back(row_of(lineup, *server));
  const auto &workloads = lineup.run.record.workloads;
  for (const auto &glimpse : glimpses)
    for (const auto &workload : workloads) {
      if (workloads.size() > glimpse.most) continue;
      std::vector<Figure> figures;
      figures.reserve(servers.size());
      for (const auto *server : servers) figures.push_back(glimpse.figure(lineup, *server, workload.name));
      const bool several = workloads.size() > 1;
      add_glimpse(table,
                  {std::string{glimpse.key} + (several ? "_" + workload.name : ""),
                   (several ? workload.name + ": " : "") + std::string{glimpse.title}, std::string{glimpse.says}, true},
                  figures);
    }
  std::vector<Figure> memory, limited;
  for (const auto *server : servers) {
    memory.push_back(memory_of_all(lineup, *server));
    limited.push_back(limits(lineup, *server));
  }
  add_glimpse(table,
              {"memory_pss_loaded_bytes", "memory",
               "Of the server's whole process tree right after the last load (PSS).", true},
              memory);
  add_glimpse(table, {"limiter", "limited by", "What had no CPU time left under full load.", false}, limited);
  table.note += rough_note(table);
  if (table.columns.empty()) table.rows.clear();
  return table;
}

} // namespace reqbench::report
