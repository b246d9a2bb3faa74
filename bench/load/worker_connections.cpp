// The worker's connections: opened before anything is measured, opened anew when one was lost or has carried what it
// should, and what a request is owed whose connection was not there.
#include "load/worker.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace reqbench::load {
namespace {

using base::Instant;
using base::Nanoseconds;
using sample::Outcome;
using sample::Phase;

/// Connects under way at once in the beginning: more would overflow a server's listen queue and wait a second for the
/// next SYN.
constexpr std::size_t connects_at_once = 64;
/// Of opening all connections: whoever takes one now and then would hold us for hours.
constexpr Nanoseconds longest_opening = std::chrono::seconds{30};
/// 127.0.0.1; the addresses behind it up to 127.255.255.254 are this machine's too.
constexpr std::uint32_t first_source = 0x7f000001;
/// So late at most is a stop seen while connections are opened.
constexpr Nanoseconds longest_look = std::chrono::milliseconds{1};

} // namespace

base::Status Worker::open(const base::StopFlag &stop) {
  const auto end = engine_.now() + longest_opening;
  auto deadline = engine_.now() + share_.plan.timeout;
  std::size_t begun = 0, missing = never_opened_;
  while (never_opened_ > 0 && !stop.requested() && !edges_.given_up) {
    const auto now = engine_.now();
    const bool first_failed = first_error_ != 0 && never_opened_ == slots_.size();
    if (first_error_ != 0 && (first_failed || connection::is_our_side(first_error_))) break;
    // As long as connections are taken, the next one has its time too.
    if (std::exchange(missing, never_opened_) != never_opened_) deadline = now + share_.plan.timeout;
    if (now >= std::min(deadline, end)) break;
    // `opened + under way` slots have begun; the difference stays within what a listen queue takes.
    while (begun < slots_.size() && begun - (slots_.size() - never_opened_) < connects_at_once) connect(begun++, now);
    expire(now);
    look(now, std::min(longest_look, deadline - now));
  }
  for (; begun < slots_.size(); ++begun) reopen_.add(begun, engine_.now());
  edges_.connected.fetch_add(1, std::memory_order_release);
  const auto opened = slots_.size() - never_opened_;
  const auto doing = "opening connection " + std::to_string(opened + 1) + " of " + std::to_string(slots_.size());
  errno = first_error_;
  if (first_error_ != 0 && connection::is_our_side(first_error_))
    return base::system_error(base::ErrorKind::environment, doing).hint("ask for fewer connections");
  if (opened > 0 || stop.requested() || edges_.given_up) return {};
  if (first_error_ != 0) return base::system_error(base::ErrorKind::server, doing);
  return base::Error{base::ErrorKind::server, doing + ": not accepted within the timeout"};
}

void Worker::connect(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  s.state = State::connecting;
  s.since = now;
  s.asked = 0;
  s.answered = false;
  connecting_.add(slot, now);
  if (const int error = engine_.connect(slot, next_source()); error != 0) fail_connect(slot, error, now);
}

/// Each in turn: the connections that have one of them are as many, or one fewer, as those of any other.
connection::Source Worker::next_source() {
  const auto addresses = static_cast<std::uint64_t>(share_.plan.model.source_addresses);
  if (addresses <= 1) return {};
  const auto number = share_.index + connects_++ * static_cast<std::uint64_t>(share_.plan.threads);
  return {.ipv4 = first_source + static_cast<std::uint32_t>(number % addresses)};
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
  const auto due = std::max(s.since, edges_.at(Phase::warm_up));
  if (closed_model() && phases_begun_ > 0 && !sending() && due < edges_.at(Phase::drain)) return fire(slot, due, now);
  set_free(slot, now, due, now);
}

/// In a closed load a request is due when its connection begins to connect: a server that takes connections slowly, or
/// none, must show. In an open load requests fall due by themselves.
void Worker::book_owed(std::size_t slot, Instant end) {
  if (!closed_model()) return;
  const auto due = std::max(slots_[slot].since, edges_.at(Phase::warm_up));
  if (due < edges_.at(Phase::drain)) recorder_.owed(recorder_.plan(due), end);
}

/// In a closed load the connection's next request was due: it ends here. In an open load due requests wait.
void Worker::fail_connect(std::size_t slot, int error, Instant now) {
  auto &s = slots_[slot];
  connecting_.remove(slot);
  engine_.close(slot);
  if (first_error_ == 0) first_error_ = error;
  ++s.failures;
  const auto due = std::max(s.since, edges_.at(Phase::warm_up));
  if (closed_model() && phases_begun_ > 0 && due < edges_.at(Phase::drain)) {
    auto failed = recorder_.plan(due);
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

/// The connection has carried what it should. We close it first, so its port waits in our machine, not the server's.
void Worker::renew(std::size_t slot, Instant now) {
  engine_.close(slot);
  slots_[slot].failures = 0;
  schedule_reopen(slot, now);
}

void Worker::lose(std::size_t slot, Instant now) {
  auto &s = slots_[slot];
  if (s.state == State::free) free_.remove(slot);
  engine_.close(slot);
  recorder_.lost();
  s.failures = s.answered ? 0 : s.failures + 1;
  schedule_reopen(slot, now);
}

} // namespace reqbench::load
