// Header and body of an answer; see output.hpp.
#include "output.hpp"

#include <charconv>
#include <cstring>

namespace cpp_beast_tuned {
namespace {

namespace http = boost::beast::http;
using cpp_common::Answer;
using cpp_common::OrderedJson;
using cpp_common::Worker;

constexpr std::size_t most_kept_bytes = 256 * 1024; // of a thread, after a large answer

void append_number(std::string &text, std::size_t number) {
  std::array<char, 20> digits;
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

} // namespace

void Output::append(const Answer &answer, bool with_body, Connection connection, const Worker &worker) {
  const std::string_view body = body_of(answer);
  append_head(answer, worker);
  append_number(text_, body.size());
  if (connection == Connection::close) text_ += "\r\nConnection: close";
  if (connection == Connection::keep_alive) text_ += "\r\nConnection: keep-alive";
  text_ += "\r\n\r\n";
  if (with_body) text_ += body;
}

void Output::clear() {
  text_.clear();
  if (text_.capacity() > most_kept_bytes) text_.shrink_to_fit();
}

void Output::Text::clear() {
  size_ = 0;
  if (bytes_.size() > most_kept_bytes) bytes_ = {};
}

void Output::Text::write_character(char c) {
  if (size_ == bytes_.size()) make_room(1);
  bytes_[size_++] = c;
}

void Output::Text::write_characters(const char *text, std::size_t size) {
  if (bytes_.size() - size_ < size) make_room(size);
  std::memcpy(bytes_.data() + size_, text, size);
  size_ += size;
}

void Output::Text::make_room(std::size_t size) { bytes_.resize(2 * (size_ + size)); }

std::string_view Output::body_of(const Answer &answer) {
  if (const auto *text = std::get_if<std::string_view>(&answer.body)) return *text;
  json_->clear();
  serializer_.dump(std::get<OrderedJson>(answer.body), /*pretty_print=*/false, /*ensure_ascii=*/false, 0);
  return json_->view();
}

void Output::append_head(const Answer &answer, const Worker &worker) {
  if (answer.status == http::status::ok && answer.allow.empty()) {
    for (Head &head : heads_) {
      if (head.tick == worker.ticks() && head.content_type == answer.content_type) {
        text_ += head.text;
        return;
      }
    }
    Head &oldest = heads_[0].tick <= heads_[1].tick ? heads_[0] : heads_[1];
    oldest.content_type = answer.content_type; // a literal
    oldest.tick = worker.ticks();
    oldest.text.clear();
    write_head(oldest.text, answer, worker);
    text_ += oldest.text;
    return;
  }
  write_head(text_, answer, worker);
}

void Output::write_head(std::string &text, const Answer &answer, const Worker &worker) {
  const std::string_view reason = http::obsolete_reason(answer.status);
  text += "HTTP/1.1 ";
  append_number(text, static_cast<unsigned>(answer.status));
  text += ' ';
  text += reason;
  text += "\r\nDate: ";
  text += worker.date();
  if (!answer.content_type.empty()) (text += "\r\nContent-Type: ") += answer.content_type;
  if (!answer.allow.empty()) (text += "\r\nAllow: ") += answer.allow;
  text += "\r\nContent-Length: ";
}

} // namespace cpp_beast_tuned
