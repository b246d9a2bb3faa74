#include "cli/command.hpp"

#include <gtest/gtest.h>

namespace reqbench::cli {
namespace {

TEST(PrintableText, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(printable("\x1b[31mred\n\x7f"), "\\x1b[31mred\\x0a\\x7f");
  EXPECT_EQ(printable("a\tb"), "a\tb");
}

TEST(PrintableText, ShowsC1ControlsInUtf8) {
  EXPECT_EQ(printable("\xc2\x9b"
                      "31mred"),
            "\\xc2\\x9b31mred");
  EXPECT_EQ(printable("\xc2\x80\xc2\x9f"), "\\xc2\\x80\\xc2\\x9f");
}

TEST(PrintableText, ShowsWhatIsNotSeen) {
  EXPECT_EQ(printable("a\u200bb \u202egnp.exe\ufeff"), "a\\u200bb \\u202egnp.exe\\ufeff");
}

TEST(PrintableText, KeepsLetters) {
  EXPECT_EQ(printable("grün \xc2\xa0 µ × 東京"), "grün \xc2\xa0 µ × 東京");
  EXPECT_EQ(printable("cut off \xc2"), "cut off \xc2");
}

} // namespace
} // namespace reqbench::cli
