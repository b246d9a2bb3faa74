// The loop; see conversation.hpp.
#include "conversation.hpp"

#include "routes.hpp"

#include <boost/asio/buffer.hpp>

namespace cpp_beast_tuned {

using namespace cpp_common;

std::size_t Conversation::take(std::string_view received, std::string &output, bool is_last) {
  const std::size_t before = received.size();
  while (!received.empty() && !over_ && parse(received, output)) answer_request(output, is_last);
  return before - received.size();
}

/// True when a request is complete. Otherwise more must come, or it was refused.
bool Conversation::parse(std::string_view &received, std::string &output) {
  if (!parser_) {
    parser_.emplace(request_, limits_);
    told_to_continue_ = false;
  }
  ErrorCode error;
  received.remove_prefix(parser_->put(boost::asio::buffer(received), error));
  if (error && error != http::error::need_more) {
    refuse(parser_->refusal(error), output);
    return false;
  }
  if (parser_->is_done()) return true;
  // The parser bounds the lines of a header, but neither those of a chunk nor the trailers.
  if (received.size() >= std::max(limits_.header_bytes, limits_.request_line_bytes)) {
    refuse(parser_->refusal(http::error::header_limit), output);
    return false;
  }
  if (parser_->is_header_done() && request_.expects_continue && !told_to_continue_) {
    told_to_continue_ = true;
    if (request_.body.bytes() == 0 && received.empty()) output += "HTTP/1.1 100 Continue\r\n\r\n";
  }
  return false;
}

void Conversation::answer_request(std::string &output, bool is_last) {
  over_ = is_last || !request_.keep_alive;
  append(output, heads_, answer(request_),
         {.keep_alive = !over_, .http_1_0 = request_.http_1_0, .with_body = request_.method != http::verb::head});
  parser_.reset();
  ++turn_;
}

void Conversation::refuse(const Refusal &refusal, std::string &output) {
  over_ = true;
  append(output, heads_, error_answer(refusal.status, refusal.sentence), {.keep_alive = false});
  parser_.reset();
}

Sight Conversation::look() const {
  const Phase phase = is_idle() ? Phase::idle : is_in_body() ? Phase::body : Phase::header;
  return {phase, turn_, request_.body.bytes()};
}

} // namespace cpp_beast_tuned
