#include "load/worker.hpp"

#include "connection/socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

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
/// Of the work between two looks: what comes meanwhile is read a little late, and that is not worth a word.
constexpr Nanoseconds longest_hold_up = std::chrono::milliseconds{2};
/// A larger answer that was compared in full took so long that the next send is stamped anew.
constexpr std::size_t long_answer = 16 * 1024;
constexpr Nanoseconds longest_drain_wait = std::chrono::milliseconds{1};

std::size_t room_for_windows(const LoadPlan &plan) {
  const auto length = plan.warm_up + plan.measure + plan.drain + plan.timeout;
  return static_cast<std::size_t>(length / plan.window) + 2;
}

Outcome lost_by(int error) { return connection::is_our_side(error) ? Outcome::generator : Outcome::reset; }

std::vector<sample::StretchFigures> asked_of(const LoadPlan &plan) {
  constexpr int slices_of_a_ramp = 10; // where a target bends shows between them
  std::vector<sample::StretchFigures> asked;
  for (const auto &[from, to, length] : stretches_of(plan)) {
    const int slices = from.per_second == to.per_second ? 1 : slices_of_a_ramp;
    const double rise = (to.per_second - from.per_second) / slices;
    for (int i = 0; i < slices; ++i) {
      auto &stretch = asked.emplace_back();
      stretch.from_per_s = from.per_second + rise * i;
      stretch.to_per_s = from.per_second + rise * (i + 1);
      stretch.length = length * (i + 1) / slices - length * i / slices;
    }
  }
  return asked;
}

std::vector<double> weights_of(std::span<const Shot> shots) {
  std::vector<double> weights(shots.size());
  std::ranges::transform(shots, weights.begin(), &Shot::weight);
  return weights;
}

} // namespace

Worker::Worker(const Share &share, Engine &engine, Edges &edges, Conductor *conductor)
    : share_{share},
      engine_{engine},
      edges_{edges},
      conductor_{conductor},
      draw_{weights_of(share.shots)},
      random_{base::Random::stream(share.plan.seed, "load", share.index)},
      chosen_{base::Random::stream(share.plan.seed, "compared in full", share.index)},
      recorder_{share.plan.window, room_for_windows(share.plan), asked_of(share.plan)},
      slots_(share.slots),
      free_{share.slots},
      in_flight_{share.slots},
      connecting_{share.slots},
      reopen_{share.slots},
      never_opened_{share.slots} {
  const auto stretches = stretches_of(share.plan);
  if (stretches.empty()) return;
  const auto first = stretches.front().from;
  const std::array endless{schedule::Stretch{first, first, Nanoseconds::max()}};
  const schedule::Turns turns{share.index, static_cast<std::uint64_t>(share.plan.threads)};
  const auto arrivals = share.plan.model.arrivals;
  // Of another seed: the measured arrivals are not those of the warm-up once more.
  schedules_.emplace(Schedules{.warm_up = {endless, arrivals, share.plan.seed + 1, turns},
                               .measure = {stretches, arrivals, share.plan.seed, turns}});
}

// --- one request ---

const Shot &Worker::draw() {
  return share_.shots.size() == 1 ? share_.shots.front() : share_.shots[draw_.draw(random_)];
}

/// Of the next large answer.
bool Worker::is_compared_in_full() {
  const auto each = static_cast<std::uint64_t>(share_.plan.check_in_full_each);
  const auto place = large_answers_++ % each;
  if (place == 0) next_in_full_ = chosen_.below(each);
  return place == next_in_full_;
}

void Worker::expect_answer(std::size_t slot) {
  auto &s = slots_[slot];
  const auto &answer = s.shot->answer;
  const auto body = answer.counted_body();
  const bool by_length = body > share_.plan.check_in_full_below && !is_compared_in_full();
  s.receiver.expect(answer, s.shot->expect, s.shot->head, by_length);
  if (by_length) engine_.skip(slot, answer.size() - body, body);
}

