// Whether a plan fits this machine: refusals by their numbers, and the limit that is raised.
#include "load/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <limits>

namespace reqbench::load {
namespace {

using testing::HasSubstr;

const connection::Endpoint somewhere{.address = "127.0.0.1", .port = 1, .host = {}};

LoadPlan of(int connections) {
  LoadPlan plan;
  plan.connections = connections;
  plan.measure = std::chrono::seconds{1};
  return plan;
}

TEST(Fit, RaisesTheSoftLimitOfDescriptorsWhereItMust) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  if (before.rlim_max < 300) GTEST_SKIP() << "the hard limit of descriptors is " << before.rlim_max;
  const rlimit low{.rlim_cur = 200, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  const auto few = fit(of(100), somewhere);
  rlimit kept{};
  ::getrlimit(RLIMIT_NOFILE, &kept);
  const auto many = fit(of(200), somewhere);
  rlimit raised{};
  ::getrlimit(RLIMIT_NOFILE, &raised);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_TRUE(few);
  EXPECT_EQ(kept.rlim_cur, 200U);
  EXPECT_TRUE(many);
  EXPECT_EQ(raised.rlim_cur, before.rlim_max);
}

TEST(Fit, RefusesMoreConnectionsThanTheHardLimitWithTheNumber) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_max >= static_cast<rlim_t>(std::numeric_limits<int>::max())) GTEST_SKIP() << "there is no hard limit";
  const auto refused = fit(of(std::numeric_limits<int>::max()), somewhere);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message(), HasSubstr("may open only " + std::to_string(limit.rlim_max)));
  EXPECT_THAT(refused.error().message(), HasSubstr(std::to_string(limit.rlim_max - 64) + " at most (--connections)"));
}

} // namespace
} // namespace reqbench::load
