#include "statistics/load_pair.hpp"

#include "result/single_load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace reqbench::statistics {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class LoadPairTest : public testing::Test {
protected:
  LoadPairTest() {
    for (auto *each : {&before, &after}) {
      each->model = "closed";
      each->connections = 64;
      each->measured = 10s;
      each->completed_in_window = each->ledger.planned = each->ledger.ended[0] = 1000;
      each->latency.record(4ms, 1000);
      each->generator.engine = "epoll";
    }
    before_options = {{"url", "http://127.0.0.1:8080/x"}, {"connections", 64}};
    after_options = {{"url", "http://127.0.0.1:8081/x"}, {"connections", 64}};
  }
  static result::Run run_of(const sample::Recording &recording, base::Json options) {
    result::SingleLoad single;
    single.options = std::move(options);
    single.measure = 10s;
    single.recording = recording;
    return result::run_of(std::move(single));
  }
  LoadPair pair() const {
    const auto first = run_of(before, before_options), second = run_of(after, after_options);
    return pair_loads({first, summarize(first)}, {second, summarize(second)});
  }
  PairedFigure figure(std::string_view key) const {
    const auto figures = pair().figures;
    const auto found = std::ranges::find(figures, key, &PairedFigure::key);
    return found == figures.end() ? PairedFigure{} : *found;
  }

  sample::Recording before, after;
  base::Json before_options, after_options;
};

TEST_F(LoadPairTest, RatioIsAfterByBefore) {
  after.completed_in_window = after.ledger.planned = after.ledger.ended[0] = 2000;
  const auto rate = figure("throughput_per_s");
  EXPECT_EQ(rate.before.value, 100);
  EXPECT_EQ(rate.after.value, 200);
  EXPECT_EQ(rate.ratio, 2);
  EXPECT_FALSE(rate.lower_bound || rate.upper_bound);
}

TEST_F(LoadPairTest, RatioIsABoundWhereOneFigureIs) {
  after.latency.record_at_least(2s);
  const auto longest = figure("latency_max_ns");
  EXPECT_TRUE(longest.after.at_least && longest.lower_bound && !longest.upper_bound);
  EXPECT_NEAR(longest.ratio.value_or(0), 500, 1);
  std::swap(before, after);
  EXPECT_TRUE(figure("latency_max_ns").upper_bound);
  after.latency.record_at_least(2s);
  EXPECT_FALSE(figure("latency_max_ns").ratio); // of two bounds nothing follows
  EXPECT_TRUE(figure("latency_p50_ns").ratio);
}

TEST_F(LoadPairTest, NoRatioToWhatIsNothing) {
  EXPECT_FALSE(figure("not_right_share").ratio); // 0 ÷ 0
  after.ledger.planned = 1010;
  after.ledger.ended[1] = 10;
  EXPECT_FALSE(figure("not_right_share").ratio); // 1 % ÷ 0
  EXPECT_NEAR(figure("not_right_share").after.value.value_or(0), 0.0099, 0.0001);
}

TEST_F(LoadPairTest, FigureThatOneOfThemLacksStandsWithoutARatio) {
  after.model = "open";
  after.offered_per_s = 100;
  const auto asked = figure("offered_per_s");
  EXPECT_FALSE(asked.before.value || asked.ratio);
  EXPECT_EQ(asked.after.value, 100);
  EXPECT_EQ(figure("connect_p50_ns").key, ""); // neither has it
}

TEST_F(LoadPairTest, DifferencesAreToldWhereTheTwoTargetsDoNotExplainThem) {
  EXPECT_THAT(pair().differences, testing::IsEmpty());
  after_options["connections"] = 128;
  EXPECT_THAT(pair().differences, ElementsAre("They differ in connections: 64 and 128."));
  after_options = {{"url", 5}, {"connections", 64}}; // a file changed by hand
  EXPECT_THAT(pair().differences, ElementsAre("They differ in what is asked: /x and /."));
  after_options = before_options;
  after_options.erase("connections");
  EXPECT_THAT(pair().differences, ElementsAre("They differ in connections: 64 and not told."));
}

} // namespace
} // namespace reqbench::statistics
