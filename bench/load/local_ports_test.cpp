#include "load/local_ports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr LocalPorts usual{.of_an_address = 28'000, .waiting = 0, .kept = 60s};

LoadPlan churn(int requests_per_connection, Model model = {}) {
  LoadPlan plan;
  plan.connections = 100;
  plan.warm_up = 1s;
  plan.measure = 10s;
  plan.drain = 1s;
  plan.model = std::move(model);
  plan.model.requests_per_connection = requests_per_connection;
  return plan;
}

TEST(LocalPorts, OfAFewKeptConnectionsComeFromOneAddress) {
  EXPECT_EQ(addresses_for(churn(0), usual, true).value(), 1);
  EXPECT_EQ(addresses_for(churn(0), usual, false).value(), 1);
}

TEST(LocalPorts, OfManyConnectionsComeFromSeveralAddresses) {
  auto plan = churn(0);
  plan.connections = 100'000;
  // Half of an address' ports are used: 100 000 ÷ 14 000.
  EXPECT_EQ(addresses_for(plan, usual, true).value(), 8);
}

TEST(LocalPorts, ThatWaitOfBeforeCountToo) {
  auto ports = usual;
  ports.waiting = 14'000;
  EXPECT_EQ(addresses_for(churn(0), ports, true).value(), 2);
}

TEST(LocalPorts, OfAnOpenChurnFollowFromItsRate) {
  const auto open = churn(1, open_at(base::Rate{7000}, 10s));
  // 100 open and 7000 a second over all 12 s, which is less than the 60 s for which each is kept.
  EXPECT_EQ(addresses_for(open, usual, true).value(), 7);
  auto quick = usual;
  quick.kept = 1s;
  EXPECT_EQ(addresses_for(open, quick, true).value(), 1);
  EXPECT_EQ(addresses_for(churn(7, open_at(base::Rate{7000}, 10s)), usual, true).value(), 1);
}

TEST(LocalPorts, OfAClosedChurnAreThoseOfTheFastestThatCanBe) {
  // 50 000 a second and thread: 600 100 ÷ 14 000.
  EXPECT_EQ(addresses_for(churn(1), usual, true).value(), 43);
  EXPECT_EQ(addresses_for(churn(100), usual, true).value(), 1);
}

TEST(LocalPorts, AreAtLeastThoseOfTheAskedAddresses) {
  auto plan = churn(0);
  plan.model.source_addresses = 5;
  EXPECT_EQ(addresses_for(plan, usual, true).value(), 5);
}

TEST(LocalPorts, ThatAreTooFewAreToldWithWhatFits) {
  EXPECT_TRUE(addresses_for(churn(1, open_at(base::Rate{2000}, 10s)), usual, false));
  const auto open = addresses_for(churn(1, open_at(base::Rate{2400}, 10s)), usual, false);
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().kind(), base::ErrorKind::usage);
  // (28 000 − 100) ÷ 12 s
  EXPECT_THAT(open.error().message(), HasSubstr("so for 12.0 s at most 2.33 k connections per second fit"));
  EXPECT_THAT(open.error().message(), HasSubstr("ask for a lower rate"));
  const auto closed = addresses_for(churn(1), usual, false);
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().message(), HasSubstr("bound them by a rate"));
  auto endless = churn(1, open_at(base::Rate{9e6}, 1h));
  endless.measure = 1h;
  EXPECT_FALSE(addresses_for(endless, {.of_an_address = 1000, .waiting = 0, .kept = 60s}, true));
}

TEST(LocalPorts, OfThisMachineCanBeRead) {
  const auto ports = read_local_ports(true);
  EXPECT_GT(ports.of_an_address, 0);
  EXPECT_LT(ports.of_an_address, 65'536);
  EXPECT_GE(ports.waiting, 0);
  EXPECT_GE(ports.kept, 1s);
}

} // namespace
} // namespace reqbench::load
