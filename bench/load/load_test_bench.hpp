// For tests: a load on a real loopback peer, with one request whose right answer is "hello".
#pragma once

#include "connection/test_peer.hpp"
#include "load/load.hpp"

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

/// A load that must begin.
inline sample::Recording load_on(const connection::Endpoint &endpoint, const LoadPlan &plan) {
  const auto shots = hello_shots();
  const base::StopFlag stop;
  auto recording = run_load(endpoint, shots, plan, stop);
  REQBENCH_ASSERT(recording, recording.error().message().c_str());
  return std::move(*recording);
}

} // namespace reqbench::load
