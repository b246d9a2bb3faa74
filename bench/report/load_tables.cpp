#include "report/load_tables.hpp"

#include "report/text.hpp"

#include "base/units.hpp"
#include "statistics/quantiles.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reqbench::report {
namespace {

using sample::Histogram;
using sample::Recording;
using statistics::Limiter;

struct LatencyRow {
  std::string_view title, says;
  Histogram Recording::*histogram;
  bool open_only; ///< in a closed load it would repeat the latency, or be empty
};
constexpr std::array latency_rows{
    LatencyRow{
        "latency",
        "Right answers: from the moment the request was due (closed load: from its send, or from the beginning of "
        "connecting where its connection had to be made anew) to the last byte. What timed out, was never sent or "
        "is in flight counts as at least its age: > 2 s.",
        &Recording::latency, false},
    LatencyRow{"service time", "Right answers: from the actual send to the last byte; in a closed load the latency.",
               &Recording::service_time, true},
    LatencyRow{"first byte", "Right answers: from the actual send to the first byte.", &Recording::first_byte, false},
    LatencyRow{"connect", "From the beginning of connecting until the connection stood.", &Recording::connect, false},
    LatencyRow{"lateness", "From the moment a request was due to its actual send: the sum of the two below.",
               &Recording::lateness, true},
    LatencyRow{"late, target", "The part of the lateness in which no connection was free: the target's doing.",
               &Recording::late_no_connection, true},
    LatencyRow{"late, ours", "The part in which a connection was free: the generator's doing.",
               &Recording::late_generator, true},
};

/// "timed out", which programs read as "timed_out".
std::string plain_words(std::string_view name) {
  std::string words{name};
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string requests_text(const sample::Ledger &ledger) {
  auto text = "planned " + std::to_string(ledger.planned) + " = ok " + std::to_string(ledger.ok());
  const auto add = [&](std::string_view name, std::uint64_t count) {
    if (count > 0) text += " + " + std::string{name} + " " + std::to_string(count);
  };
  for (std::size_t i = 0; i < sample::outcome_count; ++i)
    if (const auto outcome = static_cast<sample::Outcome>(i); outcome != sample::Outcome::ok)
      add(plain_words(sample::to_string(outcome)), ledger.of(outcome));
  add("unsent", ledger.unsent);
  add("in flight", ledger.in_flight);
  return text;
}

std::string bytes_text(const Recording &recording) {
  return base::format_bytes(static_cast<double>(recording.bytes.sent)) + " sent, " +
         base::format_bytes(static_cast<double>(recording.bytes.received)) + " received while measuring";
}

std::string connections_text(const Recording &recording) {
  const auto &seen = recording.connections_seen;
  return std::to_string(seen.opened) + " opened, used again " + std::to_string(seen.reused) + " times, " +
         std::to_string(seen.lost) + " not kept; warm-up included";
}

std::string checked_text(const Recording &recording) {
  const auto ok = static_cast<double>(recording.ledger.ok());
  const auto by_length = static_cast<double>(recording.generator.checked_by_length);
  if (ok == 0) return {}; // no answer was right
  if (by_length == 0) return "every answer in full";
  const double share = std::min(1.0, by_length / ok);
  return base::format_significant(100 * (1 - share), 3) + " % in full, " + base::format_significant(100 * share, 3) +
         " % by header and length";
}

/// "1.00 k/s", "1.00 k/s to 20.0 k/s".
std::string asked_text(const sample::StretchFigures &stretch) {
  const auto from = base::format_count(stretch.from_per_s) + "/s";
  return stretch.from_per_s == stretch.to_per_s ? from : from + " to " + base::format_count(stretch.to_per_s) + "/s";
}

Figure latency_figure(const sample::StretchFigures &stretch, base::Nanoseconds value, bool at_least) {
  if (stretch.ok == 0 && !at_least) return {};
  return {(at_least ? "> " : "") + base::format_duration(value), static_cast<double>(value.count())};
}

std::string generator_text(const Recording &recording) {
  const auto &usage = recording.generator;
  const double cpu_us = recording.generator_cpu_us_per_request();
  auto text = (cpu_us > 0 ? base::format_significant(cpu_us, 3) + " µs CPU a right answer, " : "") +
              base::format_significant(usage.busy_share * 100, 3) + " % busy, " + usage.engine + ", " +
              counted(static_cast<std::size_t>(usage.threads), "thread");
  if (usage.slow_path > 0) text += ", " + std::to_string(usage.slow_path) + " answers parsed in full";
  return text;
}

std::string cpu_text(const Recording &recording) {
  const auto &usage = recording.generator;
  const auto seconds = [](double s) { return base::format_duration(base::from_seconds(s)); };
  const auto text = "user " + seconds(usage.cpu_user_s) + ", system " + seconds(usage.cpu_system_s);
  // Waits are told by the clock: one in which the thread had lost its processor took more time than CPU.
  if (usage.cpu_spin_s <= 0) return text;
  return text + (usage.cpu_spin_s < usage.cpu_user_s + usage.cpu_system_s
                     ? ", of which waiting for a due time " + seconds(usage.cpu_spin_s)
                     : ", nearly all of it waiting for a due time");
}

std::string limiter_text(Limiter limiter) {
  switch (limiter) {
  case Limiter::server:
  case Limiter::server_thread: return "the target";
  case Limiter::generator:
  case Limiter::both: return "the generator: it had no CPU left, so the target could do more";
  case Limiter::schedule: return "the schedule: what was asked for was answered";
  case Limiter::unknown: break;
  }
  return "unknown: the generator had CPU left; the target's is not seen here";
}

} // namespace

Figure spectrum_figure(const Histogram &histogram, double p) {
  const auto value = statistics::quantile_within(histogram, p);
  if (!value) return {};
  return {(histogram.quantile_is_at_least(p) ? "> " : "") + base::format_duration(*value),
          static_cast<double>(value->count())};
}

namespace {

/// The first byte is kept in wider buckets than the whole answer, which came no earlier: its percentile lies no higher.
Figure figure_of(const Recording &recording, const Histogram &histogram, double p) {
  const auto &whole = recording.service_time;
  const bool is_first = &histogram == &recording.first_byte && whole.count() == histogram.count();
  return spectrum_figure(is_first && whole.quantile(p) < histogram.quantile(p) ? whole : histogram, p);
}

} // namespace

Table latency_table(const Recording &recording) {
  Table table;
  table.title = "How long it took";
  const bool closed = recording.model == "closed";
  const bool anew = recording.connections_seen.opened > static_cast<std::uint64_t>(recording.connections);
  if (closed)
    table.note =
        "A closed load asks less while the target is slow, so a pause counts once for each connection, not for "
        "every request that users would have sent: --rate shows what they would have met.";
  table.load = recording.model;
  for (const auto &[name, p] : sample::named_quantiles)
    table.columns.push_back({std::string{name} + "_ns", std::string{name}, "", true});
  table.columns.push_back({"max_ns", "max", "", true});
  for (const auto &row : latency_rows) {
    const auto &histogram = recording.*row.histogram;
    if (histogram.count() == 0 || (closed && row.open_only && !(row.histogram == &Recording::service_time && anew)))
      continue;
    Row shown;
    shown.label = row.title;
    shown.load = recording.model;
    for (const auto &[name, p] : sample::named_quantiles) shown.cells.push_back(figure_of(recording, histogram, p));
    shown.cells.push_back(figure_of(recording, histogram, 1));
    table.rows.push_back(std::move(shown));
  }
  return table;
}

Table account_table(const Recording &recording, Limiter limiter) {
  Table table;
  table.title = "The account";
  table.of = "what";
  table.load = recording.model;
  table.columns.push_back({"account", "how much", "", false});
  const std::pair<std::string_view, std::string> rows[]{
      {"requests", requests_text(recording.ledger)},     {"bytes", bytes_text(recording)},
      {"connections", connections_text(recording)},      {"checked", checked_text(recording)},
      {"generator", generator_text(recording)},          {"its CPU", cpu_text(recording)},
      {"its engine", recording.generator.engine_choice}, {"bound by", limiter_text(limiter)}};
  for (const auto &[label, text] : rows) {
    if (text.empty()) continue;
    Row row;
    row.label = label;
    row.load = recording.model;
    row.cells.push_back({.text = text});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table steps_table(const Recording &recording) {
  Table table;
  table.title = "Step by step";
  table.of = "asked";
  table.load = recording.model;
  for (const auto &[key, title] : {std::pair{"throughput_per_s", "right answers/s"},
                                   {"planned", "planned"},
                                   {"ok", "ok"},
                                   {"latency_p50_ns", "p50"},
                                   {"latency_p99_ns", "p99"}})
    table.columns.push_back({key, title, "", true});
  for (const auto &stretch : recording.stretches) {
    const auto count = [](std::uint64_t n) { return Figure{std::to_string(n), static_cast<double>(n)}; };
    const double rate = static_cast<double>(stretch.completed) / base::to_seconds(stretch.length);
    Row row;
    row.label = asked_text(stretch);
    row.load = recording.model;
    row.cells = {{base::format_count(rate), rate},
                 count(stretch.planned),
                 count(stretch.ok),
                 latency_figure(stretch, stretch.p50, stretch.p50_at_least),
                 latency_figure(stretch, stretch.p99, stretch.p99_at_least)};
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::vector<Line> load_meanings() {
  std::vector<Line> lines;
  for (const auto &row : latency_rows) lines.push_back({std::string{row.title}, std::string{row.says}});
  lines.push_back({"requests",
                   "Every request that was planned ends in one column: right (ok), failed by kind, timed out, "
                   "never sent (in a closed load: its connection was not there), or still in flight when the load "
                   "ended. A redirect is not followed."});
  lines.push_back({"–", "No sample lies beyond this percentile: it would be the maximum."});
  return lines;
}

} // namespace reqbench::report
