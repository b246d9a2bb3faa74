// Trick: the header of an ordinary answer is text that was written beforehand. Only the date in it ever changes, once a
// second. Together with no http::response and no serializer around it: −1.8 µs.
#pragma once

#include "answers.hpp"

namespace cpp_beast_tuned {

class Heads {
public:
  void renew(const std::string &date);

  /// 200, kept open, up to where the length of the body follows.
  const std::string &ordinary(cpp_common::ContentType type) const {
    return type == cpp_common::ContentType::json ? json_ : text_;
  }
  const std::string &date() const { return date_; }

private:
  std::string date_, json_, text_;
};

/// Appends the whole answer to a request of HTTP/1.1 or HTTP/1.0.
struct Framing {
  bool keep_alive = true;
  bool http_1_0 = false;
  bool with_body = true; ///< not for HEAD
};
void append(std::string &output, const Heads &heads, const cpp_common::Answer &answer, const Framing &framing);

} // namespace cpp_beast_tuned
