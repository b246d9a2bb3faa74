// Any bytes from a client, in any pieces: answers, never a crash; and as many requests answered however they were cut,
// none of them behind a refusal. Parser, rules, router and handlers are those of cpp_beast too.
#include "conversation.hpp"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace cpp_beast_tuned;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

/// Small, so that the fuzzer reaches them.
cpp_common::Limits small() {
  cpp_common::Limits limits;
  limits.request_line_bytes = 256;
  limits.header_bytes = 512;
  limits.fields = 10;
  limits.chunk_extension_bytes = 32;
  limits.body_bytes = 600;
  return limits;
}

struct Talk {
  std::uint64_t answered;
  bool over;
  std::string output;
};

/// As a connection does it: what was not used stays in front of what comes next.
Talk talk(std::string_view bytes, std::size_t piece) {
  static const auto limits = small();
  static const auto heads = [] {
    Heads made;
    made.renew("Thu, 01 Jan 1970 00:00:00 GMT");
    return made;
  }();
  Conversation conversation(limits, heads);
  std::string output;
  std::vector<char> held;
  for (std::size_t at = 0; at < bytes.size() && !conversation.is_over(); at += piece) {
    const auto next = bytes.substr(at, piece);
    held.insert(held.end(), next.begin(), next.end());
    const auto used = conversation.take({held.data(), held.size()}, output, false);
    must(used <= held.size());
    held.erase(held.begin(), held.begin() + static_cast<std::ptrdiff_t>(used));
  }
  return {conversation.look().turn, conversation.is_over(), output};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view stream(reinterpret_cast<const char *>(bytes + 1), size - 1);
  const auto whole = talk(stream, stream.size());
  const auto pieces = talk(stream, bytes[0] + std::size_t{1});
  must(whole.output.empty() || whole.output.starts_with("HTTP/1.1 "));
  must(whole.answered == pieces.answered);
  must(whole.over || !pieces.over);
  return 0;
}
