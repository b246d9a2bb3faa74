// Checks just on either side of their limits: what must not be called a trap, beside the nearest thing that is one.
#include "statistics/checks.hpp"

#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> texts_of(const result::Run &run, std::string_view id) {
  std::vector<std::string> texts;
  for (const auto &finding : summarize(run).findings)
    if (finding.id == id) texts.push_back(finding.text);
  return texts;
}

/// The baseline's second member takes so much longer for every request of the open load, and differs in nothing else.
result::Run pair_with_p50(double factor) {
  return MadeRun{}
      .servers({"base", "base (again)"})
      .open(1000)
      .each_load([&](const result::TrialRecord &trial, result::LoadRecord &load) {
        if (trial.server != "base (again)") return;
        for (auto *histogram : {&load.recording.latency, &load.recording.service_time}) {
          histogram->reset();
          histogram->record(base::from_seconds(0.001 * factor + 1e-6 * trial.block), 2000);
        }
      })
      .make();
}

TEST(SelfPair, IsBrokenByItsMedianLatencyAlone) {
  EXPECT_THAT(texts_of(pair_with_p50(1.25), "aa_broken"), ElementsAre(HasSubstr("differs in latency_p50_ns: 1.25 ×")));
  EXPECT_THAT(texts_of(pair_with_p50(1.02), "aa_broken"), IsEmpty());
}

TEST(SelfPair, IsBrokenWhicheverOfItsTwoMembersIsTheBetter) {
  EXPECT_THAT(texts_of(pair_with_p50(0.8), "aa_broken"), ElementsAre(HasSubstr("differs in latency_p50_ns: 0.80")));
}

/// 2,000 answers a launch: `near` of them at 41 ms, 30 at 36 ms, the rest at 1 ms.
result::Run with_answers_near_40ms(std::uint64_t near) {
  using std::chrono::milliseconds;
  return MadeRun{}
      .open(1000)
      .each_load([&](const auto &, result::LoadRecord &load) {
        auto &latency = load.recording.latency;
        latency.reset();
        latency.record(milliseconds{41}, near);
        latency.record(milliseconds{36}, 30);
        latency.record(milliseconds{1}, 2000 - 30 - near);
      })
      .make();
}

TEST(DelayedAcknowledgement, IsAModeOfItsOwnOnlyAtThreeTimesTheBandBeside) {
  EXPECT_THAT(texts_of(with_answers_near_40ms(60), "mode_near_40ms"), IsEmpty()) << "twice its neighbour may be a tail";
  EXPECT_EQ(texts_of(with_answers_near_40ms(90), "mode_near_40ms").size(), 2u) << "one a server";
}

} // namespace
} // namespace reqbench::statistics
