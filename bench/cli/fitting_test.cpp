#include "cli/fitting.hpp"

#include <gtest/gtest.h>

namespace reqbench::cli {
namespace {

using namespace std::chrono_literals;

TEST(Columns, CountsWhatIsSeenAndNotBytes) {
  EXPECT_EQ(columns(""), 0U);
  EXPECT_EQ(columns("go × json · µs"), 14U);
  EXPECT_EQ(columns("██░░"), 4U);
  EXPECT_EQ(columns("日本語"), 6U) << "wide";
  EXPECT_EQ(columns("e\u0301"), 1U) << "combining";
  EXPECT_EQ(columns("🚀"), 2U);
}

TEST(Cut, NeverGoesThroughACharacter) {
  EXPECT_EQ(cut("日本語", 6), "日本語");
  EXPECT_EQ(cut("日本語", 5), "日本…");
  EXPECT_EQ(cut("日本語", 4), "日…") << "a wide character that would fit by half is left out";
  EXPECT_EQ(cut("日本語", 1), "…");
  EXPECT_EQ(cut("日本語", 0), "");
  EXPECT_EQ(cut("e\u0301e\u0301e\u0301", 2), "e\u0301…") << "an accent goes with its letter";
}

TEST(Cut, LeavesNothingThatATerminalWouldActOn) {
  EXPECT_EQ(cut("\x1b[31mred\x1b[0m", 40), "\\u001b[31mred\\u001b[0m");
  EXPECT_EQ(cut("two\nlines\tand \xff", 40), "two lines and \uFFFD");
  EXPECT_EQ(cut("\xc2\x9b"
                "5A",
                40),
            "\\u009b5A")
      << "the one-character form of escape and bracket";
}

TEST(Fitted, LeavesOutWhatMattersLeast) {
  const std::vector<Part> parts{{"26.9 k/s", 0}, {"p99 3.10 ms", 1}, {"0 errors", 2}};
  EXPECT_EQ(fitted(parts, 33), "26.9 k/s · p99 3.10 ms · 0 errors");
  EXPECT_EQ(fitted(parts, 32), "26.9 k/s · p99 3.10 ms");
  EXPECT_EQ(fitted(parts, 21), "26.9 k/s");
  EXPECT_EQ(fitted(parts, 7), "") << "half a number would be another number";
}

TEST(Fitted, TakesTheShorterWordsFirst) {
  const std::vector<Part> parts{{.text = "trial 37 of 120", .dispensable = 1, .shorter = "37/120"},
                                {.text = "12 min left", .dispensable = 0}};
  EXPECT_EQ(fitted(parts, 29), "trial 37 of 120 · 12 min left");
  EXPECT_EQ(fitted(parts, 28), "37/120 · 12 min left");
  EXPECT_EQ(fitted(parts, 19), "12 min left");
}

TEST(Fitted, CutsTextWhereThatSaysEnough) {
  const std::vector<Part> parts{{.text = "python_fastapi × order", .may_be_cut = true},
                                {.text = "FAILED: the server died", .dispensable = 1, .may_be_cut = true}};
  EXPECT_EQ(fitted(parts, 40), "python_fastapi × order · FAILED: the se…");
  EXPECT_EQ(fitted(parts, 30), "python_fastapi × order") << "'FAI…' says nothing";
  EXPECT_EQ(fitted(parts, 12), "python_fast…");
}

TEST(Fitted, NeverTakesMoreThanThereIs) {
  const std::vector<Part> parts{{.text = "日本語 × \x1b[1mjson", .may_be_cut = true},
                                {.text = "capacity: 812/s", .dispensable = 2, .shorter = "capacity"},
                                {.text = "日本語日本語日本語", .dispensable = 1, .may_be_cut = true}};
  for (std::size_t width = 0; width < 80; ++width) EXPECT_LE(columns(fitted(parts, width)), width);
}

TEST(TimeText, IsWholeSecondsAndNeverBelowNothing) {
  EXPECT_EQ(time_text(6100ms), "7 s");
  EXPECT_EQ(time_text(-5s), "0 s");
  EXPECT_EQ(time_text(250s), "4 min 10 s");
  EXPECT_EQ(time_text(59500ms), "1 min");
}

} // namespace
} // namespace reqbench::cli
