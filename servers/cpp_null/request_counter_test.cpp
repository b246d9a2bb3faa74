// Requests are counted once each, however the stream is cut.
#include "request_counter.hpp"

#include <gtest/gtest.h>

namespace cpp_null {
namespace {

TEST(RequestCounter, CountsWhateverTheCut) {
  const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string post = "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na\r\n\r\nb\r\n\r";
  const std::string empty = "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n";
  const std::string stream = get + post + get + empty + post + post + get;
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
    RequestCounter counter;
    std::size_t requests = 0;
    for (std::size_t at = 0; at < stream.size(); at += piece)
      requests += counter.take(std::string_view(stream).substr(at, piece));
    EXPECT_EQ(requests, 7U) << piece;
  }
}

} // namespace
} // namespace cpp_null
