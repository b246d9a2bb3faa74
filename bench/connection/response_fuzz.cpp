// Any bytes as an answer, in any pieces: a verdict, never a crash; the same verdict however they were cut, and with a
// template or without one. The first half of the input is learned as the right answer when it is one, the second half
// is then received, and the peer closes behind it.
#include "connection/receiver.hpp"

#include <cstdint>
#include <cstdlib>

using namespace reqbench;

namespace {

using connection::Verdict;
using sample::Outcome;
using State = connection::ResponseReader::State;

struct Seen {
  State state;
  std::size_t taken;
};

Seen read(std::string_view bytes, std::size_t piece, bool head) {
  connection::ResponseReader reader;
  reader.begin(head);
  std::size_t taken = 0;
  while (reader.state() == State::reading && taken < bytes.size()) taken += reader.read(bytes.substr(taken, piece));
  if (reader.state() == State::reading) reader.end_of_stream();
  return {reader.state(), taken};
}

Verdict receive(const connection::AnswerTemplate &known, std::string_view bytes, std::size_t piece, bool head) {
  static const workload::Expectation expectation;
  connection::Receiver receiver;
  receiver.expect(known, expectation, head);
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    if (const auto verdict = receiver.receive(bytes.substr(at, piece)); verdict.ended) return verdict;
  return receiver.closed();
}

void must(bool holds) {
  if (!holds) std::abort();
}

/// Where the answer ended, what follows is seen only when it came with it. A header that cannot become one may be seen
/// as such at once, or only when the peer closes.
bool same(const Verdict &whole, const Verdict &cut) {
  if (whole.outcome == Outcome::unasked) return cut.outcome == Outcome::unasked || cut.outcome == Outcome::ok;
  if (whole.outcome == Outcome::malformed && cut.outcome == Outcome::closed_early) return true;
  return cut.outcome == whole.outcome && (cut.reusable || !whole.reusable);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  if (size < 3) return 0;
  const bool head = (bytes[0] & 1) != 0;
  const std::size_t piece = bytes[1] + std::size_t{1};
  const std::string_view all{reinterpret_cast<const char *>(bytes + 3), size - 3};
  const auto border = all.size() * bytes[2] / 255;
  const auto right = all.substr(0, border), text = all.substr(border);

  const auto whole = read(text, text.size() + 1, head), pieces = read(text, piece, head);
  must(pieces.state == whole.state);
  must(whole.state != State::complete || pieces.taken == whole.taken);

  const connection::AnswerTemplate none;
  auto learned = connection::AnswerTemplate::learn(right);
  const auto of_right = receive(none, right, right.size() + 1, head);
  if (of_right.outcome != Outcome::ok || !of_right.reusable) learned = none; // as nothing wrong is ever learned

  must(learned.empty() || learned.matches(right));

  const auto parsed = receive(none, text, text.size() + 1, head);
  const auto compared = receive(learned, text, text.size() + 1, head);
  must(parsed.ended && compared.ended);
  must(parsed.outcome == compared.outcome && parsed.reusable == compared.reusable);
  must(same(compared, receive(learned, text, piece, head)));
  if (!learned.empty()) must(!receive(learned, right, piece, head).parsed);
  return 0;
}
