// Any bytes as requests, in any pieces: answers or a refusal, never a crash, and the same ones however they were cut.
// The first byte says how long the pieces are, the second with what the text begins: chance finds no request line.
#include "request_parser.hpp"
#include "routes.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <cstdlib>

using namespace cpp_common;

namespace {

constexpr std::array<std::string_view, 6> beginnings{
    "",
    "GET /api/search?",
    "GET /json?id=1&message=a&active=true&tag=b HTTP/1.1\r\nHost: a\r\n",
    "POST /upload HTTP/1.1\r\nHost: a\r\n",
    "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST /order HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n{\"customer\":",
};

struct Seen {
  std::string answers;
};

/// As a connection does it: what was not understood stays in front of what comes next.
Seen serve(std::string_view bytes, std::size_t piece) {
  static const Limits limits;
  Seen seen;
  Request request;
  std::optional<RequestParser> parser;
  std::string input;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    input += bytes.substr(at, piece);
    // A copy of just these bytes: the address sanitizer sees who reads beyond them.
    for (std::string rest; !input.empty();) {
      if (!parser) parser.emplace(request, limits);
      rest = input;
      rest.shrink_to_fit();
      boost::system::error_code error;
      input.erase(0, parser->put(boost::asio::buffer(rest), error));
      if (error == http::error::need_more) break;
      if (error) {
        seen.answers += parser->refusal(error, rest).sentence.empty() ? "nothing said" : "";
        return seen;
      }
      if (!parser->is_done()) continue;
      const Answer given = answer(request);
      seen.answers += std::to_string(static_cast<unsigned>(given.status)) + body_text(given) + '\n';
      const bool last = !parser->keep_alive();
      parser.reset();
      if (last) return seen;
    }
  }
  return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  if (size < 3) return 0;
  const std::string text =
      std::string(beginnings[bytes[1] % beginnings.size()]).append(reinterpret_cast<const char *>(bytes + 2), size - 2);
  const Seen whole = serve(text, text.size());
  if (whole.answers.find("nothing said") != std::string::npos) std::abort();
  // Cut, a refusal may come later: at the end of a header that is already wrong. What was answered is the same.
  const Seen cut = serve(text, bytes[0] + std::size_t{1});
  if (cut.answers != whole.answers) std::abort();
  return 0;
}
