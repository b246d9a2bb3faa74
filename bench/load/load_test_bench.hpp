// For tests: a load on a real loopback peer, with one request whose right answer is "hello", on each engine.
#pragma once

#include "connection/test_peer.hpp"
#include "load/engine_choice.hpp"
#include "load/load.hpp"

#include <gtest/gtest.h>

namespace reqbench::load {

inline std::vector<Shot> hello_shots() {
  Shot shot;
  shot.bytes = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
  shot.expect.body = workload::BodyRule::text;
  shot.expect.text = "hello";
  shot.answer = connection::AnswerTemplate::learn(connection::answer("hello"));
  return {shot};
}

inline LoadPlan short_plan(int connections, base::Nanoseconds measure) {
  LoadPlan plan;
  plan.connections = connections;
  plan.measure = measure;
  plan.seed = 1;
  return plan;
}

/// Every planned request was answered, but for those that a hiccup of this machine at the very end left unsent.
inline void expect_answered(const sample::Ledger &ledger) {
  EXPECT_EQ(ledger.ok() + ledger.unsent, ledger.planned);
  EXPECT_LE(ledger.unsent * 10, ledger.planned);
}

/// A load that must begin.
inline sample::Recording load_on(const connection::Endpoint &endpoint, const LoadPlan &plan) {
  const auto shots = hello_shots();
  const base::StopFlag stop;
  auto recording = run_load(endpoint, shots, plan, stop);
  REQBENCH_ASSERT(recording, recording.error().message().c_str());
  return std::move(*recording);
}

/// What an engine promises, all engines promise: a suite of TEST_P is derived from this and named by ON_EACH_ENGINE.
class OnEachEngine : public testing::TestWithParam<EngineKind> {
protected:
  void SetUp() override {
    if (const auto usable = engine_usable(GetParam()); !usable) GTEST_SKIP() << usable.error().message();
  }
  LoadPlan short_plan(int connections, base::Nanoseconds measure) const {
    auto plan = load::short_plan(connections, measure);
    plan.engine = GetParam();
    return plan;
  }
};

#define ON_EACH_ENGINE(suite)                                                                                          \
  class suite : public OnEachEngine {};                                                                                \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::Values(EngineKind::epoll, EngineKind::io_uring),                   \
                           [](const auto &engine) { return std::string{to_string(engine.param)}; })

} // namespace reqbench::load
