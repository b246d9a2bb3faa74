#include "connection/answer_template.hpp"

#include "workload/field_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace reqbench::connection {
namespace {

using workload::same_word;

constexpr std::string_view line_end = "\r\n";
/// Fields that change from answer to answer without meaning anything to the one who asked.
constexpr std::array<std::string_view, 1> volatile_fields{"date"};

/// One line of the header, seen inside the whole answer.
struct Line {
  std::string_view name, value;
  std::size_t value_begin = 0;
};

Line field_at(std::string_view raw, std::size_t begin, std::size_t end) {
  const auto line = raw.substr(begin, end - begin);
  const auto colon = std::min(line.find(':'), line.size());
  const auto value = std::min(line.find_first_not_of(" \t", colon + 1), line.size());
  return {line.substr(0, colon), line.substr(value), begin + value};
}

/// What decides whether an answer can be learned, and what of it is masked.
struct Header {
  int status = 0;
  bool http_1_0 = false;
  std::size_t length = 0; ///< with the blank line
  std::optional<std::size_t> content_length;
  std::optional<std::string_view> transfer_encoding;
  std::string_view connection;
  int connection_fields = 0;
  std::vector<Line> masked;
};

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

std::optional<Header> parse_header(std::string_view raw) {
  const auto end = raw.find("\r\n\r\n");
  constexpr std::size_t status_at = std::string_view{"HTTP/1.1 "}.size();
  if (end == raw.npos || end < status_at + 3) return {};
  Header header;
  header.length = end + 4;
  header.http_1_0 = raw.starts_with("HTTP/1.0");
  header.status = static_cast<int>(number(raw.substr(status_at, 3)).value_or(0));
  for (auto at = raw.find(line_end) + 2; at < end + 2;) {
    const auto next = raw.find(line_end, at);
    const auto field = field_at(raw, at, next);
    if (same_word(field.name, "content-length")) header.content_length = number(field.value);
    if (same_word(field.name, "transfer-encoding")) header.transfer_encoding = field.value;
    if (same_word(field.name, "connection")) {
      header.connection = field.value;
      ++header.connection_fields; // of several, one may say close
    }
    if (std::ranges::any_of(volatile_fields, [&](auto name) { return same_word(name, field.name); }))
      header.masked.push_back(field);
    at = next + line_end.size();
  }
  return header;
}

/// Chunked and nothing else, up to a last chunk without trailers; a second length would leave the framing in doubt.
bool is_plainly_chunked(const Header &header, std::string_view body) {
  constexpr std::string_view last_chunk = "0\r\n\r\n";
  if (header.http_1_0 || header.content_length || !same_word(*header.transfer_encoding, "chunked")) return false;
  return body == last_chunk || body.ends_with("\r\n" + std::string{last_chunk});
}

bool can_be_learned(const Header &header, std::string_view body) {
  // An answer that names a Connection says something about reuse: the parser shall weigh its words, unless they are
  // plain.
  const bool stays_open = header.http_1_0 ? same_word(header.connection, "keep-alive")
                                          : header.connection.empty() || same_word(header.connection, "keep-alive");
  if (header.status < 200 || !stays_open || header.connection_fields > 1) return false;
  if (header.transfer_encoding) return is_plainly_chunked(header, body);
  if (header.status == 204 || header.status == 304) return body.empty();
  return header.content_length && (body.empty() || body.size() == *header.content_length); // empty: it answered a HEAD
}

} // namespace

AnswerTemplate AnswerTemplate::learn(std::string_view raw_answer) {
  AnswerTemplate learned;
  const auto header = parse_header(raw_answer);
  if (!header) return learned;
  const auto body = raw_answer.substr(header->length);
  if (!can_be_learned(*header, body)) return learned;
  learned.bytes_ = raw_answer;
  if (header->content_length) learned.counted_body_ = body.size();
  std::size_t begin = 0;
  for (const auto &field : header->masked) {
    learned.compared_.push_back({begin, field.value_begin});
    begin = field.value_begin + field.value.size();
    learned.masked_.push_back({field.value_begin, begin});
  }
  learned.compared_.push_back({begin, raw_answer.size()});
  return learned;
}

} // namespace reqbench::connection
