// How many requests end within what a client sends: as little as tells where one ends. It trusts its client, which is
// reqbench: a header ends in a blank line, and Content-Length, written just so, tells how long a body follows. No
// chunks. All that stands in the way of the generator's own ceiling is left out.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace cpp_null {

class RequestCounter {
public:
  /// The requests that ended with these bytes.
  std::size_t take(std::string_view bytes) {
    if (held_.empty()) {
      const std::size_t requests = count(bytes);
      held_ = bytes;
      return requests;
    }
    held_ += bytes;
    std::string_view rest = held_;
    const std::size_t requests = count(rest);
    held_.erase(0, held_.size() - rest.size());
    return requests;
  }

private:
  /// Leaves in `bytes` the beginning of a header that has not ended.
  std::size_t count(std::string_view &bytes) {
    std::size_t requests = 0;
    while (true) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, bytes.size()));
      bytes.remove_prefix(skipped);
      body_left_ -= skipped;
      if (in_body_ && body_left_ == 0) in_body_ = false, ++requests;
      const std::size_t head_end = bytes.find("\r\n\r\n");
      if (in_body_ || head_end == std::string_view::npos) return requests;
      body_left_ = body_length(bytes.substr(0, head_end));
      in_body_ = true;
      bytes.remove_prefix(head_end + 4);
    }
  }

  static std::uint64_t body_length(std::string_view head) {
    if (head.starts_with("GET ")) return 0; // which spares nearly every request the search
    constexpr std::string_view name = "\r\nContent-Length: ";
    std::uint64_t length = 0;
    if (const std::size_t at = head.find(name); at != std::string_view::npos) {
      std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    }
    return length;
  }

  std::string held_;
  std::uint64_t body_left_ = 0;
  bool in_body_ = false;
};

} // namespace cpp_null
