// Any bytes as an answer, in any pieces: a verdict, never a crash, and the same verdict however they were cut.
#include "connection/receiver.hpp"

#include <cstdint>
#include <cstdlib>

using namespace reqbench;

namespace {

struct Seen {
  connection::ResponseReader::State state;
  std::size_t taken;
};

Seen read(std::string_view bytes, std::size_t piece, bool head) {
  connection::ResponseReader reader;
  reader.begin(head);
  std::size_t taken = 0;
  while (reader.state() == connection::ResponseReader::State::reading && taken < bytes.size())
    taken += reader.read(bytes.substr(taken, piece));
  return {reader.state(), taken};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  if (size < 2) return 0;
  const bool head = (bytes[0] & 1) != 0;
  const std::size_t piece = bytes[1] + std::size_t{1};
  const std::string_view text{reinterpret_cast<const char *>(bytes + 2), size - 2};
  const auto whole = read(text, text.size() + 1, head), pieces = read(text, piece, head);
  if (whole.state == connection::ResponseReader::State::complete &&
      (pieces.state != whole.state || pieces.taken != whole.taken))
    std::abort();

  const auto learned = connection::AnswerTemplate::learn(text);
  if (!learned.empty() && !learned.matches(text)) std::abort();
  const workload::Expectation expectation;
  connection::Receiver receiver;
  receiver.expect(learned, expectation, head);
  if (!receiver.receive(text).ended) (void)receiver.closed();
  return 0;
}
