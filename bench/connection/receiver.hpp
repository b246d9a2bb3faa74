// What became of the request in flight: bytes in, verdict out. One a connection of the load generator, whatever engine
// reads its socket. An answer is compared with its template as it comes, without being kept; at the first difference
// the parser takes over (from the beginning: the template has the bytes that matched) and the oracle decides. Of a
// large answer that is checked by its length, the header is compared so and the body counted.
#pragma once

#include "connection/answer_template.hpp"
#include "connection/response_reader.hpp"
#include "sample/outcome.hpp"
#include "workload/expectation.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>

namespace reqbench::connection {

/// What some bytes did to the request in flight.
struct Verdict {
  bool ended = false; ///< else more must come
  sample::Outcome outcome = sample::Outcome::ok;
  bool reusable = false;  ///< the connection may carry another request
  bool parsed = false;    ///< the answer took the slow path
  bool by_length = false; ///< its body was counted, not compared
  bool needs_all = false; ///< it was to be checked by length, but every byte is needed from here on
};

class Receiver {
public:
  /// The bytes that come next answer this request; template and expectation must outlive the answer. `by_length`: the
  /// last counted_body() of them need not come through receive(), but their number through skipped().
  void expect(const AnswerTemplate &answer, const workload::Expectation &expectation, bool head,
              bool by_length = false) {
    template_ = &answer;
    expectation_ = &expectation;
    head_ = head;
    by_length_ = by_length;
    compared_ = by_length ? answer.size() - answer.counted_body() : answer.size();
    matched_ = 0;
    parsing_ = false;
  }

  Verdict receive(std::string_view bytes) {
    if (!parsing_) {
      const auto piece = bytes.substr(0, template_->size() - matched_);
      const auto looked_at = piece.substr(0, compared_ - std::min(compared_, matched_));
      if (!piece.empty() && template_->holds(matched_, looked_at)) [[likely]]
        return came_right(bytes.size());
    }
    return parse(bytes);
  }

  /// So many bytes came that nobody shall look at; never before the whole header came through receive() and matched.
  Verdict skipped(std::size_t count) { return came_right(count); }

  /// The peer closed its side in order.
  Verdict closed();

private:
  Verdict came_right(std::size_t count) {
    const auto missing = template_->size() - matched_;
    if (count < missing) {
      matched_ += count;
      return {};
    }
    if (count > missing) return {.ended = true, .outcome = sample::Outcome::unasked};
    return {.ended = true, .reusable = true, .by_length = by_length_};
  }
  Verdict read(std::string_view bytes);
  Verdict parse(std::string_view bytes);
  std::uint64_t longest_body() const;
  Verdict judge() const;

  const AnswerTemplate *template_ = nullptr;
  const workload::Expectation *expectation_ = nullptr;
  std::size_t matched_ = 0;  ///< bytes that came and were as the template has them
  std::size_t compared_ = 0; ///< bytes of the template that are looked at; those behind them are counted
  bool head_ = false;
  bool by_length_ = false;
  bool parsing_ = false;
  std::unique_ptr<ResponseReader> reader_; ///< made when first needed
};

} // namespace reqbench::connection
