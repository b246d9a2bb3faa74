// The JSON of a histogram gives back what was recorded, and refuses what nobody wrote.
#include "sample/histogram.hpp"

#include "base/random.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace reqbench::sample {
namespace {

using base::Json;
using base::Nanoseconds;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> keys_of(const Json &json) {
  std::vector<std::string> keys;
  for (const auto &[key, value] : json.items()) keys.push_back(key);
  return keys;
}

void expect_same(const Histogram &a, const Histogram &b) {
  const auto left = a.buckets(), right = b.buckets();
  ASSERT_EQ(left.size(), right.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    EXPECT_EQ(left[i].low, right[i].low);
    EXPECT_EQ(left[i].count, right[i].count);
  }
  EXPECT_EQ(a.precision(), b.precision());
  EXPECT_EQ(a.count(), b.count());
  EXPECT_EQ(a.clipped(), b.clipped());
  EXPECT_EQ(a.censored(), b.censored());
  EXPECT_EQ(a.min_censored(), b.min_censored());
  EXPECT_EQ(a.min(), b.min());
  EXPECT_EQ(a.max(), b.max());
}

/// 98 answers of 1, 2, … 98 ns (counted singly), one request given up after 2 s and one after 3 s.
Histogram with_two_timeouts() {
  Histogram histogram;
  for (int value = 1; value <= 98; ++value) histogram.record(Nanoseconds{value});
  histogram.record_at_least(seconds{2});
  histogram.record_at_least(seconds{3});
  return histogram;
}

TEST(HistogramJson, has_the_names_that_others_rely_on_in_their_order) {
  Histogram histogram;
  for (int value = 1; value <= 100; ++value) histogram.record(Nanoseconds{value});
  const Json json = to_json(histogram);
  EXPECT_THAT(keys_of(json),
              ElementsAre("count", "min", "mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max", "hdr_v2"));
  EXPECT_EQ(json["count"], 100);
  EXPECT_EQ(json["min"], 1);
  EXPECT_EQ(json["mean"], 51); // 50.5, rounded to 1 ns
  EXPECT_EQ(json["p50"], 50);
  EXPECT_EQ(json["p75"], 75);
  EXPECT_EQ(json["p90"], 90);
  EXPECT_EQ(json["p99"], 99);
  EXPECT_EQ(json["p99.9"], 100);
  EXPECT_EQ(json["p99.99"], 100);
  EXPECT_EQ(json["max"], 100);
  for (const auto &[key, value] : json.items()) EXPECT_EQ(value.is_number_integer(), key != "hdr_v2") << key;
}

TEST(HistogramJson, names_the_figures_that_are_only_lower_bounds) {
  const Json json = to_json(with_two_timeouts());
  EXPECT_EQ(json["at_least"], Json::parse(R"(["mean", "p99", "p99.9", "p99.99", "max"])"));
  EXPECT_EQ(json["censored"], Json::parse(R"({"count": 2, "min": 2000000000})"));
  EXPECT_EQ(json["p90"], 90);
  EXPECT_NEAR(json["p99"].get<double>(), 2e9, 2e6);
  EXPECT_EQ(json["max"], 3'000'000'000);
}

TEST(HistogramJson, every_figure_is_a_lower_bound_when_all_timed_out) {
  Histogram histogram;
  histogram.record_at_least(seconds{2});
  EXPECT_EQ(to_json(histogram)["at_least"],
            Json::parse(R"(["min", "mean", "p50", "p75", "p90", "p99", "p99.9", "p99.99", "max"])"));
}

TEST(HistogramJson, comes_back_as_it_was) {
  base::Random random{31};
  Histogram clipped;
  clipped.record(milliseconds{1}, 5);
  clipped.record(hours{2}, 2);
  Histogram wide{Precision::one_percent};
  for (int i = 0; i < 5000; ++i)
    wide.record(Nanoseconds{static_cast<std::int64_t>(std::exp(random.unit() * std::log(3.6e12)))});
  for (const Histogram &histogram : {Histogram{}, with_two_timeouts(), clipped, wide}) {
    const auto read = histogram_from_json(to_json(histogram, histogram.precision()));
    ASSERT_TRUE(read) << read.error().message();
    expect_same(*read, histogram);
  }
}

TEST(HistogramJson, a_histogram_that_was_merged_from_other_layouts_comes_back_too) {
  Histogram coarse{Precision::one_percent}, narrow{Precision::one_permille, seconds{1}}, merged;
  coarse.record(Nanoseconds{1'234'567});
  narrow.record(seconds{30});
  merged.merge(coarse);
  merged.merge(narrow);
  const auto read = histogram_from_json(to_json(merged));
  ASSERT_TRUE(read) << read.error().message();
  expect_same(*read, merged);
}

TEST(HistogramJson, figures_follow_from_the_stored_precision) {
  Histogram histogram = with_two_timeouts();
  histogram.record(Nanoseconds{1'234'567}, 300);
  const auto read = histogram_from_json(to_json(histogram, Precision::one_percent));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->precision(), Precision::one_percent);
  const Json json = to_json(histogram, Precision::one_percent);
  for (const auto &[name, p] : named_quantiles) EXPECT_EQ(json[std::string{name}], read->quantile(p).count()) << name;
  EXPECT_EQ(json["min"], 1);
  EXPECT_EQ(json["max"], 3'000'000'000);
}

// Four loads of a trial have at most 16 KiB each, of which latency and service time take the larger part.
TEST(HistogramJson, a_realistic_latency_histogram_stays_within_4_kib) {
  base::Random random{32};
  Histogram histogram;
  // 60 000 answers around 2 ms, log-normal with a spread of 35 % (by the sum of 12 uniform numbers), 1 % ten times as
  // slow.
  for (int i = 0; i < 60'000; ++i) {
    double normal = -6;
    for (int j = 0; j < 12; ++j) normal += random.unit();
    const double slow = random.below(100) == 0 ? 10 : 1;
    histogram.record(Nanoseconds{static_cast<std::int64_t>(2e6 * slow * std::exp(0.35 * normal))});
  }
  const std::size_t bytes = histogram.hdr_v2().size();
  RecordProperty("hdr_v2_bytes", static_cast<int>(bytes));
  EXPECT_LE(bytes, 4096u);
}

TEST(HistogramJson, what_contradicts_itself_is_damaged_and_says_where) {
  struct Damage {
    std::function<void(Json &)> damage;
    const char *says;
  };
  const Damage damages[] = {{[](Json &json) { json = Json::array(); }, "not an object"},
                            {[](Json &json) { json.erase("hdr_v2"); }, "'hdr_v2' is missing"},
                            {[](Json &json) { json["hdr_v2"] = 7; }, "'hdr_v2' is missing"},
                            {[](Json &json) { json["hdr_v2"] = "HIST"; }, "HDR V2"},
                            {[](Json &json) { json.erase("count"); }, "whole number"},
                            {[](Json &json) { json["min"] = -1; }, "whole number"},
                            {[](Json &json) { json["max"] = 1.5; }, "whole number"},
                            {[](Json &json) { json["max"] = UINT64_MAX; }, "whole number"},
                            {[](Json &json) { json["count"] = 99; }, "'count' disagrees"},
                            {[](Json &json) { json["min"] = 2; }, "'min' or 'max' disagrees"},
                            {[](Json &json) { json["max"] = 98; }, "'min' or 'max' disagrees"},
                            {[](Json &json) { json["max"] = 3'500'000'000; }, "nothing was clipped"},
                            {[](Json &json) { json["max"] = 7'200'000'000'000; }, "nothing was clipped"},
                            {[](Json &json) { json["clipped"] = "1"; }, "whole number"},
                            {[](Json &json) { json["clipped"] = 101; }, "'clipped' disagrees"},
                            {[](Json &json) { json["censored"] = 2; }, "'censored' is not"},
                            {[](Json &json) { json["censored"] = Json::object(); }, "'censored' is not"},
                            {[](Json &json) { json["censored"]["count"] = 0; }, "'censored' is not"},
                            {[](Json &json) { json["censored"]["count"] = 101; }, "'censored' disagrees"},
                            {[](Json &json) { json["censored"]["min"] = 0; }, "'censored' disagrees"},
                            {[](Json &json) { json["censored"]["min"] = 4'000'000'000; }, "'censored' disagrees"}};
  for (const auto &[damage, says] : damages) {
    Json json = to_json(with_two_timeouts());
    damage(json);
    const auto read = histogram_from_json(json);
    ASSERT_FALSE(read) << says;
    EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    EXPECT_THAT(read.error().message(), HasSubstr(says));
  }
}

} // namespace
} // namespace reqbench::sample
