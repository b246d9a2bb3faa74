#include "result/load_json.hpp"

#include "result/histogram_rows.hpp"

#include <array>

namespace reqbench::result {

template <class Io> void fields(Io &io, typename Io::template Ref<sample::StretchFigures> stretch) {
  io("from_per_s", stretch.from_per_s);
  io("to_per_s", stretch.to_per_s);
  io.seconds("length_s", stretch.length);
  io("planned", stretch.planned);
  io("ok", stretch.ok);
  io.nanoseconds("latency_p50_ns", stretch.p50);
  io.nanoseconds("latency_p99_ns", stretch.p99);
  io.nanoseconds("latency_max_ns", stretch.max);
  io("p99_at_least", stretch.p99_at_least);
  io.later("p50_at_least", stretch.p50_at_least);
  io.later("completed", stretch.completed);
}

void fields(FieldWriter &io, const sample::Window &window) {
  io.seconds("begin_s", window.begin);
  io.seconds("length_s", window.length);
  io("measured", window.measured);
  io("ok", window.ok);
  io("failed", window.failed);
  io.nanoseconds("latency_p50_ns", window.p50);
  io.nanoseconds("latency_p99_ns", window.p99);
  io.nanoseconds("latency_max_ns", window.max);
}

template <class Io> void fields(Io &io, typename Io::template Ref<sample::ThreadCpu> thread) {
  io("cpu_user_s", thread.user_s);
  io("cpu_system_s", thread.system_s);
  io("cpu_spin_s", thread.spin_s);
  io("switches_involuntary", thread.involuntary_switches);
  io("busy_share", thread.busy_share);
}

template <class Io> void fields(Io &io, typename Io::template Ref<resource::ThreadUse> thread) {
  io.prose("name", thread.name);
  io.seconds("cpu_s", thread.cpu);
}

template <class Io> void fields(Io &io, typename Io::template Ref<HeldMemory> memory) {
  io("before", memory.before);
  io("held", memory.held);
}

template <class Io> void fields(Io &io, typename Io::template Ref<resource::ListenCounts> queue) {
  io("overflows", queue.overflows);
  io("drops", queue.drops);
}

template <class Io> void fields(Io &io, typename Io::template Ref<resource::Disturbance> machine) {
  io.seconds("generator_foreign_cpu_s", machine.generator_foreign_cpu);
  io("thermal_throttles", machine.thermal_throttles);
  io.seconds("held_back_s", machine.held_back);
  io("swapped_bytes", machine.swapped_bytes);
  io.seconds("suspended_s", machine.suspended);
  io.seconds("clock_jump_s", machine.clock_jump);
  io("clock_source", machine.clock_source);
  io("clock_source_changed", machine.clock_source_changed);
  io("server_frequency_hz", machine.server_frequency_hz);
  io("temperature_celsius", machine.temperature_celsius);
}

template <class Io> void fields(Io &io, typename Io::template Ref<MemoryInWindow> memory) {
  io("rss_begin_bytes", memory.begin_bytes);
  io("rss_middle_bytes", memory.middle_bytes);
  io("rss_end_bytes", memory.end_bytes);
  io.seconds("sampler_cpu_s", memory.sampler_cpu);
}

namespace {

using sample::Histogram;
using sample::Precision;
using sample::Recording;

/// A connection that was opened again had a request due before it could be sent.
bool opened_again(const Recording &recording) {
  return recording.connections_seen.opened > static_cast<std::uint64_t>(recording.connections);
}

bool stored(const HistogramRow &row, const Recording &recording) {
  return !row.open_only || recording.model != "closed" || opened_again(recording);
}

base::Json compact(const Histogram &histogram, Precision keep) {
  return histogram.count() == 0 ? base::Json{{"count", 0}} : sample::to_json(histogram, keep);
}

/// A load's part stays below 16 KiB: where the fine histograms would not fit into this much of it, service time and
/// then latency are stored at 1 % too (all at 1 % fit for six decades of latency). The rest is for the other keys and
/// the indentation.
constexpr std::size_t room_for_histograms = std::size_t{11} * 1024;

void histograms(FieldWriter &io, const Recording &recording) {
  std::array<base::Json, histogram_rows.size()> parts;
  std::size_t used = compact(recording.generator.loop_delay, Precision::one_percent).dump().size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i] = compact(recording.*histogram_rows[i].histogram, Precision::one_percent);
    if (stored(histogram_rows[i], recording)) used += parts[i].dump().size();
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!stored(histogram_rows[i], recording)) continue;
    auto fine = compact(recording.*histogram_rows[i].histogram, histogram_rows[i].keep);
    const auto with_fine = used + fine.dump().size() - parts[i].dump().size();
    if (with_fine <= room_for_histograms) {
      used = with_fine;
      parts[i] = std::move(fine);
    }
    io(histogram_rows[i].key, parts[i]);
  }
}

void histograms(FieldReader &io, Recording &recording) {
  const bool closed = recording.model == "closed";
  for (const auto &row : histogram_rows)
    if (!row.open_only || !closed || io.has(row.key)) histogram(io, row.key, recording.*row.histogram);
  if (closed && !io.has("service_time_ns")) recording.service_time = recording.latency;
}

void loop_delay(FieldWriter &io, const sample::GeneratorUsage &usage) {
  histogram(io, "loop_delay_ns", usage.loop_delay);
}

void loop_delay(FieldReader &io, sample::GeneratorUsage &usage) {
  if (io.has("loop_delay_ns")) histogram(io, "loop_delay_ns", usage.loop_delay);
}

template <class Io> void bytes(Io &io, typename Io::template Ref<Recording> recording) {
  io.object("bytes", [&](auto &inner) {
    inner("sent", recording.bytes.sent);
    inner("received", recording.bytes.received);
  });
}

