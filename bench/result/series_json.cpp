// trials/<n>.series.json: the windows of each load, and the same put together to seconds, one list a column.
#include "result/fields.hpp"
#include "result/record.hpp"

#include <algorithm>

namespace reqbench::result {

/// Windows turned on their side.
struct Columns {
  std::vector<double> begin_s, length_s;
  std::vector<bool> measured;
  std::vector<std::uint64_t> ok, failed, p50_ns, p99_ns, max_ns;
};

template <class Io> void fields(Io &io, typename Io::template Ref<Columns> columns) {
  io("begin_s", columns.begin_s);
  io("length_s", columns.length_s);
  io("measured", columns.measured);
  io("ok", columns.ok);
  io("failed", columns.failed);
  io("latency_p50_ns", columns.p50_ns);
  io("latency_p99_ns", columns.p99_ns);
  io("latency_max_ns", columns.max_ns);
}

/// Moments turned on their side.
struct UseColumns {
  std::vector<double> at_s, cpu_s;
  std::vector<std::uint64_t> rss_bytes;
};

template <class Io> void fields(Io &io, typename Io::template Ref<UseColumns> columns) {
  io("at_s", columns.at_s);
  io("memory_rss_bytes", columns.rss_bytes);
  io("cpu_s", columns.cpu_s);
}

struct LoadSeries {
  std::string load;
  Columns windows, seconds;
  UseColumns use;
};

template <class Io> void fields(Io &io, typename Io::template Ref<LoadSeries> series) {
  io("load", series.load);
  fields(io, series.windows);
  io.later("seconds", series.seconds);
  io.later("server_use", series.use);
}

struct Series {
  int number = 0;
  std::vector<LoadSeries> loads;
};

template <class Io> void fields(Io &io, typename Io::template Ref<Series> series) {
  io("number", series.number);
  io("loads", series.loads);
}

namespace {

std::uint64_t ns(base::Nanoseconds value) { return static_cast<std::uint64_t>(value.count()); }
base::Nanoseconds from_ns(std::uint64_t value) { return base::Nanoseconds{static_cast<std::int64_t>(value)}; }

Columns columns_of(const std::vector<sample::Window> &windows) {
  Columns columns;
  for (const auto &window : windows) {
    columns.begin_s.push_back(base::to_seconds(window.begin));
    columns.length_s.push_back(base::to_seconds(window.length));
    columns.measured.push_back(window.measured);
    columns.ok.push_back(window.ok);
    columns.failed.push_back(window.failed);
    columns.p50_ns.push_back(ns(window.p50));
    columns.p99_ns.push_back(ns(window.p99));
    columns.max_ns.push_back(ns(window.max));
  }
  return columns;
}

UseColumns columns_of(const std::vector<UseInTime> &use) {
  UseColumns columns;
  for (const auto &moment : use) {
    columns.at_s.push_back(base::to_seconds(moment.at));
    columns.cpu_s.push_back(base::to_seconds(moment.cpu));
    columns.rss_bytes.push_back(moment.rss_bytes);
  }
  return columns;
}

bool same_length(const UseColumns &columns) {
  return columns.cpu_s.size() == columns.at_s.size() && columns.rss_bytes.size() == columns.at_s.size();
}

std::vector<UseInTime> use_of(const UseColumns &columns) {
  std::vector<UseInTime> use;
  for (std::size_t i = 0; i < columns.at_s.size(); ++i)
    use.push_back({base::from_seconds(columns.at_s[i]), columns.rss_bytes[i], base::from_seconds(columns.cpu_s[i])});
  return use;
}

bool same_length(const Columns &columns) {
  const auto n = columns.begin_s.size();
  return columns.length_s.size() == n && columns.measured.size() == n &&
         std::ranges::all_of(
             std::array{&columns.ok, &columns.failed, &columns.p50_ns, &columns.p99_ns, &columns.max_ns},
             [n](const auto *column) { return column->size() == n; });
}

std::vector<sample::Window> windows_of(const Columns &columns) {
  std::vector<sample::Window> windows;
  for (std::size_t i = 0; i < columns.begin_s.size(); ++i)
    windows.push_back({.begin = base::from_seconds(columns.begin_s[i]),
                       .length = base::from_seconds(columns.length_s[i]),
                       .measured = columns.measured[i],
                       .ok = columns.ok[i],
                       .failed = columns.failed[i],
                       .p50 = from_ns(columns.p50_ns[i]),
                       .p99 = from_ns(columns.p99_ns[i]),
                       .max = from_ns(columns.max_ns[i])});
  return windows;
}

base::Error damaged(std::string what) { return {base::ErrorKind::damaged, std::move(what)}; }

} // namespace

base::Json series_json(const TrialRecord &record) {
  Series series{.number = record.number, .loads = {}};
  for (const auto &load : record.loads)
    series.loads.push_back(
        {load.name, columns_of(load.recording.windows), columns_of(load.recording.seconds), columns_of(load.use)});
  base::Json json{{"schema_version", schema_version}};
  json.update(write_fields(series));
  return json;
}

base::Status series_from_json(const base::Json &json, TrialRecord &trial) {
  if (auto version = check_version(json); !version) return version;
  const auto series = read_fields<Series>(json);
  if (!series) return series.error();
  if (series->number != trial.number || series->loads.size() != trial.loads.size())
    return damaged("it does not belong to trial " + std::to_string(trial.number));
  for (std::size_t i = 0; i < trial.loads.size(); ++i) {
    if (series->loads[i].load != trial.loads[i].name)
      return damaged("at /loads/" + std::to_string(i) + "/load: expected " + trial.loads[i].name);
    if (!same_length(series->loads[i].windows) || !same_length(series->loads[i].seconds) ||
        !same_length(series->loads[i].use))
      return damaged("at /loads/" + std::to_string(i) + ": the columns differ in length");
  }
  for (std::size_t i = 0; i < trial.loads.size(); ++i) {
    trial.loads[i].recording.windows = windows_of(series->loads[i].windows);
    trial.loads[i].recording.seconds = windows_of(series->loads[i].seconds);
    trial.loads[i].use = use_of(series->loads[i].use);
  }
  return {};
}

} // namespace reqbench::result
