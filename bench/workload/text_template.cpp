#include "workload/text_template.hpp"

namespace reqbench::workload {

using base::Error;
using base::ErrorKind;

std::string percent_encoded(std::string_view bytes) {
  constexpr std::string_view unreserved_marks = "-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : bytes) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            unreserved_marks.find(c) != unreserved_marks.npos;
    if (unreserved) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 15];
  }
  return encoded;
}

namespace {

std::string bytes_of(const base::Json &value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_binary()) return {value.get_binary().begin(), value.get_binary().end()};
  return base::to_line(value);
}

} // namespace

base::Result<std::string> fill(std::string_view text, Encoding encoding, const base::Json::json_pointer &at,
                               const Scope &scope) {
  std::string filled;
  for (;;) {
    const auto open = text.find("${");
    filled += text.substr(0, open);
    if (open == text.npos) return filled;
    text.remove_prefix(open + 2);
    const auto close = text.find('}');
    if (close == text.npos) return Error{ErrorKind::usage, "at " + at.to_string() + ": a ${ is not closed by a }"};
    const std::string name{text.substr(0, close)};
    const auto value = look_up(name, at, scope);
    if (!value) return value.error();
    if (value->is_structured())
      return Error{ErrorKind::usage, "at " + at.to_string() + ": ${" + name + "} is a list; expected a single value"};
    const auto plain = bytes_of(*value);
    filled += encoding == Encoding::percent ? percent_encoded(plain) : plain;
    text.remove_prefix(close + 1);
  }
}

} // namespace reqbench::workload
