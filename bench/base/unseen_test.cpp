#include "base/unseen.hpp"

#include <gtest/gtest.h>

namespace reqbench::base {
namespace {

TEST(FirstCharacter, IsReadAsUtf8) {
  EXPECT_EQ(first_character("a").code, U'a');
  EXPECT_EQ(first_character("×b").code, U'×');
  EXPECT_EQ(first_character("東").bytes, 3U);
  EXPECT_EQ(first_character("🦊").code, U'🦊');
}

TEST(FirstCharacter, IsOneByteWhereThatIsNotUtf8) {
  for (const std::string_view bad : {"\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(first_character(bad).code, U'\uFFFD');
    EXPECT_EQ(first_character(bad).bytes, 1U);
  }
}

TEST(UnseenCharacters, AreThoseWithoutWidthAndThoseThatTurnTheDirection) {
  for (char32_t code = 0x200B; code <= 0x200F; ++code) EXPECT_TRUE(is_unseen(code));
  for (char32_t code = 0x202A; code <= 0x202E; ++code) EXPECT_TRUE(is_unseen(code));
  for (char32_t code = 0x2060; code <= 0x2069; ++code) EXPECT_TRUE(is_unseen(code));
  for (const char32_t code : {U'\u00AD', U'\u061C', U'\uFEFF', U'\u3164', U'\uFE00', U'\uFE0F', U'\U000E0041'})
    EXPECT_TRUE(is_unseen(code));
  for (const char32_t code : {U' ', U'~', U'\u00A0', U'é', U'\u200A', U'\u2010', U'–', U'\u2028', U'東', U'\uFE10',
                              U'\uFFFD', U'🦊', U'\U0010FFFF'})
    EXPECT_FALSE(is_unseen(code)) << static_cast<unsigned long>(code);
}

TEST(ControlCharacters, AreThoseThatDriveATerminal) {
  for (char32_t code = 0; code < 0x20; ++code) EXPECT_TRUE(is_control(code));
  for (char32_t code = 0x7F; code < 0xA0; ++code) EXPECT_TRUE(is_control(code));
  for (const char32_t code : {U' ', U'~', U'\u00A0', U'é', U'\u200B', U'\uFFFD'}) EXPECT_FALSE(is_control(code));
}

TEST(Look, IsTheSameWhateverSpacesANameHas) {
  for (const std::string_view name :
       {"go x", " go x", "go x ", "go  x", "go\tx", "go\nx", "go\u00a0x", "go\u2003x\u3000"})
    EXPECT_EQ(look_of(name), "go x") << name;
  EXPECT_EQ(look_of(""), "");
  EXPECT_EQ(look_of(" \n"), "");
}

TEST(Look, ShowsWhatIsNotSeenAsReportsDo) {
  EXPECT_EQ(look_of("go\uFE0F"), "go\\ufe0f");
  EXPECT_EQ(look_of("go\u200b"), look_of("go\\u200b")) << "shown, one is as the other";
  EXPECT_EQ(look_of("größer × 日本"), "größer × 日本");
}

TEST(EscapedCharacter, IsWhatJsonWrites) {
  EXPECT_EQ(escaped(0x200B), "\\u200b");
  EXPECT_EQ(escaped(0x1B), "\\u001b");
  EXPECT_EQ(escaped(0xE0041), "\\udb40\\udc41");
}

} // namespace
} // namespace reqbench::base
