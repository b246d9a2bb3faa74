#include "statistics/gate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace reqbench::statistics {
namespace {

Moved figure(Metric metric, double low, double high) {
  Moved moved;
  moved.server = "cpp_beast";
  moved.metric = metric;
  moved.change.ratio = {.value = std::sqrt(low * high), .interval = Interval{low, high}, .n = 1};
  moved.change.half = std::log(high / low) / 2;
  return moved;
}

const std::vector<Limit> throughput_limit{{Metric::throughput, -0.05}};

TEST(Gate, FailsWhenAnyFigureLiesWhollyBeyond) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.98, 1.02), figure(Metric::throughput, 0.80, 0.94)};
  const auto asked = gate(comparison, throughput_limit);
  EXPECT_TRUE(asked.failed);
  EXPECT_FALSE(asked.invalid || asked.unsure);
  EXPECT_FALSE(asked.asked[0].fails);
  EXPECT_TRUE(asked.asked[1].fails);
  EXPECT_NEAR(*asked.asked[0].smallest_shown, 0.95 * std::sqrt(0.98 / 1.02) - 1, 1e-12);
}

TEST(Gate, PassesAndIsUnsureWhenAnIntervalContainsItsLimit) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.90, 1.02)};
  const auto asked = gate(comparison, throughput_limit);
  EXPECT_FALSE(asked.failed || asked.invalid);
  EXPECT_TRUE(asked.unsure);
}

TEST(Gate, AsksOnlyTheFiguresOfItsMetric) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.99, 1.01), figure(Metric::server_cpu, 1.2, 1.3)};
  EXPECT_FALSE(gate(comparison, throughput_limit).failed);
  const std::vector<Limit> both{{Metric::throughput, -0.05}, {Metric::server_cpu, 0.05}};
  EXPECT_TRUE(gate(comparison, both).failed);
}

TEST(Gate, IsInvalidWhenNothingCouldBeAsked) {
  EXPECT_TRUE(gate({}, {}).invalid);
  Comparison comparison;
  comparison.moved = {figure(Metric::server_cpu, 0.99, 1.01)};
  EXPECT_FALSE(gate(comparison, {}).invalid);
  const auto asked = gate(comparison, throughput_limit);
  EXPECT_TRUE(asked.invalid);
  ASSERT_EQ(asked.unanswered.size(), 1u);
}

TEST(Gate, FailsNothingByAFigureThatAnInvalidFindingHits) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.5, 0.6), figure(Metric::server_cpu, 1, 1.01)};
  comparison.moved[0].invalid = true;
  EXPECT_FALSE(gate(comparison, throughput_limit).failed);
  EXPECT_TRUE(gate(comparison, throughput_limit).invalid);
  EXPECT_FALSE(gate(comparison, std::vector<Limit>{{Metric::server_cpu, 0.05}}).invalid) << "another figure was asked";
}

TEST(Gate, EndsWithOneExitCodeOfSeveral) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.80, 0.94), figure(Metric::throughput, 0.90, 1.02)};
  EXPECT_EQ(exit_code_of(gate(comparison, throughput_limit), true), base::exit_regression);
  comparison.moved.erase(comparison.moved.begin());
  EXPECT_EQ(exit_code_of(gate(comparison, throughput_limit), true), base::exit_invalid);
  EXPECT_EQ(exit_code_of(gate(comparison, throughput_limit), false), base::exit_fine);
  comparison.moved.front().invalid = true;
  const auto hit = gate(comparison, throughput_limit);
  EXPECT_EQ(hit.hit, std::vector<const Moved *>{&comparison.moved.front()});
  EXPECT_EQ(exit_code_of(hit, false), base::exit_invalid);
  comparison.uncompared.push_back({.what = "old2", .why = "it cannot be read", .unread = true, .of = {}});
  EXPECT_EQ(exit_code_of(gate(comparison, throughput_limit), false), base::exit_usage);
}

TEST(Gate, IsUnsureOfAServerThatFailed) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.99, 1.01)};
  EXPECT_FALSE(gate(comparison, throughput_limit).unsure);
  comparison.uncompared.push_back({.what = "x", .why = "failed", .lost = true, .of = {}});
  EXPECT_TRUE(gate(comparison, throughput_limit).unsure);
}

TEST(Gate, IsUnsureOfALostFigureOnlyWhereItIsAskedFor) {
  Comparison comparison;
  comparison.moved = {figure(Metric::throughput, 0.99, 1.01)};
  comparison.uncompared.push_back({.what = "x", .why = "gone", .lost = true, .of = Metric::capacity});
  EXPECT_FALSE(gate(comparison, throughput_limit).unsure);
  EXPECT_TRUE(gate(comparison, {}).unsure);
  EXPECT_TRUE(gate(comparison, std::vector<Limit>{{Metric::throughput, -0.05}, {Metric::capacity, -0.1}}).unsure);
}

} // namespace
} // namespace reqbench::statistics