void Worker::fire(std::size_t slot, Instant intended, Instant now) {
  auto &s = slots_[slot];
  s.shot = &draw();
  expect_answer(slot);
  const int error = engine_.send(slot, s.shot->bytes);
  // The books are kept while the server works.
  free_.remove(slot);
  in_flight_.add(slot, now);
  s.state = State::busy;
  s.sample = recorder_.plan(intended);
  s.sample.sent = now;
  if (!closed_model()) recorder_.lateness(s.sample, held_up(intended) ? std::min(s.since, intended) : s.since);
  if (s.asked++ > 0) recorder_.reused();
  recorder_.bytes(s.shot->bytes.size(), 0, now);
  if (error != 0) fail(slot, lost_by(error), stamp());
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

bool Worker::spent(const Slot &slot) const {
  const int most = share_.plan.model.requests_per_connection;
  return most > 0 && slot.asked >= most;
}

/// `since`: when it could have carried another one; `due`: when its next request was, in a closed load.
void Worker::set_free(std::size_t slot, Instant since, Instant due, Instant now) {
  auto &s = slots_[slot];
  s.since = since;
  if (closed_model() && sending()) return fire(slot, due, now); // it would leave the list of the free ones at once
  s.state = State::free;
  free_.add(slot, now);
  if (sending()) send_due(now);
}

/// Of bytes that nobody asked for the connection is closed.
bool Worker::arrived(std::size_t slot, std::size_t bytes, Instant now) {
  self_.event(now);
  follow(now);
  auto &s = slots_[slot];
  recorder_.bytes(0, bytes, now);
  if (s.state != State::busy) {
    lose(slot, now);
    return false;
  }
  if (s.sample.first_byte == Instant{}) s.sample.first_byte = now;
  return true;
}

void Worker::on_bytes(std::size_t slot, std::string_view bytes, bool last, Instant now) {
  if (arrived(slot, bytes.size(), now)) judge(slot, slots_[slot].receiver.receive(bytes), last, now);
}

void Worker::on_skipped(std::size_t slot, std::size_t count, bool last, Instant now) {
  if (arrived(slot, count, now)) judge(slot, slots_[slot].receiver.skipped(count), last, now);
}

/// A wrong answer is always parsed: of the right ones it is worth a word.
void Worker::note_slow_path(const Slot &slot, const connection::Verdict &verdict) {
  if (verdict.parsed && verdict.outcome == Outcome::ok && slot.sample.measured) ++slow_path_;
}

void Worker::judge(std::size_t slot, connection::Verdict verdict, bool last, Instant now) {
  auto &s = slots_[slot];
  if (verdict.needs_all) engine_.skip(slot, 0, 0);
  if (!verdict.ended) return;
  if (verdict.by_length && s.sample.measured) ++checked_by_length_;
  // An answer may come before its request is sent whole, which leaves the connection in the middle of one; before any
  // of it is sent, it answers something else.
  const auto unsent = engine_.unsent(slot);
  if (unsent == s.shot->bytes.size()) verdict.outcome = Outcome::unasked;
  note_slow_path(s, verdict);
  book_end(slot, verdict.outcome, now);
  if (verdict.reusable && unsent == 0 && spent(s)) return renew(slot, now);
  if (!verdict.reusable || last || unsent > 0) return lose(slot, now);
  // What takes microseconds must not be charged to the next request, nor to the server: the connection was free before.
  const bool long_look = verdict.parsed || (!verdict.by_length && s.shot->answer.size() > long_answer);
  const auto next = long_look ? stamp() : now;
  set_free(slot, std::max(s.sample.sent, could_be_read(now)), next, next);
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
  note_slow_path(s, verdict);
  fail(slot, verdict.outcome, now);
}

// --- time ---

bool Worker::sending() const { return phases_begun_ > 0 && phases_begun_ <= static_cast<std::size_t>(Phase::drain); }

/// In a closed load a request is due when its connection begins to connect, and is under way from then on.
bool Worker::nothing_is_out() const { return in_flight_.empty() && (connecting_.empty() || !closed_model()); }

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
  if (!schedules_) return;
  if (phase == Phase::warm_up) follow_schedule(schedules_->warm_up, edge);
  if (phase == Phase::measure) leave_warm_up(edge);
}

/// Sends what is due over the connections that are free, the longest idle first. In a closed load a free connection's
/// next request is due at once. Sending takes time: the moment after it is returned.
Instant Worker::send_due(Instant now) {
  note_hold_up(now);
  while (!free_.empty() && sending()) {
    auto intended = now;
    if (!closed_model()) {
      if (next_due_ > now || next_due_ >= edges_.at(Phase::drain)) return now;
      intended = next_due_;
      advance_schedule();
    }
    fire(free_.first(), intended, now);
    now = stamp();
  }
  return now;
}

void Worker::follow_schedule(schedule::Schedule &schedule, Instant begin) {
  schedule_ = &schedule;
  schedule_begin_ = begin;
  advance_schedule();
}

void Worker::advance_schedule() {
  const auto offset = schedule_->next();
  next_due_ = offset == Nanoseconds::max() ? Instant::max() : schedule_begin_ + offset;
}

