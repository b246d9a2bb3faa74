#include "sample/base64.hpp"

#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

struct Pair {
  std::string_view bytes, text;
};

// RFC 4648 §10.
constexpr Pair vectors[] = {{"", ""},
                            {"f", "Zg=="},
                            {"fo", "Zm8="},
                            {"foo", "Zm9v"},
                            {"foob", "Zm9vYg=="},
                            {"fooba", "Zm9vYmE="},
                            {"foobar", "Zm9vYmFy"}};

TEST(Base64, writes_and_reads_the_vectors_of_its_rfc) {
  for (const auto &[bytes, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
}

TEST(Base64, any_byte_comes_back) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
}

TEST(Base64, refuses_what_is_not_base64) {
  for (const std::string_view text : {"Z", "Zg", "Zg=", "Zm9v\n", "Zm9!", "Zg==Zg==", "=Zm9", "====", "Zm9\x80"})
    EXPECT_FALSE(base64_decode(text)) << text;
}

} // namespace
} // namespace reqbench::sample
