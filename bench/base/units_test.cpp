#include "base/units.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace reqbench::base {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, TakesEveryUnit) {
  EXPECT_EQ(*parse_duration("10ns"), 10ns);
  EXPECT_EQ(*parse_duration("250us"), 250us);
  EXPECT_EQ(*parse_duration("250µs"), 250us);
  EXPECT_EQ(*parse_duration("500ms"), 500ms);
  EXPECT_EQ(*parse_duration("2s"), 2s);
  EXPECT_EQ(*parse_duration("3m"), 3min);
  EXPECT_EQ(*parse_duration("3min"), 3min);
  EXPECT_EQ(*parse_duration("1h"), 1h);
}

TEST(ParseDuration, AddsItsParts) {
  EXPECT_EQ(*parse_duration("1m30s"), 90s);
  EXPECT_EQ(*parse_duration("1h2m3s4ms"), 1h + 2min + 3s + 4ms);
}

TEST(ParseDuration, TakesThemAsTheyArePrinted) {
  for (const auto duration : {Nanoseconds{812ns}, Nanoseconds{1240us}, Nanoseconds{250s}, Nanoseconds{2h + 5min}})
    EXPECT_EQ(*parse_duration(format_duration(duration)), duration) << format_duration(duration);
}

TEST(ParseDuration, RoundsFractionsToTheNanosecond) {
  EXPECT_EQ(*parse_duration("0.1s"), 100ms);
  EXPECT_EQ(*parse_duration("1.15us"), 1150ns); // 1149.99… in binary
  EXPECT_EQ(*parse_duration(".5ms"), 500us);
  EXPECT_EQ(*parse_duration("0s"), 0ns);
  EXPECT_EQ(*parse_duration("0"), 0ns);
}

TEST(ParseDuration, RefusesWhatIsAmbiguousOrHostile) {
  for (const std::string text :
       {"",      "5",    "1e5",  "1e5s", "-1s",           "-0s", "+1s", "nan",  "nans",  "inf",
        "infs",  "s",    "1  s", " 1s",  "1s ",           "1S",  "1d",  "1s2",  "1..5s", "1.5.5s",
        "0x10s", "1,5s", "1s\n", "1ms!", "999999999999h", "1s-", "ms1", "1 0s", "1. 5s"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind(), ErrorKind::usage);
    EXPECT_NE(parsed.error().message().find("'" + text + "' is not a duration; write it like 500ms"),
              std::string::npos);
  }
}

TEST(ParseDuration, RefusesMoreThanTheClockHolds) {
  EXPECT_TRUE(parse_duration("2499999h")); // 9e18 ns are 2.5 million hours
  EXPECT_FALSE(parse_duration("2500001h"));
  EXPECT_FALSE(parse_duration("2000000h2000000h"));
  EXPECT_FALSE(parse_duration(std::string(400, '9') + "s"));
}

TEST(ParseRate, TakesMultiplesAndPerSecond) {
  EXPECT_EQ(parse_rate("2000")->per_second, 2000);
  EXPECT_EQ(parse_rate("5k")->per_second, 5000);
  EXPECT_EQ(parse_rate("5K/s")->per_second, 5000);
  EXPECT_EQ(parse_rate("1.5k")->per_second, 1500);
  EXPECT_EQ(parse_rate("1M/s")->per_second, 1e6);
  EXPECT_EQ(parse_rate("0.5")->per_second, 0.5);
}

TEST(ParseRate, RefusesZeroNegativeAndUnthinkableRates) {
  for (const std::string text : {"", "0", "-0", "-5", "nan", "inf", "/s", "5/s/s", "5k k", "5kk", "1e5", "5 /s", "5/m",
                                 "0.0001", "1001M", "0x5"}) {
    ASSERT_FALSE(parse_rate(text)) << text;
  }
  // A number that is finite by itself and not any more after its unit.
  EXPECT_FALSE(parse_rate(std::string(308, '9') + "M"));
}

TEST(ParseCount, TakesWholeNumbersUpToTheLimit) {
  EXPECT_EQ(*parse_count("64", 100), 64);
  EXPECT_EQ(*parse_count("1k", 1000), 1000);
  EXPECT_EQ(*parse_count("1.001k", 2000), 1001); // 1000.99… in binary
  EXPECT_EQ(*parse_count("2147483647", std::numeric_limits<int>::max()), std::numeric_limits<int>::max());
}

TEST(ParseCount, NamesTheRangeWhenItRefuses) {
  for (const std::string text :
       {"", "0", "-1", "101", "1.5", "1e1", "0.5", "0.9999", "nan", "64x", "6 4", "9999999999999M"}) {
    const auto parsed = parse_count(text, 100);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().message().find("a whole number from 1 to 100"), std::string::npos);
  }
}

