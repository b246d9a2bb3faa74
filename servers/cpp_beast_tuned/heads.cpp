// Headers as text; see heads.hpp.
#include "heads.hpp"

#include <array>
#include <charconv>

namespace cpp_beast_tuned {
namespace {

using namespace cpp_common;

std::string head_begin(http::status status, const std::string &date, ContentType type) {
  std::string head = "HTTP/1.1 " + std::to_string(static_cast<unsigned>(status)) + " ";
  const auto reason = http::obsolete_reason(status);
  head.append(reason.data(), reason.size());
  head.append("\r\nDate: ").append(date).append("\r\nContent-Type: ").append(name_of(type));
  return head += "\r\nContent-Length: ";
}

void append_number(std::string &output, std::size_t number) {
  std::array<char, 20> digits; // NOLINT: filled by to_chars
  output.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

} // namespace

void Heads::renew(const std::string &date) {
  if (date == date_) return;
  date_ = date;
  json_ = head_begin(http::status::ok, date, ContentType::json);
  text_ = head_begin(http::status::ok, date, ContentType::text);
}

void append(std::string &output, const Heads &heads, const Answer &answer, const Framing &framing) {
  if (answer.status == http::status::ok) {
    output += heads.ordinary(answer.content_type);
  } else {
    output += head_begin(answer.status, heads.date(), answer.content_type);
  }
  append_number(output, answer.body.size());
  if (!answer.allow.empty()) output.append("\r\nAllow: ").append(answer.allow);
  // HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
  if (!framing.keep_alive) {
    output += "\r\nConnection: close";
  } else if (framing.http_1_0) {
    output += "\r\nConnection: keep-alive";
  }
  output += "\r\n\r\n";
  if (framing.with_body) output += answer.body;
}

} // namespace cpp_beast_tuned
