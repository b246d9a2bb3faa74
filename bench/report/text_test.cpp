#include "report/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace reqbench::report {
namespace {

using statistics::Estimate;
using statistics::Interval;

TEST(Text, ARatioHasThreeDigitsAndAnIntervalAsExact) {
  EXPECT_EQ(ratio_text({3.1234, Interval{2.9, 3.357}, 3}), "3.12 × (2.90–3.36)");
  EXPECT_EQ(ratio_text({0.999, Interval{0.9912, 1.0071}, 3}), "0.999 × (0.991–1.007)");
  EXPECT_EQ(ratio_text({0.08333, Interval{0.08, 0.09}, 3}), "0.0833 × (0.0800–0.0900)");
  EXPECT_EQ(ratio_text({123.4, Interval{119.7, 127.2}, 3}), "123 × (120–127)");
  EXPECT_EQ(ratio_text({9.996, Interval{9.9, 10.1}, 3}), "10.0 × (9.9–10.1)");
  EXPECT_EQ(ratio_text({2.5, {}, 1}), "2.50 ×");
}

TEST(Text, AnAbsurdRatioIsWrittenShort) {
  EXPECT_EQ(ratio_text({1.5e300, Interval{1e299, 2e301}, 3}), "1.50e300 × (1.00e299–2.00e301)");
  EXPECT_EQ(ratio_text({3.12, Interval{1e-200, 4.56e200}, 3}), "3.12 × (0.00–4.56e200)");
  EXPECT_EQ(ratio_text({1.234e-300, Interval{1e-301, 2.5}, 3}), "1.23e-300 × (1.00e-301–2.50)");
  EXPECT_EQ(ratio_text({std::numeric_limits<double>::infinity(), {}, 1}), "– ×");
  EXPECT_EQ(bound_text(2.5e307, Bound::least), "at least 2.50e307 ×");
  EXPECT_EQ(bound_figure(1.234e-308, Bound::most), "≤ 1.23e-308 ×");
  EXPECT_EQ(least_count(0), "≥ 0");
  EXPECT_EQ(deviation_text(1e305), "× 1.0e305");
  EXPECT_EQ(change_text(1e300), "+1.00e302 %");
  EXPECT_EQ(change_text(-1e-300), "-0.0 %");
  EXPECT_EQ(portion(1e-300, "memory"), "1/1.00e300 of the memory");
}

TEST(Text, ABoundIsRoundedToWhereItStillHolds) {
  EXPECT_EQ(bound_text(12.586, Bound::least), "at least 12.5 ×");
  EXPECT_EQ(bound_text(12.511, Bound::most), "at most 12.6 ×");
  EXPECT_EQ(bound_text(0.5012, Bound::most), "at most 0.502 ×");
  EXPECT_EQ(bound_text(9.999, Bound::least), "at least 9.99 ×");
  EXPECT_EQ(bound_text(9.996, Bound::most), "at most 10.0 ×");
  EXPECT_EQ(bound_figure(12.586, Bound::least), "≥ 12.5 ×");
  EXPECT_EQ(bound_figure(12.511, Bound::most), "≤ 12.6 ×");
  EXPECT_EQ(bound_figure(0.99961, Bound::least), "≥ 0.999 ×");
  EXPECT_EQ(least_count(132'960), "≥ 132 k");
  EXPECT_EQ(least_count(999'900), "≥ 999 k");
}

TEST(Text, ABoundThatIsExactStaysWhatItIs) {
  EXPECT_EQ(bound_text(0.29, Bound::least), "at least 0.290 ×");
  EXPECT_EQ(bound_text(0.29, Bound::most), "at most 0.290 ×");
  EXPECT_EQ(bound_text(3.1, Bound::least), "at least 3.10 ×");
  EXPECT_EQ(bound_figure(3.12, Bound::most), "≤ 3.12 ×");
  EXPECT_EQ(least_count(269'000), "≥ 269 k");
}

TEST(Text, ACountSharesItsUnitWithItsInterval) {
  EXPECT_EQ(count_text({26'900, Interval{26'100, 27'700}, 3}), "26.9 k (26.1–27.7 k)");
  EXPECT_EQ(count_text({1010, Interval{980, 1040}, 3}), "1.01 k (980–1.04 k)");
  EXPECT_EQ(count_text({400, Interval{-20, 820}, 2}), "400 (0–820)");
  EXPECT_EQ(count_text({400, {}, 1}), "400");
}

TEST(Text, AWholeNumberHasNoDecimals) {
  EXPECT_EQ(plain_number(10), "10");
  EXPECT_EQ(plain_number(0.5), "0.500");
  EXPECT_EQ(plain_number(26'900), "26.9 k");
}

TEST(Text, MemoryReadsAsAFractionOnlyWhenItIsOne) {
  EXPECT_EQ(portion(0.25, "memory"), "1/4 of the memory");
  EXPECT_EQ(portion(0.26, "memory"), "1/4 of the memory");
  EXPECT_EQ(portion(0.29, "memory"), "0.290 × the memory");
  EXPECT_EQ(portion(0.9, "memory"), "0.900 × the memory");
  EXPECT_EQ(portion(2.1, "memory"), "2.10 × the memory");
}

TEST(Text, WordsAreListedAsPeopleDo) {
  const std::vector<std::string> words{"a", "b", "c", "d", "e", "f"};
  EXPECT_EQ(listed(std::span{words}.first(0)), "");
  EXPECT_EQ(listed(std::span{words}.first(1)), "a");
  EXPECT_EQ(listed(std::span{words}.first(2)), "a and b");
  EXPECT_EQ(listed(std::span{words}.first(3)), "a, b and c");
  EXPECT_EQ(shortened(words), "a; b; c; d; 2 more in the table");
  EXPECT_EQ(counted(1, "launch", "launches"), "1 launch");
  EXPECT_EQ(counted(0, "block"), "0 blocks");
  EXPECT_EQ(ended("Stop"), "Stop.");
  EXPECT_EQ(ended("Stop."), "Stop.");
  EXPECT_EQ(capitalized("for `json`"), "For `json`");
  EXPECT_EQ(capitalized("µs"), "µs");
  EXPECT_EQ(capitalized(""), "");
}

TEST(Text, OneLineLeavesNothingThatDrivesATerminal) {
  EXPECT_EQ(one_line("a\r\nb\tc\u2028d"), "a  b c d");
  EXPECT_EQ(one_line("\x1b[31mred\x7f"), "\\u001b[31mred\\u007f");
  EXPECT_EQ(one_line("\u009b31m"), "\\u009b31m");            // C1: an escape sequence's start in eight bits
  EXPECT_EQ(one_line("a\u202Eb\u2066"), "a\\u202eb\\u2066"); // turns the direction of writing
  EXPECT_EQ(one_line("a\u200Bb\uFEFF"), "a\\u200bb\\ufeff"); // takes no room
  EXPECT_EQ(one_line("größer × 日本 🦊"), "größer × 日本 🦊");
}

TEST(Text, OneLineReplacesWhatIsNotUtf8) {
  EXPECT_EQ(one_line("a\xff\xfe"), "a\uFFFD\uFFFD");
  EXPECT_EQ(one_line("\xc3"), "\uFFFD");                               // cut off
  EXPECT_EQ(one_line("\xc0\xaf"), "\uFFFD\uFFFD");                     // overlong "/"
  EXPECT_EQ(one_line("\xe0\x80\xaf"), "\uFFFD\uFFFD\uFFFD");           // overlong in three bytes
  EXPECT_EQ(one_line("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");           // a surrogate
  EXPECT_EQ(one_line("\xf4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD"); // beyond U+10FFFF
  EXPECT_EQ(one_line("\xc3(x"), "\uFFFD(x");
}

TEST(Text, WidthCountsCharactersNotBytes) {
  EXPECT_EQ(width("3.12 ×"), 6U);
  EXPECT_EQ(width(""), 0U);
}

TEST(SpanText, OfFiguresThatReadAlikeIsOne) {
  EXPECT_EQ(span_text("438 µs", "438 µs"), "438 µs");
  EXPECT_EQ(span_text("438 µs", "450 µs"), "438–450 µs");
}

} // namespace
} // namespace reqbench::report
