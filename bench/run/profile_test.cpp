#include "run/profile.hpp"

#include <gtest/gtest.h>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

TEST(Profile, UnknownNameNamesTheNearest) {
  const auto profile = find_profile("standart");
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().kind(), base::ErrorKind::usage);
  EXPECT_NE(profile.error().message().find("standard"), std::string::npos) << profile.error().message();
}

TEST(Profile, EveryProfilesOwnLoadsCanBeParsed) {
  for (const auto &profile : profile_table) {
    std::string word;
    for (const char c : std::string{profile.loads} + ",") {
      if (c != ',') {
        word += c;
        continue;
      }
      EXPECT_TRUE(parse_load(word, 64, profile.measure)) << profile.name << ": " << word;
      word.clear();
    }
  }
}

TEST(ParseLoad, ClosedTakesTheGivenOrTheUsualConnections) {
  const auto usual = parse_load("closed", 64, 2s);
  ASSERT_TRUE(usual);
  EXPECT_EQ(usual->model, "closed");
  EXPECT_EQ(usual->connections, 64);
  EXPECT_EQ(usual->measure, 2s);
  const auto given = parse_load("closed:512", 64, 2s);
  ASSERT_TRUE(given);
  EXPECT_EQ(given->connections, 512);
}

TEST(ParseLoad, SharesAreOfOne) {
  const auto load = parse_load("share:50", 64, 2s);
  ASSERT_TRUE(load);
  EXPECT_EQ(load->model, "open");
  EXPECT_DOUBLE_EQ(load->share, 0.5);
}

TEST(ParseLoad, RatesTakeUnits) {
  const auto load = parse_load("rate:2k", 64, 2s);
  ASSERT_TRUE(load);
  EXPECT_DOUBLE_EQ(load->rate_per_s, 2000);
  EXPECT_EQ(load->name, "rate:2k");
}

TEST(ParseLoad, CommonHasNoRateYet) {
  const auto load = parse_load("common", 64, 2s);
  ASSERT_TRUE(load);
  EXPECT_TRUE(load->common);
  EXPECT_EQ(load->rate_per_s, 0);
}

TEST(ParseLoad, StepsLastAsLongAsALoadEach) {
  const auto load = parse_load("steps:1k+5k+10k", 64, 2s);
  ASSERT_TRUE(load) << load.error().message();
  EXPECT_EQ(load->model, "open");
  EXPECT_EQ(load->steps_per_s, (std::vector{1000.0, 5000.0, 10'000.0}));
  EXPECT_EQ(load->measure, 6s);
  EXPECT_EQ(load->connections, 64);
}

TEST(ParseLoad, HeldIsANumberOfConnections) {
  const auto load = parse_load("held:10k", 64, 2s);
  ASSERT_TRUE(load) << load.error().message();
  EXPECT_EQ(load->model, "held");
  EXPECT_EQ(load->connections, 10'000);
  EXPECT_EQ(load->measure, 2s);
}

TEST(ParseLoad, ChurnIsAClosedLoadOfShortConnections) {
  const auto load = parse_load("churn:3", 64, 2s);
  ASSERT_TRUE(load) << load.error().message();
  EXPECT_EQ(load->model, "closed");
  EXPECT_EQ(load->connections, 64);
  EXPECT_EQ(load->requests_per_connection, 3);
}

TEST(ParseLoad, RefusesAWordThatIsLongerThanANameAndNamesTheLimit) {
  const auto padded = [](std::size_t bytes) { return "rate:" + std::string(bytes - 6, '0') + "2"; };
  EXPECT_TRUE(parse_load(padded(result::longest_name), 64, 2s));
  for (const std::size_t bytes : {result::longest_name + 1, std::size_t{10'000}}) {
    const auto load = parse_load(padded(bytes), 64, 2s);
    ASSERT_FALSE(load);
    EXPECT_EQ(load.error().kind(), base::ErrorKind::usage);
    EXPECT_NE(load.error().message().find("longer than the 255 characters"), std::string::npos);
    EXPECT_LT(load.error().message().size(), 400u);
  }
}

class BadLoad : public testing::TestWithParam<const char *> {};
TEST_P(BadLoad, IsAUsageErrorThatQuotesTheWord) {
  const auto load = parse_load(GetParam(), 64, 2s);
  ASSERT_FALSE(load);
  EXPECT_EQ(load.error().kind(), base::ErrorKind::usage);
  EXPECT_NE(load.error().message().find(GetParam()), std::string::npos) << load.error().message();
  EXPECT_NE(load.error().message().find("loads are closed"), std::string::npos) << load.error().message();
}
INSTANTIATE_TEST_SUITE_P(Words, BadLoad,
                         testing::Values("close", "closed:0", "closed:x", "closed:", "share", "share:0", "share:101",
                                         "share:-5", "rate", "rate:0", "rate:fast", "common:5", "held", "held:0",
                                         "held:1M", "steps", "steps:", "steps:1k+", "steps:0+1k", "churn", "churn:0",
                                         "churn:x"));

} // namespace
} // namespace reqbench::run
