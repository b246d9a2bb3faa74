// One HTTP/1.x answer, piece by piece as its bytes come: the slow path of the load generator, and the only path of
// Exchange. Framing is understood here (Content-Length, chunked, until close, no body), interim answers (1xx) are
// passed over, and memory is bounded. What is doubtful is malformed, never guessed.
#pragma once

#include "workload/answer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace reqbench::connection {

class ResponseReader {
public:
  struct Limits {
    std::uint32_t header_bytes = 64 * 1024;
    std::uint64_t body_bytes = 64 * 1024 * 1024;
    int interim_answers = 8; ///< 1xx before the answer; RFC 9110 (15.2) allows any number, a flood of them is malformed
  };
  enum class State { reading, complete, malformed, oversized };

  ResponseReader() : ResponseReader{Limits{}} {}
  explicit ResponseReader(Limits limits);
  ResponseReader(ResponseReader &&) noexcept;
  ResponseReader &operator=(ResponseReader &&) noexcept;
  ~ResponseReader();

  /// Makes ready for the next answer; `head` = it answers a HEAD and has no body.
  void begin(bool head = false);
  /// The same, with a limit of the body for this answer alone.
  void begin(bool head, std::uint64_t body_bytes);
  /// Takes bytes and returns how many belonged to this answer; fewer than given only when state() is not reading.
  std::size_t read(std::string_view bytes);
  /// The peer closed: the end of a body that lasts until then, else malformed.
  State end_of_stream();

  State state() const;
  /// Why it is malformed or oversized: "bad chunk".
  const std::string &problem() const;
  /// Of a complete answer.
  const workload::Answer &answer() const;
  /// The connection may be used again, by the words of this complete answer.
  bool keep_alive() const;

private:
  struct Parser; // Beast stays behind this name: its headers cost seconds a file
  std::unique_ptr<Parser> parser_;
};

} // namespace reqbench::connection
