// What became of the request in flight: bytes in, verdict out. One a connection of the load generator, whatever engine
// reads its socket. An answer is compared with its template as it comes, without being kept; at the first difference
// the parser takes over (from the beginning: the template has the bytes that matched) and the oracle decides.
#pragma once

#include "connection/answer_template.hpp"
#include "connection/response_reader.hpp"
#include "sample/outcome.hpp"
#include "workload/expectation.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace reqbench::connection {

/// What some bytes did to the request in flight.
struct Verdict {
  bool ended = false; ///< else more must come
  sample::Outcome outcome = sample::Outcome::ok;
  bool reusable = false; ///< the connection may carry another request
  bool parsed = false;   ///< the answer took the slow path
};

class Receiver {
public:
  /// The bytes that come next answer this request; template and expectation must outlive the answer.
  void expect(const AnswerTemplate &answer, const workload::Expectation &expectation, bool head) {
    template_ = &answer;
    expectation_ = &expectation;
    head_ = head;
    matched_ = 0;
    parsing_ = false;
  }

  Verdict receive(std::string_view bytes) {
    if (!parsing_) {
      const auto piece = bytes.substr(0, template_->size() - matched_);
      if (!piece.empty() && template_->holds(matched_, piece)) [[likely]] {
        matched_ += piece.size();
        if (matched_ < template_->size()) return {};
        return bytes.size() == piece.size() ? Verdict{.ended = true, .reusable = true} : unasked();
      }
    }
    return parse(bytes);
  }

  /// The peer closed its side in order.
  Verdict closed();

private:
  static Verdict unasked() { return {.ended = true, .outcome = sample::Outcome::unasked}; }
  Verdict parse(std::string_view bytes);
  std::uint64_t longest_body() const;
  Verdict judge() const;

  const AnswerTemplate *template_ = nullptr;
  const workload::Expectation *expectation_ = nullptr;
  std::size_t matched_ = 0; ///< bytes that came and were as the template has them
  bool head_ = false;
  bool parsing_ = false;
  std::unique_ptr<ResponseReader> reader_; ///< made when first needed
};

} // namespace reqbench::connection
