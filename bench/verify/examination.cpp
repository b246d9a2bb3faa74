#include "verify/examination.hpp"

#include "base/random.hpp"
#include "base/units.hpp"
#include "verify/evidence.hpp"

#include <algorithm>
#include <thread>

namespace reqbench::verify {

using connection::Exchange;
using connection::Received;

Examination::Examination(const Subject &subject, const workload::Workload &workload, std::string_view check,
                         Depth depth, Report &report, Dates &dates)
    : subject_{subject},
      workload_{workload},
      check_{check},
      depth_{depth},
      report_{report},
      dates_{dates},
      seed_{base::Random::stream(subject.seed, std::string{"verify/"} + std::string{check}).next()},
      deadline_{base::now() + subject.timeout} {}

std::string Examination::render(const workload::Case &wanted, bool close) const {
  return workload::render(wanted, subject_.endpoint.host_field(), close);
}

void Examination::fail(std::string_view expected, std::string got) {
  report_.failures.push_back(
      {std::string{check_}, workload_.name(), shown(asked_), std::string{expected}, std::move(got), case_});
}

void Examination::be_silent(std::string_view expected, std::string got) {
  fail(expected, std::move(got));
  ++report_.silences;
  over_ = true;
}

bool Examination::is_open() {
  if (line_ && !spent_) return true;
  spent_ = false;
  line_.reset();
  patience_ = deadline_ - base::now();
  auto opened = Exchange::open(subject_.endpoint, patience_);
  if (opened) {
    line_.emplace(*std::move(opened));
    return true;
  }
  be_silent("a connection", opened.error().message());
  return false;
}

bool Examination::send(std::string_view bytes) {
  if (answered_) asked_.clear();
  answered_ = false;
  asked_ += bytes;
  if (base::now() >= deadline_) {
    be_silent("all answers of this check within " + base::format_duration(subject_.timeout), "more was left to ask");
    return false;
  }
  if (!is_open()) return false;
  const auto begun = base::now();
  const auto sent = line_->send(bytes);
  // What a server thinks of a request is in its answer, even when it stopped reading half-way.
  if (sent || base::now() - begun < patience_) return true;
  be_silent("the request is read", sent.error().message());
  return false;
}

base::Result<Received> Examination::next_answer(bool head) {
  const auto begun = base::now();
  auto received = line_->receive(head);
  waited_long_ = base::now() - begun >= patience_;
  answered_ = true;
  if (received) dates_.see(received->answer.field("Date"));
  if (received)
    spent_ = !received->keep_alive;
  else
    line_.reset();
  return received;
}

std::optional<Received> Examination::receive(std::string_view expected, bool head) {
  auto received = next_answer(head);
  if (received) return *std::move(received);
  if (waited_long_)
    be_silent(expected, received.error().message());
  else
    fail(expected, received.error().message());
  return {};
}

std::optional<Received> Examination::receive_or_close(std::string_view expected) {
  auto received = next_answer(false);
  if (received) return *std::move(received);
  if (waited_long_) be_silent(expected, received.error().message());
  return {};
}

bool Examination::told_to_continue() {
  constexpr auto expected = "100 Continue, before the body is sent";
  const auto told = line_->told_to_continue();
  if (told && *told) return true;
  if (told) {
    const auto received = next_answer(false);
    fail(expected, received ? "status " + std::to_string(received->answer.status) : received.error().message());
  } else {
    be_silent(expected, told.error().message());
  }
  return false;
}

void Examination::rest_until(base::Instant moment) {
  constexpr base::Nanoseconds longest_deafness = std::chrono::milliseconds{20};
  const auto begun = base::now();
  while (!over() && base::now() < moment) std::this_thread::sleep_for(std::min(longest_deafness, moment - base::now()));
  deadline_ += base::now() - begun;
}

bool Examination::is_right(const workload::Expectation &expect, const Received &received) {
  const auto mismatch = workload::check(expect, received.answer);
  if (!mismatch) return true;
  fail(mismatch->where + ": " + mismatch->expected,
       mismatch->where + ": " + mismatch->got + "\n" + shown_answer(received.raw));
  return false;
}

bool Examination::answers_right(const workload::Case &wanted) {
  case_ = wanted.name;
  const auto received = send(render(wanted)) ? receive("an answer with status " + std::to_string(wanted.expect.status))
                                             : std::optional<Received>{};
  const bool right = received && is_right(wanted.expect, *received);
  case_.clear();
  return right;
}

bool Examination::is_closed(std::string_view expected) {
  const auto closed = line_->closed_by_peer();
  line_.reset();
  if (closed && *closed) return true;
  fail(expected, closed ? "it stayed open for " + base::format_duration(patience_) : closed.error().message());
  return false;
}

} // namespace reqbench::verify
