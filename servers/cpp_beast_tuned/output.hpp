// The answers to what one look of Readiness brought, of many connections, as they go out: one buffer a thread, so that
// those of a connection leave in one system call and nothing is allocated. The header of a 200 is written once a tick
// and then copied; a JSON document goes through one serializer, because every dump() makes itself one, with an
// indentation of 512 bytes on the heap (0.1 µs a request).
#pragma once

#include "answers.hpp"
#include "worker.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cpp_beast_tuned {

/// One a thread.
class Output {
public:
  enum class Connection : std::uint8_t { as_is, close, keep_alive };

  void append(const cpp_common::Answer &answer, bool with_body, Connection connection,
              const cpp_common::Worker &worker);
  void append(std::string_view text) { text_ += text; }

  std::string_view text() const { return text_; }
  void clear();

private:
  // A detail of nlohmann's: CMakeLists.txt asks for the version that it was written for.
  using Serializer = nlohmann::detail::serializer<cpp_common::OrderedJson>;

  struct Head {
    std::string_view content_type;
    std::uint64_t tick = 0;
    std::string text; ///< up to the number behind "Content-Length: "
  };

  /// Where the serializer writes, punctuation mark by punctuation mark: a std::string costs a call for each.
  class Text final : public nlohmann::detail::output_adapter_protocol<char> {
  public:
    void write_character(char c) override;
    void write_characters(const char *text, std::size_t size) override;
    void clear();
    std::string_view view() const { return {bytes_.data(), size_}; }

  private:
    void make_room(std::size_t size);

    std::vector<char> bytes_;
    std::size_t size_ = 0;
  };

  std::string_view body_of(const cpp_common::Answer &answer);
  void append_head(const cpp_common::Answer &answer, const cpp_common::Worker &worker);
  static void write_head(std::string &text, const cpp_common::Answer &answer, const cpp_common::Worker &worker);

  std::string text_;
  std::shared_ptr<Text> json_ = std::make_shared<Text>();
  Serializer serializer_{json_, ' ', cpp_common::for_broken_utf8};
  std::array<Head, 2> heads_; ///< of a 200, by content type: text and JSON
};

} // namespace cpp_beast_tuned
