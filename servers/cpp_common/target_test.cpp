// What names a host, and what asks for what.
#include "target.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

using boost::beast::http::verb;

TEST(Target, AHostMayHaveAPortAndNothingElse) {
  for (const char *host :
       {"a", "a.b-c_d", "127.0.0.1:8080", "[::1]", "[2001:db8::1]:1", "a:", "a%20b", "xn--a", "a:65535"})
    EXPECT_TRUE(is_authority(host)) << host;
  for (const char *host : {"",     ":",  ":80", "a:b",    "a:123456", "u@a", "a b",   "a,b",  "a/b",      "a?b", "a#b",
                           "[::1", "[]", "[g]", "[::1]a", "[::1]:x",  "a]",  "\"a\"", "a\\b", "\xc3\xa9", "a\tb"})
    EXPECT_FALSE(is_authority(host)) << host;
}

TEST(Target, PathAndQueryAreWhatStandsBehindTheHost) {
  const auto parts = [](const char *target) {
    const auto read = read_target(target, verb::get);
    return read ? std::string(read->path) + " " + std::string(read->query) : "none";
  };
  EXPECT_EQ(parts("/"), "/ ");
  EXPECT_EQ(parts("/a?b?c"), "/a b?c");
  EXPECT_EQ(parts("/a?"), "/a ");
  EXPECT_EQ(parts("http://h/a?b"), "/a b");
  EXPECT_EQ(parts("HTTPS://h:1?b"), "/ b");
  EXPECT_EQ(parts("http://h"), "/ ");
  EXPECT_EQ(parts("http:/h"), "none");
  EXPECT_EQ(parts("h:80"), "none");
  EXPECT_EQ(parts("*"), "none");
  EXPECT_EQ(parts("?a"), "none");
}

} // namespace
} // namespace cpp_common
