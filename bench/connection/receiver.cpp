#include "connection/receiver.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::connection {
namespace {

using sample::Outcome;
using State = ResponseReader::State;

Outcome outcome_of(workload::Mismatch::What what) {
  switch (what) {
  case workload::Mismatch::What::status: return Outcome::bad_status;
  case workload::Mismatch::What::field: return Outcome::bad_field;
  case workload::Mismatch::What::body: break;
  }
  return Outcome::bad_body;
}

} // namespace

Verdict Receiver::parse(std::string_view bytes) {
  if (!parsing_) {
    if (!reader_) reader_ = std::make_unique<ResponseReader>();
    reader_->begin(head_, longest_body());
    reader_->read(template_->bytes().substr(0, matched_));
    parsing_ = true;
  }
  auto verdict = read(bytes);
  verdict.needs_all = std::exchange(by_length_, false);
  return verdict;
}

Verdict Receiver::read(std::string_view bytes) {
  const bool more_came = reader_->read(bytes) < bytes.size();
  switch (reader_->state()) {
  case State::reading: return {};
  case State::malformed: return {.ended = true, .outcome = Outcome::malformed, .parsed = true};
  case State::oversized: return {.ended = true, .outcome = Outcome::oversized, .parsed = true};
  case State::complete: break;
  }
  auto verdict = judge();
  verdict.reusable = reader_->keep_alive() && !more_came;
  // A wrong answer says more than the bytes after it.
  if (more_came && verdict.outcome == Outcome::ok) verdict.outcome = Outcome::unasked;
  return verdict;
}

/// A wrong answer is not read much further than the right one is long: a thousand connections that are sent endless
/// ones shall not fill the memory. Where the right length is not known, the reader's own limit holds.
std::uint64_t Receiver::longest_body() const {
  constexpr std::uint64_t allowance = 1024 * 1024;
  const std::uint64_t right = std::max(template_->size(), expectation_->text.size());
  return right == 0 ? ResponseReader::Limits{}.body_bytes : 2 * right + allowance;
}

Verdict Receiver::judge() const {
  Verdict verdict{.ended = true, .parsed = true};
  if (const auto mismatch = workload::check(*expectation_, reader_->answer()))
    verdict.outcome = outcome_of(mismatch->what);
  return verdict;
}

Verdict Receiver::closed() {
  // Only an answer that lasts until the close ends well here; a template never is one.
  if (parsing_ && reader_->end_of_stream() == State::complete) return judge();
  return {.ended = true, .outcome = Outcome::closed_early, .parsed = parsing_};
}

} // namespace reqbench::connection
