// What one client says and is answered, as bytes in and bytes out: no socket, so that it can be fuzzed and tested.
// Trick: the parser is driven by hand. put() from a buffer that already holds the bytes needs neither async_read's
// composed operation nor its turn through the scheduler, and a loop over it is all that pipelining takes: all answers
// to what one read brought leave together.
#pragma once

#include "heads.hpp"
#include "request_parser.hpp"
#include "watched.hpp"

#include <optional>

namespace cpp_beast_tuned {

class Conversation {
public:
  Conversation(const cpp_common::Limits &limits, const Heads &heads) : limits_(limits), heads_(heads) {}

  /// Answers the requests in front of `received` and appends the answers to `output`. Gives how many bytes it has used:
  /// the rest is the beginning of something, to be shown again with more behind it. When `is_last` the connection ends
  /// after the next answer.
  std::size_t take(std::string_view received, std::string &output, bool is_last);

  bool is_over() const { return over_; }    ///< nothing more will be taken
  bool is_idle() const { return !parser_; } ///< no request has begun
  bool is_in_body() const { return parser_ && parser_->is_header_done(); }
  cpp_common::Sight look() const;

private:
  bool parse(std::string_view &received, std::string &output);
  void answer_request(std::string &output, bool is_last);
  void refuse(const cpp_common::Refusal &refusal, std::string &output);

  const cpp_common::Limits &limits_;
  const Heads &heads_;
  cpp_common::Request request_;
  std::optional<cpp_common::RequestParser> parser_; ///< there is one while a request is incomplete
  std::uint64_t turn_ = 0;
  bool told_to_continue_ = false;
  bool over_ = false;
};

} // namespace cpp_beast_tuned