/// From the measure edge on its own schedule counts. What fell due before it and was not sent is dropped: a target that
/// cannot hold the rate would spend the window on it.
void Worker::leave_warm_up(Instant edge) {
  if (schedule_ == &schedules_->warm_up) follow_schedule(schedules_->measure, edge);
}

/// Looks at the sockets, and keeps account of what was read so far: an answer may lie there for as long as we were held
/// up elsewhere, and then it was not the server that was late.
void Worker::look(Instant now, Nanoseconds limit) {
  if (left_unseen_ == 0 && overslept(now)) {
    blind_since_ = looks_again_;
    left_unseen_ = slots_.size();
  }
  looks_again_ = now + limit;
  if (left_in_sweep_ == 0) {
    sweep_began_ = now;
    left_in_sweep_ = slots_.size(); // each may hold something, and they are told in turn
  }
  const auto told = engine_.turn(limit, *this);
  left_in_sweep_ -= std::min(left_in_sweep_, told);
  left_unseen_ -= std::min(left_unseen_, told);
  if (told == 0) {
    read_until_ = now;
    left_in_sweep_ = left_unseen_ = 0;
  } else if (left_in_sweep_ == 0) {
    read_until_ = sweep_began_;
  }
}

/// Beyond the plan of the last look.
bool Worker::overslept(Instant now) const { return looks_again_ != Instant{} && now > looks_again_ + longest_hold_up; }

/// Since when the answer that is told now may have lain there.
Instant Worker::could_be_read(Instant now) const {
  const auto since = left_unseen_ > 0 ? std::min(now, blind_since_) : now;
  return overslept(now) ? std::min(since, looks_again_) : since;
}

/// What falls due while we are held up is late by our doing, even where it then waits for a connection behind others of
/// its kind; not where others waited already, which the server had not served.
void Worker::note_hold_up(Instant now) {
  if (!overslept(now) || next_due_ < looks_again_) return;
  held_up_from_ = looks_again_;
  held_up_until_ = now;
}

/// Of what is late: as far as all that has come was read.
void Worker::expire(Instant until) {
  const auto now = std::min(until, read_until_);
  const auto timeout = share_.plan.timeout;
  while (!in_flight_.empty() && in_flight_.oldest() + timeout <= now)
    fail(in_flight_.first(), Outcome::timed_out, until);
  while (!connecting_.empty() && connecting_.oldest() + timeout <= now)
    fail_connect(connecting_.first(), ETIMEDOUT, until);
  while (reopen_.next() <= until) {
    const auto slot = reopen_.take();
    if (sending() || phases_begun_ == 0) connect(slot, until);
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
  look(now, limit);
}

void Worker::run() {
  constexpr auto all_phases = static_cast<std::size_t>(Phase::done) + 1;
  while (!edges_.given_up) {
    auto now = engine_.now();
    self_.look(now);
    if (conductor_ != nullptr) conductor_->conduct(now, recorder_);
    follow(now);
    if (phases_begun_ == all_phases) break;
    expire(now);
    now = send_due(now); // neither its time nor the next wait may be taken for spinning
    if (phases_begun_ > static_cast<std::size_t>(Phase::drain) && nothing_is_out() && !told_drained_) {
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
    const auto &s = slots_[slot];
    if (s.state == State::busy) recorder_.in_flight(s.sample, end);
    if (s.state == State::connecting && phases_begun_ > 0) book_owed(slot, end);
    engine_.close(slot);
  }
  if (schedule_ != nullptr) book_unsent(end);
}

sample::Recording Worker::take() && {
  close_books(edges_.at(Phase::done));
  auto recording = std::move(recorder_).take();
  const auto &plan = share_.plan;
  recording.model = to_string(plan.model.kind);
  recording.connections = static_cast<int>(slots_.size());
  recording.offered_per_s = schedule::mean_rate(stretches_of(plan)) / plan.threads;
  if (plan.model.kind == Model::Kind::open) recording.arrivals = schedule::to_string(plan.model.arrivals);
  recording.requests_per_connection = plan.model.requests_per_connection;
  recording.steady = conductor_ == nullptr || conductor_->steady();
  recording.interrupted = conductor_ != nullptr && conductor_->interrupted();
  recording.generator = self_.usage();
  recording.generator.engine = engine_.name();
  recording.generator.slow_path = slow_path_;
  recording.generator.checked_by_length = checked_by_length_;
  return recording;
}

} // namespace reqbench::load
