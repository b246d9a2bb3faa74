#include "launch/output.hpp"

#include <gmock/gmock.h>

namespace reqbench::launch {
namespace {

using testing::ElementsAre;

TEST(Tail, KeepsTheLastLinesInOrder) {
  Tail tail;
  for (int i = 0; i < 100; ++i) tail.append("line " + std::to_string(i) + "\n");
  const auto lines = tail.lines();
  ASSERT_EQ(lines.size(), 20u);
  EXPECT_EQ(lines.front(), "line 80");
  EXPECT_EQ(lines.back(), "line 99");
}

TEST(Tail, ALineMayComeInPartsAndTheLastOneWithoutItsEnd) {
  Tail tail;
  tail.append("Trace");
  tail.append("back\r\n\n   \nKeyError: ");
  tail.append("'x'");
  EXPECT_THAT(tail.lines(), ElementsAre("Traceback", "KeyError: 'x'"));
}

TEST(Tail, AnEndlessLineIsCut) {
  Tail tail;
  for (int i = 0; i < 1000; ++i) tail.append("0123456789");
  tail.append("\nend\n");
  const auto lines = tail.lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].size(), 400u);
  EXPECT_EQ(lines[1], "end");
}

TEST(Tail, NothingPrintedIsNoLine) { EXPECT_TRUE(Tail{}.lines().empty()); }

TEST(Printable, ControlBytesAreShownAndLongTextIsCut) {
  EXPECT_EQ(printable("\x1b[31mred\n\x7f"), "\\x1b[31mred\\x0a\\x7f");
  EXPECT_EQ(printable("grün"), "grün");
  EXPECT_EQ(printable("abcdef", 3), "abc…");
  EXPECT_EQ(printable("abc", 3), "abc");
}

} // namespace
} // namespace reqbench::launch