template <class Io> void connections(Io &io, typename Io::template Ref<Recording> recording) {
  io.object("connections", [&](auto &inner) {
    inner("asked", recording.connections);
    inner("opened", recording.connections_seen.opened);
    inner("reused", recording.connections_seen.reused);
    inner("lost", recording.connections_seen.lost);
    inner.later("requests_each", recording.requests_per_connection);
  });
}

template <class Io> void generator(Io &io, typename Io::template Ref<Recording> recording) {
  io.object("generator", [&](auto &inner) {
    auto &usage = recording.generator;
    inner("engine", usage.engine);
    inner.later("engine_choice", usage.engine_choice);
    inner("threads", usage.threads);
    inner("cpu_user_s", usage.cpu_user_s);
    inner("cpu_system_s", usage.cpu_system_s);
    inner("cpu_spin_s", usage.cpu_spin_s);
    inner.derived("cpu_us_per_request", recording.generator_cpu_us_per_request());
    inner("busy_share", usage.busy_share);
    inner("switches_involuntary", usage.involuntary_switches);
    inner("slow_path", usage.slow_path);
    inner.later("checked_by_length", usage.checked_by_length);
    loop_delay(inner, usage);
    inner.later("steal_s", usage.steal_s);
    inner.later("processors", usage.processors);
    inner.later("by_thread", usage.by_thread);
  });
}

void ledger(FieldWriter &io, const Recording &recording) { io("ledger", sample::to_json(recording.ledger)); }

void ledger(FieldReader &io, Recording &recording) {
  const auto *json = io.find("ledger");
  if (json == nullptr) return;
  const auto read = sample::ledger_from_json(*json);
  if (!read) return io.wrong("ledger", read.error().message());
  recording.ledger = *read;
}

template <class Io> void recording_fields(Io &io, typename Io::template Ref<Recording> recording) {
  io("model", recording.model);
  io.later("arrivals", recording.arrivals);
  io.seconds("warm_up_s", recording.warm_up);
  io("steady", recording.steady);
  io.seconds("measured_s", recording.measured);
  io.seconds("drained_s", recording.drained);
  io("interrupted", recording.interrupted);
  ledger(io, recording);
  io("completed_in_window", recording.completed_in_window);
  io.object("rate_per_s", [&](auto &inner) {
    inner("offered", recording.offered_per_s);
    inner.derived("achieved", recording.achieved_per_s());
  });
  io.later("stretches", recording.stretches);
  histograms(io, recording);
  bytes(io, recording);
  connections(io, recording);
  generator(io, recording);
}

template <class Io> void server_fields(Io &io, typename Io::template Ref<LoadRecord> load) {
  io.seconds("server_cpu_s", load.server_cpu);
  io.seconds("server_cpu_user_s", load.server_cpu_user);
  io.seconds("server_cpu_system_s", load.server_cpu_system);
  io.seconds("server_window_s", load.server_window);
  io.seconds("foreign_cpu_s", load.foreign_cpu);
  io.seconds("steal_s", load.steal);
  io.object("server_counters", [&](auto &inner) {
    inner("processes", load.counters.processes);
    inner("threads", load.counters.threads);
    inner("descriptors", load.counters.descriptors);
    inner("switches_voluntary", load.counters.voluntary_switches);
    inner("switches_involuntary", load.counters.involuntary_switches);
  });
  io.later("machine", load.machine);
  io.later("server_memory", load.memory);
  io.later("server_threads", load.server_threads);
  io.later("listen_queue", load.listen_queue);
  io.later("held_memory", load.held_memory);
  if constexpr (Io::reading)
    if (!io.has("server_threads_window_s")) return; // of before it was stored
  io.seconds("server_threads_window_s", load.server_threads_window);
}

template <class Io> void load_fields(Io &io, typename Io::template Ref<LoadRecord> load) {
  io.name("name", load.name);
  recording_fields(io, load.recording);
  server_fields(io, load);
}

} // namespace

void histogram(FieldWriter &io, const char *key, const Histogram &histogram) {
  io(key, compact(histogram, Precision::one_percent));
}

void histogram(FieldReader &io, const char *key, Histogram &histogram) {
  const auto *json = io.find(key);
  if (json == nullptr) return;
  if (json->is_object() && json->value("count", base::Json{}) == 0) return;
  auto read = sample::histogram_from_json(*json);
  if (!read) return io.wrong(key, read.error().message());
  histogram = *std::move(read);
}

namespace {

template <class Io> void memory_fields(Io &io, typename Io::template Ref<resource::Memory> memory) {
  io("memory_pss_bytes", memory.pss);
  io("memory_anonymous_bytes", memory.anonymous);
  io("memory_rss_peak_sum_bytes", memory.rss_peak_sum);
}

} // namespace

void fields(FieldWriter &io, const resource::Memory &memory) { memory_fields(io, memory); }
void fields(FieldReader &io, resource::Memory &memory) { memory_fields(io, memory); }

void fields(FieldWriter &io, const LoadRecord &load) { load_fields(io, load); }
void fields(FieldReader &io, LoadRecord &load) { load_fields(io, load); }

base::Json to_json(const sample::Recording &recording) {
  FieldWriter io;
  recording_fields(io, recording);
  // No limit of size here: every histogram whole, also where it is empty or another one says the same.
  for (const auto &row : histogram_rows) io(row.key, sample::to_json(recording.*row.histogram, row.keep));
  io.object("warm_up", [&](FieldWriter &inner) {
    inner("ledger", sample::to_json(recording.warm_up_ledger));
    inner("latency_ns", sample::to_json(recording.warm_up_latency, Precision::one_percent));
  });
  io("seconds", recording.seconds);
  return std::move(io).take();
}

} // namespace reqbench::result
