#include "schedule/stretch.hpp"

#include <gtest/gtest.h>

namespace reqbench::schedule {
namespace {

using namespace std::chrono_literals;
using base::Rate;

TEST(Ramp, GoesFromOneRateToAnotherInItsTime) {
  const auto rising = parse_ramp("1k..20k/30s");
  ASSERT_TRUE(rising) << rising.error().message();
  EXPECT_EQ(*rising, (Stretch{Rate{1000}, Rate{20'000}, 30s}));
  EXPECT_EQ(parse_ramp("20k..1k/1m30s").value(), (Stretch{Rate{20'000}, Rate{1000}, 90s}));
  EXPECT_EQ(parse_ramp("1k/s..2k/s/500ms").value(), (Stretch{Rate{1000}, Rate{2000}, 500ms}));
}

TEST(Steps, FollowOneAnother) {
  const auto steps = parse_steps("1k+5k+500", 3s);
  ASSERT_TRUE(steps) << steps.error().message();
  const std::vector<Stretch> expected{
      {Rate{1000}, Rate{1000}, 3s}, {Rate{5000}, Rate{5000}, 3s}, {Rate{500}, Rate{500}, 3s}};
  EXPECT_EQ(*steps, expected);
  EXPECT_EQ(parse_steps("7", 1s)->size(), 1U);
  EXPECT_EQ(length_of(*steps), 9s);
  EXPECT_DOUBLE_EQ(mean_rate(*steps), 6500.0 / 3);
}

TEST(Arrivals, HaveNames) {
  EXPECT_EQ(parse_arrivals("constant").value(), Arrivals::constant);
  EXPECT_EQ(parse_arrivals("poisson").value(), Arrivals::poisson);
  EXPECT_EQ(to_string(Arrivals::poisson), "poisson");
  EXPECT_NE(parse_arrivals("uniform").error().message().find("constant or poisson"), std::string::npos);
}

TEST(MeanRate, OfOneStretchIsItsMiddleAndOfNoneIs0) {
  EXPECT_EQ(mean_rate(std::vector<Stretch>{{Rate{333.3}, Rate{333.3}, 700ms}}), 333.3);
  EXPECT_EQ(mean_rate(std::vector<Stretch>{{Rate{1000}, Rate{3000}, 1s}}), 2000);
  EXPECT_EQ(mean_rate({}), 0);
}

struct Bad {
  const char *text, *says;
};
void expect_refused(const base::Error &error, const Bad &bad) {
  EXPECT_EQ(error.kind(), base::ErrorKind::usage) << bad.text;
  EXPECT_NE(error.message().find(bad.says), std::string::npos) << error.message();
  EXPECT_NE(error.message().find("'" + std::string{bad.text} + "'"), std::string::npos) << error.message();
  EXPECT_NE(error.message().find("write it like"), std::string::npos) << error.message();
}

TEST(Ramp, SaysWhatIsWrongWithIt) {
  for (const auto &bad : {Bad{"", "no '..'"}, Bad{"1k/30s", "no '..'"}, Bad{"1k..20k", "length is missing"},
                          Bad{"1k..20k/s", "length is missing"}, Bad{"1k/30s..20k", "length is missing"},
                          Bad{"1k..20k/", "not a duration"}, Bad{"1k..20k/30", "not a duration"},
                          Bad{"1k..20k/0s", "lasts 0"}, Bad{"1k..20k/-3s", "not a duration"},
                          Bad{"0..20k/30s", "'0' is"}, Bad{"1k..0/30s", "'0' is"}, Bad{"-1..20k/30s", "'-1' is"},
                          Bad{"..20k/30s", "'' is"}, Bad{"1k..11M/30s", "to 10M"}, Bad{"1k...20k/30s", "'.20k' is"}}) {
    const auto ramp = parse_ramp(bad.text);
    ASSERT_FALSE(ramp) << bad.text;
    expect_refused(ramp.error(), bad);
  }
}

TEST(Steps, SayWhatIsWrongWithThem) {
  for (const auto &bad : {Bad{"", "'' is"}, Bad{"1k+", "'' is"}, Bad{"+1k", "'' is"}, Bad{"1k++2k", "'' is"},
                          Bad{"1k+0", "'0' is"}, Bad{"1k,2k", "'1k,2k' is"}, Bad{"20M", "to 10M"},
                          Bad{"1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1", "more than 32"}}) {
    const auto steps = parse_steps(bad.text, 1s);
    ASSERT_FALSE(steps) << bad.text;
    expect_refused(steps.error(), bad);
  }
  EXPECT_FALSE(parse_steps("1k", 0s));
}

} // namespace
} // namespace reqbench::schedule
