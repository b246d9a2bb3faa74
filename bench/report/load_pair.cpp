#include "report/load_pair.hpp"

#include "report/found.hpp"
#include "report/load_tables.hpp"
#include "report/load_view.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace reqbench::report {
namespace {

using sample::Histogram;
using sample::Recording;
using statistics::Limiter;

/// A figure of one load, and what is known of it: the value, or a bound below it.
struct Known {
  Figure figure;
  bool at_least = false;
};

bool generator_bound(const NamedLoad &load) {
  const auto limiter = load_limiter(load.summary);
  return limiter == Limiter::generator || limiter == Limiter::both;
}

Known rate(const NamedLoad &load, const Recording &recording) {
  const bool bound = recording.model == "closed" && generator_bound(load);
  const double value = recording.achieved_per_s();
  return {{(bound ? "≥ " : "") + base::format_count(value), value}, bound};
}

Known asked_rate(const NamedLoad &, const Recording &recording) {
  if (recording.offered_per_s <= 0) return {};
  return {{base::format_count(recording.offered_per_s), recording.offered_per_s}};
}

template <Histogram Recording::*histogram, int per_mille>
Known percentile(const NamedLoad &, const Recording &recording) {
  const auto &values = recording.*histogram;
  const double p = per_mille / 1000.0;
  return {spectrum_figure(values, p), values.count() > 0 && values.quantile_is_at_least(p)};
}

Known not_right(const NamedLoad &, const Recording &recording) {
  if (recording.ledger.planned == 0) return {};
  const auto planned = static_cast<double>(recording.ledger.planned);
  const double share = (planned - static_cast<double>(recording.ledger.ok())) / planned;
  return {{base::format_significant(100 * share, 3) + " %", share}};
}

Known bytes_received(const NamedLoad &, const Recording &recording) {
  if (recording.completed_in_window == 0) return {};
  const double bytes =
      static_cast<double>(recording.bytes.received) / static_cast<double>(recording.completed_in_window);
  return {{base::format_bytes(bytes), bytes}};
}

Known generator_cpu(const NamedLoad &, const Recording &recording) {
  const double us = recording.generator_cpu_us_per_request();
  if (us <= 0) return {};
  return {{base::format_significant(us, 3) + " µs", us}};
}

struct PairRow {
  std::string_view key, title;
  Known (*figure)(const NamedLoad &load, const Recording &recording);
};
constexpr std::array pair_rows{
    PairRow{"throughput_per_s", "right answers/s", rate},
    PairRow{"offered_per_s", "asked/s", asked_rate},
    PairRow{"latency_p50_ns", "latency p50", percentile<&Recording::latency, 500>},
    PairRow{"latency_p90_ns", "latency p90", percentile<&Recording::latency, 900>},
    PairRow{"latency_p99_ns", "latency p99", percentile<&Recording::latency, 990>},
    PairRow{"latency_p99.9_ns", "latency p99.9", percentile<&Recording::latency, 999>},
    PairRow{"latency_max_ns", "latency max", percentile<&Recording::latency, 1000>},
    PairRow{"service_time_p50_ns", "service time p50", percentile<&Recording::service_time, 500>},
    PairRow{"service_time_p99_ns", "service time p99", percentile<&Recording::service_time, 990>},
    PairRow{"first_byte_p50_ns", "first byte p50", percentile<&Recording::first_byte, 500>},
    PairRow{"connect_p50_ns", "connect p50", percentile<&Recording::connect, 500>},
    PairRow{"not_right_share", "not answered right", not_right},
    PairRow{"bytes_received_per_request", "bytes an answer", bytes_received},
    PairRow{"generator_cpu_us_per_request", "generator CPU a right answer", generator_cpu},
};

/// A bound above makes "≥", one below "≤", and of two bounds nothing follows.
Figure ratio_of(const Known &before, const Known &after) {
  const double value = after.figure.value / before.figure.value;
  if (!std::isfinite(value) || value <= 0 || (before.at_least && after.at_least)) return {};
  const char *sign = after.at_least ? "≥ " : before.at_least ? "≤ " : "";
  return {sign + base::format_significant(value, 3) + " ×", value};
}

std::string asked(const NamedLoad &load) {
  const auto &record = load.run.record;
  auto text = record.workloads.empty() ? std::string{"a load"} : record.workloads.front().title;
  if (record.options.is_object() && record.options.contains("shape") && record.options["shape"].is_string())
    text += " (" + record.options["shape"].get<std::string>() + ")";
  return text;
}

std::string worded(const base::Json &value) {
  return value.is_string() ? value.get<std::string>() : base::to_line(value);
}

/// The URL behind its host and port, which are those of two targets.
std::string path_of(const result::RunRecord &record) {
  if (!record.options.is_object()) return {};
  const auto url = record.options.value("url", std::string{});
  const auto host = url.find("//");
  const auto path = host == url.npos ? url.npos : url.find('/', host + 2);
  return path == url.npos ? "/" : url.substr(path);
}

/// What could explain a difference as well as the two targets could.
std::vector<std::string> differences(const NamedLoad &before, const NamedLoad &after) {
  static const std::set<std::string> expected{"url", "seed"};
  std::vector<std::string> sentences;
  const auto add = [&](const std::string &what, const std::string &a, const std::string &b) {
    if (a != b) sentences.push_back("They differ in " + what + ": " + a + " and " + b + ".");
  };
  const auto &a = before.run.record, &b = after.run.record;
  add("what is asked", path_of(a), path_of(b));
  const auto *first = the_load(before.run), *second = the_load(after.run);
  if (first != nullptr && second != nullptr &&
      (first->recording.model == "closed") != (second->recording.model == "closed"))
    sentences.push_back("In the closed load latency counts from the send, in the other from when a request was due.");
  if (a.options.is_object() && b.options.is_object()) {
    auto all = a.options;
    all.update(b.options);
    for (const auto &[name, unused] : all.items())
      if (!expected.contains(name))
        add(name, worded(a.options.value(name, base::Json{"not told"})),
            worded(b.options.value(name, base::Json{"not told"})));
  }
  if (a.host.fingerprint != b.host.fingerprint)
    sentences.push_back("They were measured on different machines: " + a.host.cpu_model + " and " + b.host.cpu_model +
                        ".");
  add("the reqbench that measured", a.reqbench_version, b.reqbench_version);
  return sentences;
}

std::vector<statistics::Finding> findings_of(const NamedLoad &load) {
  auto findings = load_findings(load.summary);
  for (auto &finding : findings) finding.text.insert(0, load.name + ": ");
  return findings;
}

void add_row(View &view, Table &table, const PairRow &row, const Known &before, const Known &after) {
  if (std::isnan(before.figure.value) && std::isnan(after.figure.value)) return;
  const auto ratio = ratio_of(before, after);
  Row shown;
  shown.label = row.title;
  shown.cells = {before.figure, after.figure, ratio};
  table.rows.push_back(std::move(shown));
  base::Json json{{"metric", row.key},
                  {"before", base::finite_or_null(before.figure.value)},
                  {"after", base::finite_or_null(after.figure.value)},
                  {"ratio", base::finite_or_null(ratio.value)}};
  if (before.at_least != after.at_least && std::isfinite(ratio.value))
    json["bound"] = after.at_least ? "lower" : "upper";
  view.ratios.push_back(std::move(json));
}

} // namespace

