#include "sample/recorder.hpp"

#include "base/assert.hpp"
#include "sample/seconds.hpp"

#include <utility>

namespace reqbench::sample {

using base::Instant;
using base::Nanoseconds;

namespace {

/// Each begins a window of its own: measure, drain, done.
constexpr std::size_t phase_edges = 3;

} // namespace

Recorder::Recorder(Nanoseconds window, std::size_t windows, std::vector<StretchFigures> stretches)
    : window_{window}, room_{windows + phase_edges}, stretches_{std::move(stretches)} {
  REQBENCH_ASSERT(window.count() > 0 && windows > 0, "a recorder needs windows that last");
  edges_.fill(Instant::max());
  recording_.windows.reserve(room_);
  recording_.window_latency = HistogramTape{room_};
  for (auto *histogram :
       {&window_latency_, &all_alike_, &recording_.latency, &recording_.service_time, &recording_.first_byte,
        &recording_.connect, &recording_.failed_latency, &recording_.warm_up_latency, &recording_.lateness,
        &recording_.late_no_connection, &recording_.late_generator})
    histogram->prepare();
}

void Recorder::begin_phase(Phase phase, Instant at) {
  REQBENCH_ASSERT(edge(phase) == Instant::max(), "a phase begins once");
  edges_[static_cast<std::size_t>(phase)] = at;
  if (start_ == Instant::max()) start_ = window_begin_ = at;
  if (phase == Phase::measure) stretches_.begin(at);
  window_end_ = end_of_window();
}

/// A window ends after its length, or where a phase begins.
Instant Recorder::end_of_window() const {
  Instant end = window_begin_ + window_;
  for (const Instant edge : edges_)
    if (edge > window_begin_) end = std::min(end, edge);
  return end;
}

Sample Recorder::plan(Instant intended) {
  REQBENCH_ASSERT(intended < edge(Phase::drain), "nothing is planned once the drain has begun");
  Sample sample{.intended = intended, .sent = {}, .first_byte = {}, .measured = intended >= edge(Phase::measure)};
  ++ledger_of(sample).planned;
  stretches_.planned(intended);
  return sample;
}

void Recorder::lateness(const Sample &sample, Instant free_since) {
  if (!sample.measured) return;
  const Instant possible = std::max(free_since, sample.intended);
  recording_.lateness.record(sample.sent - sample.intended);
  recording_.late_no_connection.record(possible - sample.intended);
  recording_.late_generator.record(sample.sent - possible);
}

void Recorder::end(const Sample &sample, Outcome outcome, Instant now) {
  advance(now);
  ledger_of(sample).end(outcome);
  stretches_.ended(sample.intended, outcome, now);
  const Nanoseconds age = now - sample.intended;
  if (outcome == Outcome::ok) {
    ++window_ok_;
    window_latency_.record(age);
    if (measuring(now)) ++recording_.completed_in_window;
  } else {
    ++window_failed_;
  }
  if (!sample.measured) return end_in_warm_up(age, outcome);
  switch (outcome) {
  case Outcome::ok:
    if (sample.sent == sample.intended && sample.first_byte == now) return all_alike_.record(age);
    recording_.latency.record(age);
    recording_.service_time.record(now - sample.sent);
    recording_.first_byte.record(sample.first_byte - sample.sent);
    break;
  case Outcome::timed_out: recording_.latency.record_at_least(age); break;
  default: recording_.failed_latency.record(age);
  }
}

void Recorder::end_in_warm_up(Nanoseconds age, Outcome outcome) {
  if (outcome == Outcome::ok) recording_.warm_up_latency.record(age);
  if (outcome == Outcome::timed_out) recording_.warm_up_latency.record_at_least(age);
}

void Recorder::in_flight(const Sample &sample, Instant now) {
  ++ledger_of(sample).in_flight;
  never_ended(sample, now);
}

void Recorder::owed(const Sample &sample, Instant now) {
  ++ledger_of(sample).unsent;
  never_ended(sample, now);
}

void Recorder::never_ended(const Sample &sample, Instant now) {
  latency_of(sample).record_at_least(now - sample.intended);
  stretches_.never_ended(sample.intended, now);
}

void Recorder::unsent(const Sample &sample, Instant now, std::optional<Instant> free_since) {
  owed(sample, now);
  if (!sample.measured) return;
  const Nanoseconds age = now - sample.intended;
  recording_.lateness.record_at_least(age);
  if (!free_since) {
    recording_.late_no_connection.record_at_least(age);
    return;
  }
  const Instant possible = std::max(*free_since, sample.intended);
  recording_.late_no_connection.record(possible - sample.intended);
  recording_.late_generator.record_at_least(now - possible);
}

void Recorder::connected(Nanoseconds took) {
  recording_.connect.record(took);
  ++recording_.connections_seen.opened;
}

void Recorder::bytes(std::uint64_t sent, std::uint64_t received, Instant now) {
  if (!measuring(now)) return;
  recording_.bytes.sent += sent;
  recording_.bytes.received += received;
}

std::span<const Window> Recorder::ended_windows(Instant now) {
  advance(now);
  return recording_.windows;
}

void Recorder::advance(Instant now) {
  while (now >= window_end_ && recording_.windows.size() + 1 < room_) close_window(window_end_);
}

void Recorder::close_window(Instant at) {
  recording_.windows.push_back({.begin = window_begin_ - start_,
                                .length = at - window_begin_,
                                .measured = false,
                                .ok = std::exchange(window_ok_, 0),
                                .failed = std::exchange(window_failed_, 0)});
  recording_.windows.back().set_latency(window_latency_);
  recording_.window_latency.append(window_latency_);
  window_latency_.reset();
  window_begin_ = at;
  window_end_ = end_of_window();
}

Recording Recorder::take() && {
  const Instant done = edge(Phase::done);
  REQBENCH_ASSERT(done != Instant::max(), "a recording is taken when its load is done");
  const Instant drain = std::min(edge(Phase::drain), done), measure = std::min(edge(Phase::measure), drain);
  advance(done);
  if (done > window_begin_) close_window(done);
  for (Window &window : recording_.windows)
    window.measured = start_ + window.begin >= measure && start_ + window.begin + window.length <= drain;
  for (auto *histogram : {&recording_.latency, &recording_.service_time, &recording_.first_byte})
    histogram->merge(all_alike_);
  recording_.warm_up = measure - start_;
  recording_.measured = drain - measure;
  recording_.drained = done - drain;
  recording_.seconds = seconds_of(recording_);
  recording_.stretches = std::move(stretches_).take();
  return std::move(recording_);
}

} // namespace reqbench::sample
