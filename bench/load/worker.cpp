#include "load/worker.hpp"

#include "connection/socket.hpp"

#include <algorithm>
#include <cerrno>

namespace reqbench::load {
namespace {

using base::Instant;
using base::Nanoseconds;
using sample::Outcome;
using sample::Phase;

/// A wait ends so much before a due time, the rest is spent looking: a timer's wake-up comes tens of µs late (44 µs in
/// the median, measured with a slack of 1 ns).
constexpr Nanoseconds spin_for = std::chrono::microseconds{60};
/// So late at most are edges and stops of another thread seen; in the drain its end shall not wait so long.
constexpr Nanoseconds longest_wait = std::chrono::milliseconds{10};
constexpr Nanoseconds longest_drain_wait = std::chrono::milliseconds{1};
/// Connects under way at once in the beginning: more would overflow a server's listen queue and wait a second for the
/// next SYN.
constexpr std::size_t connects_at_once = 64;

std::size_t room_for_windows(const LoadPlan &plan) {
  const auto length = plan.warm_up + plan.measure + plan.drain + plan.timeout;
  return static_cast<std::size_t>(length / plan.window) + 2;
}

Outcome lost_by(int error) { return connection::is_our_side(error) ? Outcome::generator : Outcome::reset; }

} // namespace

Worker::Worker(const Share &share, Engine &engine, Edges &edges, Conductor *conductor)
    : share_{share},
      engine_{engine},
      edges_{edges},
      conductor_{conductor},
      random_{base::Random::stream(share.plan.seed, "load", share.index)},
      recorder_{share.plan.window, room_for_windows(share.plan)},
      slots_(share.slots),
      free_{share.slots},
      in_flight_{share.slots},
      connecting_{share.slots},
      reopen_{share.slots},
      never_opened_{share.slots},
      next_index_{share.index} {
  if (share.plan.model.rate) schedule_.emplace(*share.plan.model.rate);
}

// --- opening ---

base::Status Worker::open(const base::StopFlag &stop) {
  const auto deadline = engine_.now() + share_.plan.timeout;
  std::size_t begun = 0;
  while (never_opened_ > 0 && !stop.requested() && !edges_.given_up) {
    const auto now = engine_.now();
    const bool first_failed = first_error_ != 0 && never_opened_ == slots_.size();
    if (first_error_ != 0 && (first_failed || connection::is_our_side(first_error_))) break;
    if (now >= deadline) break;
    // `opened + under way` slots have begun; the difference stays within what a listen queue takes.
    while (begun < slots_.size() && begun - (slots_.size() - never_opened_) < connects_at_once) connect(begun++, now);
    expire(now);
    engine_.turn(std::min(longest_drain_wait, deadline - now), *this);
  }
  edges_.connected.fetch_add(1, std::memory_order_release);
  const auto opened = slots_.size() - never_opened_;
  const auto doing = "opening connection " + std::to_string(opened + 1) + " of " + std::to_string(slots_.size());
  errno = first_error_;
  if (first_error_ != 0 && connection::is_our_side(first_error_))
    return base::system_error(base::ErrorKind::environment, doing)
        .hint("ask for fewer connections, or raise the limit (ulimit -n)");
  if (opened > 0 || stop.requested() || edges_.given_up) return {};
  if (first_error_ != 0) return base::system_error(base::ErrorKind::server, doing);
  return base::Error{base::ErrorKind::server, doing + ": not accepted within the timeout"};
}

void Worker::connect(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  s.state = State::connecting;
  s.since = now;
  s.used = s.answered = false;
  connecting_.add(slot, now);
  if (const int error = engine_.connect(slot); error != 0) fail_connect(slot, error, now);
}

void Worker::on_connected(std::size_t slot, int error, Instant now) {
  self_.event(now);
  follow(now);
  if (error != 0) return fail_connect(slot, error, now);
  auto &s = slots_[slot];
  connecting_.remove(slot);
  recorder_.connected(now - s.since);
  if (!s.opened) --never_opened_;
  s.opened = true;
  set_free(slot, now);
}

/// In a closed load the connection's next request was due: it ends here. In an open load due requests wait.
void Worker::fail_connect(std::size_t slot, int error, Instant now) {
  auto &s = slots_[slot];
  connecting_.remove(slot);
  engine_.close(slot);
  if (first_error_ == 0) first_error_ = error;
  ++s.failures;
  const auto start = edges_.at(Phase::warm_up);
  if (closed_model() && phases_begun_ > 0) {
    auto failed = recorder_.plan(std::max(s.since, start));
    failed.sent = failed.intended;
    recorder_.end(failed, connection::is_our_side(error) ? Outcome::generator : Outcome::refused, now);
  }
  schedule_reopen(slot, now);
}

void Worker::schedule_reopen(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  s.state = State::down;
  if (phases_begun_ > 0 && !sending()) return;
  const auto pause = pause_after(s.failures);
  if (pause.count() == 0) return connect(slot, now);
  reopen_.add(slot, now + pause);
}

void Worker::lose(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  if (s.state == State::free) free_.remove(slot);
  engine_.close(slot);
  recorder_.lost();
  s.failures = s.answered ? 0 : s.failures + 1;
  schedule_reopen(slot, now);
}

// --- one request ---

const Shot &Worker::draw() {
  const auto count = share_.shots.size();
  return count == 1 ? share_.shots.front() : share_.shots[static_cast<std::size_t>(random_.below(count))];
}

void Worker::fire(std::size_t slot, Instant intended, Instant now) {
  auto &s = slots_[slot];
  s.shot = &draw();
  s.receiver.expect(s.shot->answer, s.shot->expect, s.shot->head);
  const int error = engine_.send(slot, s.shot->bytes);
  // The books are kept while the server works.
  free_.remove(slot);
  in_flight_.add(slot, now);
  s.state = State::busy;
  s.sample = recorder_.plan(intended);
  s.sample.sent = now;
  if (!closed_model()) recorder_.lateness(s.sample, s.since);
  if (s.used) recorder_.reused();
  s.used = true;
  recorder_.bytes(s.shot->bytes.size(), 0, now);
  if (error != 0) fail(slot, lost_by(error), engine_.now());
}

void Worker::book_end(std::size_t slot, Outcome outcome, Instant now) {
  auto &s = slots_[slot];
  in_flight_.remove(slot);
  recorder_.end(s.sample, outcome, now);
  s.answered = s.answered || outcome == Outcome::ok;
}

void Worker::fail(std::size_t slot, Outcome outcome, Instant now) {
  book_end(slot, outcome, now);
  lose(slot, now);
}

void Worker::set_free(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  s.state = State::free;
  s.since = now;
  free_.add(slot, now);
  if (!sending()) return;
  if (closed_model()) return fire(slot, now, now); // spares the clock that send_due() reads
  send_due(now);
}

void Worker::on_bytes(std::size_t slot, std::string_view bytes, bool last, Instant now) {
  self_.event(now);
  follow(now);
  auto &s = slots_[slot];
  recorder_.bytes(0, bytes.size(), now);
  if (s.state != State::busy) return lose(slot, now); // nobody asked
  if (s.sample.first_byte == Instant{}) s.sample.first_byte = now;
  const auto verdict = s.receiver.receive(bytes);
  if (!verdict.ended) return;
  if (verdict.parsed && s.sample.measured) ++slow_path_;
  book_end(slot, verdict.outcome, now);
  if (!verdict.reusable || last) return lose(slot, now);
  // Parsing takes microseconds, which the next request must not be charged with: its send is stamped anew.
  set_free(slot, verdict.parsed ? stamp() : now);
}

Instant Worker::stamp() {
  const auto now = engine_.now();
  follow(now);
  return now;
}

void Worker::on_closed(std::size_t slot, int error, Instant now) {
  self_.event(now);
  follow(now);
  auto &s = slots_[slot];
  if (s.state != State::busy) return lose(slot, now);
  if (error != 0) return fail(slot, lost_by(error), now);
  const auto verdict = s.receiver.closed();
  if (verdict.parsed && s.sample.measured) ++slow_path_;
  fail(slot, verdict.outcome, now);
}

// --- time ---

bool Worker::sending() const { return phases_begun_ > 0 && phases_begun_ <= static_cast<std::size_t>(Phase::drain); }

/// Begins every phase whose edge has passed; called with each stamp before the stamp is used.
void Worker::follow(Instant now) {
  for (auto next = phases_begun_; next <= static_cast<std::size_t>(Phase::done); ++next) {
    const auto phase = static_cast<Phase>(next);
    const auto edge = edges_.at(phase);
    // An interrupted warm-up goes over to the drain, whose edge then lies before that of the measure phase.
    if (now < edge || (phase == Phase::measure && edge >= edges_.at(Phase::drain))) continue;
    phases_begun_ = next + 1;
    enter(phase, edge);
  }
}

void Worker::enter(Phase phase, Instant edge) {
  recorder_.begin_phase(phase, edge);
  if (phase == Phase::drain) {
    self_.end_measure(edge - edges_.at(Phase::measure));
    if (!free_.empty()) free_at_drain_ = free_.oldest();
  }
  if (conductor_ != nullptr) conductor_->tell(phase, edge);
  if (phase == Phase::measure) self_.begin_measure();
  if (phase == Phase::warm_up && !closed_model()) next_due_ = due(next_index_);
}

Instant Worker::due(std::uint64_t index) const { return edges_.at(Phase::warm_up) + schedule_->due(index); }

/// Sends what is due over the connections that are free, the longest idle first. In a closed load a free connection's
/// next request is due at once.
void Worker::send_due(Instant now) {
  while (!free_.empty() && sending()) {
    auto intended = now;
    if (!closed_model()) {
      if (next_due_ > now || next_due_ >= edges_.at(Phase::drain)) return;
      intended = next_due_;
      advance_schedule();
    }
    fire(free_.first(), intended, now);
    now = stamp();
  }
}

void Worker::advance_schedule() {
  next_index_ += static_cast<std::uint64_t>(share_.plan.threads);
  next_due_ = due(next_index_);
}

void Worker::expire(Instant now) {
  const auto timeout = share_.plan.timeout;
  while (!in_flight_.empty() && in_flight_.oldest() + timeout <= now) fail(in_flight_.first(), Outcome::timed_out, now);
  while (!connecting_.empty() && connecting_.oldest() + timeout <= now)
    fail_connect(connecting_.first(), ETIMEDOUT, now);
  while (reopen_.next() <= now) {
    const auto slot = reopen_.take();
    if (sending() || phases_begun_ == 0) connect(slot, now);
  }
}

Instant Worker::next_wake(Instant now) const {
  const bool draining = phases_begun_ > static_cast<std::size_t>(Phase::drain);
  auto wake = now + (draining ? longest_drain_wait : longest_wait);
  for (auto phase = phases_begun_; phase <= static_cast<std::size_t>(Phase::done); ++phase)
    wake = std::min(wake, edges_.at(static_cast<Phase>(phase)));
  const auto timeout = share_.plan.timeout;
  if (!in_flight_.empty()) wake = std::min(wake, in_flight_.oldest() + timeout);
  if (!connecting_.empty()) wake = std::min(wake, connecting_.oldest() + timeout);
  return std::min(wake, reopen_.next());
}

void Worker::turn(Instant now) {
  auto limit = next_wake(now) - now;
  const bool waits_for_due = sending() && !free_.empty() && !closed_model();
  const bool spins = waits_for_due && next_due_ - now <= spin_for;
  if (waits_for_due) limit = std::min(limit, next_due_ - spin_for - now);
  limit = std::max(limit, Nanoseconds{0});
  self_.wait(now, now + limit, spins);
  engine_.turn(limit, *this);
}

void Worker::run() {
  constexpr auto all_phases = static_cast<std::size_t>(Phase::done) + 1;
  while (!edges_.given_up) {
    const auto now = engine_.now();
    self_.look(now);
    if (conductor_ != nullptr) conductor_->conduct(now, recorder_);
    follow(now);
    if (phases_begun_ == all_phases) break;
    expire(now);
    send_due(now);
    if (phases_begun_ > static_cast<std::size_t>(Phase::drain) && in_flight_.empty() && !told_drained_) {
      told_drained_ = true;
      edges_.drained.fetch_add(1, std::memory_order_release);
      continue;
    }
    turn(now);
  }
}

// --- the end ---

void Worker::book_unsent(Instant end) {
  const auto drain = edges_.at(Phase::drain);
  for (; next_due_ < drain; advance_schedule()) recorder_.unsent(recorder_.plan(next_due_), end, free_at_drain_);
}

void Worker::close_books(Instant end) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_[slot].state == State::busy) recorder_.in_flight(slots_[slot].sample, end);
    engine_.close(slot);
  }
  if (!closed_model()) book_unsent(end);
}

sample::Recording Worker::take() && {
  close_books(edges_.at(Phase::done));
  auto recording = std::move(recorder_).take();
  const auto &plan = share_.plan;
  recording.model = closed_model() ? "closed" : "open";
  recording.connections = static_cast<int>(slots_.size());
  if (plan.model.rate) recording.offered_per_s = plan.model.rate->per_second / plan.threads;
  recording.steady = conductor_ == nullptr || conductor_->steady();
  recording.interrupted = conductor_ != nullptr && conductor_->interrupted();
  recording.generator = self_.usage();
  recording.generator.engine = engine_.name();
  recording.generator.slow_path = slow_path_;
  return recording;
}

} // namespace reqbench::load
