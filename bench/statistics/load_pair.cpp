#include "statistics/load_pair.hpp"

#include "result/single_load.hpp"
#include "statistics/quantiles.hpp"
#include "statistics/single_load.hpp"

#include <array>
#include <cmath>
#include <set>

namespace reqbench::statistics {
namespace {

using sample::Histogram;
using sample::Recording;

Known throughput_of(const SavedLoad &load, const Recording &recording) {
  const bool bound = recording.model == "closed" && generator_bound(load_limiter(load.summary));
  return {recording.achieved_per_s(), bound};
}

Known asked_rate(const SavedLoad &, const Recording &recording) {
  return {recording.offered_per_s > 0 ? std::optional{recording.offered_per_s} : std::nullopt};
}

/// p in tenths of a per cent, because a template takes no double before Clang 18.
template <Histogram Recording::*histogram, int per_mille>
Known paired_percentile(const SavedLoad &, const Recording &recording) {
  const auto &values = recording.*histogram;
  const double p = per_mille / 1000.0;
  const auto value = quantile_within(values, p);
  if (!value) return {};
  return {static_cast<double>(value->count()), values.quantile_is_at_least(p)};
}

Known not_right(const SavedLoad &, const Recording &recording) {
  if (recording.ledger.planned == 0) return {};
  const auto planned = static_cast<double>(recording.ledger.planned);
  return {(planned - static_cast<double>(recording.ledger.ok())) / planned};
}

Known bytes_received(const SavedLoad &, const Recording &recording) {
  if (recording.completed_in_window == 0) return {};
  return {static_cast<double>(recording.bytes.received) / static_cast<double>(recording.completed_in_window)};
}

Known generator_cpu(const SavedLoad &, const Recording &recording) {
  const double us = recording.generator_cpu_us_per_request();
  return {us > 0 ? std::optional{us} : std::nullopt};
}

struct PairRow {
  PairedFigure figure; ///< key, title and unit
  Known (*read)(const SavedLoad &load, const Recording &recording);
};
constexpr std::array pair_rows{
    PairRow{{"throughput_per_s", "right answers/s", PairedUnit::per_second}, throughput_of},
    PairRow{{"offered_per_s", "asked/s", PairedUnit::per_second}, asked_rate},
    PairRow{{"latency_p50_ns", "latency p50", PairedUnit::nanoseconds}, paired_percentile<&Recording::latency, 500>},
    PairRow{{"latency_p90_ns", "latency p90", PairedUnit::nanoseconds}, paired_percentile<&Recording::latency, 900>},
    PairRow{{"latency_p99_ns", "latency p99", PairedUnit::nanoseconds}, paired_percentile<&Recording::latency, 990>},
    PairRow{{"latency_p99.9_ns", "latency p99.9", PairedUnit::nanoseconds},
            paired_percentile<&Recording::latency, 999>},
    PairRow{{"latency_max_ns", "latency max", PairedUnit::nanoseconds}, paired_percentile<&Recording::latency, 1000>},
    PairRow{{"service_time_p50_ns", "service time p50", PairedUnit::nanoseconds},
            paired_percentile<&Recording::service_time, 500>},
    PairRow{{"service_time_p99_ns", "service time p99", PairedUnit::nanoseconds},
            paired_percentile<&Recording::service_time, 990>},
    PairRow{{"first_byte_p50_ns", "first byte p50", PairedUnit::nanoseconds},
            paired_percentile<&Recording::first_byte, 500>},
    PairRow{{"connect_p50_ns", "connect p50", PairedUnit::nanoseconds}, paired_percentile<&Recording::connect, 500>},
    PairRow{{"not_right_share", "not answered right", PairedUnit::share}, not_right},
    PairRow{{"bytes_received_per_request", "bytes an answer", PairedUnit::bytes}, bytes_received},
    PairRow{{"generator_cpu_us_per_request", "generator CPU a right answer", PairedUnit::microseconds}, generator_cpu},
};

/// Of two bounds nothing follows.
void add_ratio(PairedFigure &figure) {
  const auto &before = figure.before, &after = figure.after;
  if (!before.value || !after.value || (before.at_least && after.at_least)) return;
  const double ratio = *after.value / *before.value;
  if (!std::isfinite(ratio) || ratio <= 0) return;
  figure.ratio = ratio;
  figure.lower_bound = after.at_least;
  figure.upper_bound = before.at_least;
}

std::string worded(const base::Json &value) {
  return value.is_string() ? value.get<std::string>() : base::to_line(value);
}

/// The URL behind its host and port, which are those of two targets.
std::string path_of(const result::RunRecord &record) {
  if (!record.options.is_object()) return {};
  const auto found = record.options.find("url");
  const auto url = found != record.options.end() && found->is_string() ? found->get<std::string>() : std::string{};
  const auto host = url.find("//");
  const auto path = host == url.npos ? url.npos : url.find('/', host + 2);
  return path == url.npos ? "/" : url.substr(path);
}

std::vector<std::string> differences(const result::Run &before, const result::Run &after) {
  static const std::set<std::string> expected{"url", "seed"};
  std::vector<std::string> sentences;
  const auto add = [&](const std::string &what, const std::string &a, const std::string &b) {
    if (a != b) sentences.push_back("They differ in " + what + ": " + a + " and " + b + ".");
  };
  const auto &a = before.record, &b = after.record;
  add("what is asked", path_of(a), path_of(b));
  const auto *first = result::the_load(before), *second = result::the_load(after);
  if (first != nullptr && second != nullptr &&
      (first->recording.model == "closed") != (second->recording.model == "closed"))
    sentences.push_back("In the closed load latency counts from the send, in the other from when a request was due.");
  if (a.options.is_object() && b.options.is_object()) {
    auto all = a.options;
    all.update(b.options);
    for (const auto &[name, unused] : all.items())
      if (!expected.contains(name))
        add(name, worded(a.options.value(name, base::Json("not told"))),
            worded(b.options.value(name, base::Json("not told"))));
  }
  if (a.host.fingerprint != b.host.fingerprint)
    sentences.push_back("They were measured on different machines: " + a.host.cpu_model + " and " + b.host.cpu_model +
                        ".");
  add("the reqbench that measured", a.reqbench_version, b.reqbench_version);
  return sentences;
}

} // namespace

LoadPair pair_loads(const SavedLoad &before, const SavedLoad &after) {
  LoadPair pair{.figures = {}, .differences = differences(before.run, after.run)};
  const auto *first = result::the_load(before.run), *second = result::the_load(after.run);
  for (const auto &row : pair_rows) {
    auto figure = row.figure;
    if (first != nullptr) figure.before = row.read(before, first->recording);
    if (second != nullptr) figure.after = row.read(after, second->recording);
    if (!figure.before.value && !figure.after.value) continue;
    add_ratio(figure);
    pair.figures.push_back(figure);
  }
  return pair;
}

} // namespace reqbench::statistics
