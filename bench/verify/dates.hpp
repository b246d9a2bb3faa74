// The Date of answers: read as RFC 9110 (5.6.7) has it, and the first one of a whole verify kept, so that a later one
// can show that it moves without anybody waiting for it.
#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace reqbench::verify {

/// "Sun, 06 Nov 1994 08:49:37 GMT"; nothing when it is not exactly such a text.
std::optional<std::chrono::sys_seconds> parse_date(std::string_view text);

class Dates {
public:
  /// The Date of an answer that came just now; empty when it had none.
  void see(std::string_view date) {
    if (!first_) first_ = {base::now(), std::string{date}};
  }
  struct Seen {
    base::Instant at;
    std::string date;
  };
  const std::optional<Seen> &first() const { return first_; }

private:
  std::optional<Seen> first_;
};

} // namespace reqbench::verify