TEST(FormatSignificant, RoundsToTheDigitsAsked) {
  EXPECT_EQ(format_significant(3.14159, 3), "3.14");
  EXPECT_EQ(format_significant(1234, 3), "1230");
  EXPECT_EQ(format_significant(9.996, 3), "10.0");
  EXPECT_EQ(format_significant(999.6, 3), "1000");
  EXPECT_EQ(format_significant(0.000123456, 3), "0.000123");
  EXPECT_EQ(format_significant(-2.5, 2), "-2.5");
  EXPECT_EQ(format_significant(7, 1), "7");
  EXPECT_EQ(format_significant(1000, 3), "1000");
}

TEST(FormatSignificant, WritesAnAbsurdNumberShort) {
  EXPECT_EQ(format_significant(999.4e9, 3), "999000000000");
  EXPECT_EQ(format_significant(1e12, 3), "1.00e12");
  EXPECT_EQ(format_significant(999.6e9, 3), "1.00e12") << "after rounding";
  EXPECT_EQ(format_significant(-2.5e17, 2), "-2.5e17");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::max(), 3), "1.80e308");
  EXPECT_EQ(format_significant(1e-9, 2), "0.0000000010");
  EXPECT_EQ(format_significant(1e-300, 1), "1e-300");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::denorm_min(), 3), "4.94e-324");
}

TEST(FormatSignificant, KnowsWhatIsNoNumber) {
  EXPECT_EQ(format_significant(0, 3), "0");
  EXPECT_EQ(format_significant(-0.0, 3), "0");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::infinity(), 3), "–");
  EXPECT_EQ(format_significant(std::numeric_limits<double>::quiet_NaN(), 3), "–");
}

TEST(FormatSignificantDeathTest, NoDigitsAtAllAreABug) {
  EXPECT_DEATH((void)format_significant(1, 0), "bug in reqbench");
}

TEST(FormatDuration, ChoosesTheUnitAPersonWouldSay) {
  EXPECT_EQ(format_duration(0ns), "0 ns");
  EXPECT_EQ(format_duration(812ns), "812 ns");
  EXPECT_EQ(format_duration(1240us), "1.24 ms");
  EXPECT_EQ(format_duration(12'345us), "12.3 ms");
  EXPECT_EQ(format_duration(12'300ms), "12.3 s");
  EXPECT_EQ(format_duration(250s), "4 min 10 s");
  EXPECT_EQ(format_duration(5min), "5 min");
  EXPECT_EQ(format_duration(2h + 5min), "2 h 5 min");
  EXPECT_EQ(format_duration(2h + 5min + 40s), "2 h 6 min");
  EXPECT_EQ(format_duration(999h + 59min), "999 h 59 min");
  EXPECT_EQ(format_duration(12'345h), "12.3 k h");
}

TEST(FormatDuration, NeverShowsAThousandOfASmallerUnit) {
  EXPECT_EQ(format_duration(999'600ns), "1.00 ms");
  EXPECT_EQ(format_duration(999'400ns), "999 µs");
  EXPECT_EQ(format_duration(999'600us), "1.00 s");
  EXPECT_EQ(format_duration(59'990ms), "1 min");
  EXPECT_EQ(format_duration(59min + 59s + 600ms), "1 h 0 min");
}

TEST(FormatDuration, ShowsNegativeDifferences) {
  EXPECT_EQ(format_duration(-5ms), "-5.00 ms");
  EXPECT_EQ(format_duration(Nanoseconds::min()), "-2.56 M h"); // 2^63 ns
}

TEST(FormatBytes, CountsInPowersOfTwo) {
  EXPECT_EQ(format_bytes(512), "512 B");
  EXPECT_EQ(format_bytes(3.4 * 1048576), "3.40 MiB");
  EXPECT_EQ(format_bytes(2048), "2.00 KiB");
  EXPECT_EQ(format_bytes(1023.9 * 1024), "1.00 MiB");
  EXPECT_EQ(format_bytes(2147483648.0), "2.00 GiB");
  EXPECT_EQ(format_bytes(-2048), "-2.00 KiB");
  EXPECT_EQ(format_bytes(1e308), "9.31e298 GiB");
  EXPECT_EQ(format_bytes(std::numeric_limits<double>::quiet_NaN()), "–");
}

TEST(FormatCount, ShortensThousandsAndMillions) {
  EXPECT_EQ(format_count(812), "812");
  EXPECT_EQ(format_count(26'940), "26.9 k");
  EXPECT_EQ(format_count(1.2e6), "1.20 M");
  EXPECT_EQ(format_count(999'600), "1.00 M");
  EXPECT_EQ(format_count(1.2e9), "1.20 G");
  EXPECT_EQ(format_count(-1500), "-1.50 k");
  EXPECT_EQ(format_count(1e12), "1.00e12");
  EXPECT_EQ(format_count(1e300), "1.00e300");
  EXPECT_EQ(format_count(std::numeric_limits<double>::infinity()), "–");
}

} // namespace
} // namespace reqbench::base
