// For tests: one worker with its engine and its conductor in virtual time, and the plans it is given.
#pragma once

#include "load/virtual_engine.hpp"
#include "load/worker.hpp"

namespace reqbench::load {

/// A worker, its engine and its conductor in virtual time. `begin` is the first edge: connecting takes no time.
struct Bench {
  explicit Bench(LoadPlan wanted) : plan{std::move(wanted)}, engine{static_cast<std::size_t>(plan.connections)} {
    engine.answer = "HTTP/1.1 204 No Content\r\n\r\n";
    shots.front().bytes = "GET / HTTP/1.1\r\n\r\n";
    shots.front().expect.status = 204;
    shots.front().answer = connection::AnswerTemplate::learn(engine.answer);
    answer_after(std::chrono::milliseconds{1});
  }
  void answer_after(base::Nanoseconds service) {
    engine.answers_at = [service](base::Instant sent) { return sent + service; };
  }
  /// Answers that would come in the freeze come after it, as if the service began anew.
  void freeze(base::Nanoseconds from, base::Nanoseconds to, base::Nanoseconds service) {
    engine.answers_at = [=, this](base::Instant sent) {
      const auto at = sent + service;
      return at >= begin + from && at < begin + to ? begin + to + service : at;
    };
  }
  sample::Recording run() {
    Edges edges;
    const PhaseObserver observer = [this](Phase phase, base::Instant at) {
      phases.emplace_back(phase, at - begin);
      if (on_phase) on_phase(phase);
    };
    Conductor conductor{plan, edges, stop, observer};
    Worker worker{{plan, shots, 0, static_cast<std::size_t>(plan.connections)}, engine, edges, &conductor};
    REQBENCH_ASSERT(worker.open(stop), "virtual connections open");
    begin = engine.now();
    worker.run();
    return std::move(worker).take();
  }

  LoadPlan plan;
  VirtualEngine engine;
  std::vector<Shot> shots = std::vector<Shot>(1);
  base::StopFlag stop;
  base::Instant begin{};
  std::vector<std::pair<Phase, base::Nanoseconds>> phases;
  std::function<void(Phase)> on_phase;
};

inline LoadPlan closed(int connections, base::Nanoseconds warm_up, base::Nanoseconds measure) {
  LoadPlan plan;
  plan.connections = connections;
  plan.warm_up = warm_up;
  plan.measure = measure;
  return plan;
}

inline LoadPlan open(double rate, int connections, base::Nanoseconds warm_up, base::Nanoseconds measure) {
  auto plan = closed(connections, warm_up, measure);
  plan.model = open_at(base::Rate{rate}, measure);
  return plan;
}

} // namespace reqbench::load