View make_pair_view(const NamedLoad &before, const NamedLoad &after) {
  View view;
  view.title = "reqbench compare: " + before.name + " and " + after.name;
  view.subtitle = "two loads, side by side";
  view.verdicts = {before.name + ": " + asked(before) + ", " + minute_of(before.run.record.started) + ".",
                   after.name + ": " + asked(after) + ", " + minute_of(after.run.record.started) + "."};
  view.absent = differences(before, after);
  view.trust =
      "plain ratios only. Each was measured once, so how much either varies by itself is not known: there is no "
      "interval, and no word such as faster or slower. `reqbench run` measures servers often enough to tell.";
  view.findings = findings_of(before);
  for (auto &finding : findings_of(after)) view.findings.push_back(std::move(finding));
  view.found = by_check(view.findings);
  Table table;
  table.title = "Side by side";
  table.columns = {
      {"before", before.name, "", true}, {"after", after.name, "", true}, {"ratio", "ratio", "second ÷ first", true}};
  view.cells = view.ratios = base::Json::array();
  const auto *first = the_load(before.run), *second = the_load(after.run);
  for (const auto &row : pair_rows)
    add_row(view, table, row, first ? row.figure(before, first->recording) : Known{},
            second ? row.figure(after, second->recording) : Known{});
  if (!table.rows.empty()) view.tables.push_back(std::move(table));
  return view;
}

} // namespace reqbench::report
