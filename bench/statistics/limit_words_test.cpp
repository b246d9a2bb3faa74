#include "statistics/limit_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using testing::HasSubstr;

TEST(FailOn, TakesAFigureAndAChangeForTheWorse) {
  struct Known {
    const char *text;
    Metric metric;
    double change;
  };
  for (const auto &known : {Known{"throughput=-5%", Metric::throughput, -0.05},
                            {"throughput<-5%", Metric::throughput, -0.05},
                            {"cpu=+5%", Metric::server_cpu, 0.05},
                            {"p99>10%", Metric::latency_p99, 0.10},
                            {"p50=7.5 %", Metric::latency_p50, 0.075},
                            {" throughput = -5 % ", Metric::throughput, -0.05},
                            {"cpu > +5%", Metric::server_cpu, 0.05},
                            {"capacity=-99.9%", Metric::capacity, -0.999},
                            {"memory=+1000%", Metric::memory_loaded, 10}}) {
    const auto limit = parse_limit(known.text);
    ASSERT_TRUE(limit) << known.text;
    EXPECT_EQ(limit->metric, known.metric) << known.text;
    EXPECT_NEAR(limit->change, known.change, 1e-12) << known.text;
  }
}

TEST(FailOn, RefusesWhatItCannotMean) {
  struct Known {
    const char *text, *says;
  };
  for (const auto &known : {Known{"throughput", "a figure and a limit"},
                            {"", "a figure and a limit"},
                            {"=-5%", "a figure and a limit"},
                            {"througput=-5%", "did you mean throughput"},
                            {" ", "a figure and a limit"},
                            {" = -5%", "a figure and a limit"},
                            {"thr oughput = -5%", "did you mean throughput"},
                            {"throughput = - 5%", "in per cent, such as throughput=-5%"},
                            {"throughput = -1 5%", "in per cent"},
                            {"throughput=-5", "in per cent, such as throughput=-5%"},
                            {"throughput=", "in per cent"},
                            {"throughput=nan%", "in per cent"},
                            {"cpu=inf%", "in per cent"},
                            {"cpu=+-5%", "in per cent"},
                            {"p99<20ms", "in per cent, such as p99=+5%"},
                            {"throughput=5%", "gets worse when it falls"},
                            {"throughput>-5%", "gets worse when it falls"},
                            {"throughput=0%", "gets worse when it falls"},
                            {"cpu=-5%", "gets worse when it rises"},
                            {"throughput=-100%", "between -100 % and +1000 %"},
                            {"cpu=+1001%", "between -100 % and +1000 %"}}) {
    const auto limit = parse_limit(known.text);
    ASSERT_FALSE(limit) << known.text;
    EXPECT_EQ(limit.error().kind(), base::ErrorKind::usage);
    EXPECT_THAT(limit.error().message(), HasSubstr(known.says));
  }
}

} // namespace
} // namespace reqbench::statistics
