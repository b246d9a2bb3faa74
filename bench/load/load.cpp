#include "load/load.hpp"

#include "load/worker.hpp"

#include <sys/prctl.h>

#include <cmath>
#include <string>
#include <system_error>
#include <thread>

namespace reqbench::load {
namespace {

constexpr base::Nanoseconds none{0};

base::Status check(const LoadPlan &plan, std::span<const Shot> shots) {
  struct Rule {
    bool holds;
    const char *sentence;
  };
  const double rate = plan.model.rate ? plan.model.rate->per_second : 1;
  const auto &model = plan.model;
  const bool constant = model.stretches.empty() ||
                        (model.stretches.size() == 1 && model.stretches.front().from == model.stretches.front().to &&
                         model.arrivals == schedule::Arrivals::constant);
  const Rule rules[]{
      {constant && model.kind != Model::Kind::held && model.requests_per_connection == 0,
       "this shape of a load is not built yet"},
      {!shots.empty(), "a load needs at least one request"},
      {plan.connections >= 1, "a load needs at least one connection"},
      {plan.threads >= 1, "a load needs at least one thread"},
      {plan.threads <= plan.connections, "more threads than connections: some would have nothing to do"},
      {plan.warm_up >= none && plan.measure >= none && plan.drain >= none, "a phase cannot last less than 0"},
      {plan.warm_up + plan.measure > none, "warm-up and measure both last 0: nothing would be sent"},
      {plan.timeout > none, "the timeout of a request must be above 0"},
      {plan.window > none, "a window must last more than 0"},
      {std::isfinite(rate) && rate > 0, "the rate must be above 0"},
  };
  for (const auto &rule : rules)
    if (!rule.holds) return base::Error{base::ErrorKind::usage, rule.sentence};
  return {};
}

/// Named for top and ps; pinned; woken when asked, not up to 50 µs later (the default slack of timers).
base::Status set_up_thread(const LoadPlan &plan, std::size_t index) {
  ::prctl(PR_SET_NAME, ("load-" + std::to_string(index)).c_str());
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  if (plan.cpus.empty()) return {};
  return base::pin(0, {plan.cpus[index % plan.cpus.size()]});
}

/// Everything the threads of one load share, and what each leaves behind.
struct Load {
  const connection::Endpoint &endpoint;
  std::span<const Shot> shots;
  const LoadPlan &plan;
  const base::StopFlag &stop;
  Edges edges;
  Conductor conductor;
  std::vector<base::Result<sample::Recording>> recordings;

  Load(const connection::Endpoint &to, std::span<const Shot> what, const LoadPlan &how, const base::StopFlag &until,
       const PhaseObserver &observer, const WindowObserver &windows)
      : endpoint{to},
        shots{what},
        plan{how},
        stop{until},
        conductor{how, edges, until, observer, windows},
        recordings(static_cast<std::size_t>(how.threads), sample::Recording{}) {}

  void run_threads();

private:
  base::Result<sample::Recording> work(std::size_t index);
  void end_worker(std::size_t index, base::Result<sample::Recording> recording);
};

/// Connections are dealt out as evenly as possible; the first workers take what is left over.
std::size_t slots_of(const LoadPlan &plan, std::size_t index) {
  const auto connections = static_cast<std::size_t>(plan.connections), threads = static_cast<std::size_t>(plan.threads);
  return connections / threads + (index < connections % threads ? 1 : 0);
}

base::Result<sample::Recording> Load::work(std::size_t index) {
  if (auto ready = set_up_thread(plan, index); !ready) return std::move(ready).error();
  const Share share{.plan = plan, .shots = shots, .index = index, .slots = slots_of(plan, index)};
  auto engine = make_epoll_engine(endpoint, share.slots);
  if (!engine) return std::move(engine).error();
  Worker worker{share, **engine, edges, index == 0 ? &conductor : nullptr};
  if (auto opened = worker.open(stop); !opened) return std::move(opened).error();
  worker.run();
  if (edges.given_up) return sample::Recording{}; // the error is another worker's
  return std::move(worker).take();
}

void Load::end_worker(std::size_t index, base::Result<sample::Recording> recording) {
  if (!recording) edges.given_up = true;
  recordings[index] = std::move(recording);
}

void Load::run_threads() {
  std::vector<std::jthread> threads;
  for (std::size_t index = 0; index < recordings.size(); ++index) {
    try {
      threads.emplace_back([this, index] { end_worker(index, work(index)); });
    } catch (const std::system_error &refused) {
      const auto message = "starting a thread: " + refused.code().message();
      return end_worker(index, base::Error{base::ErrorKind::environment, message});
    }
  }
}

} // namespace

base::Result<sample::Recording> run_load(const connection::Endpoint &endpoint, std::span<const Shot> shots,
                                         const LoadPlan &asked, const base::StopFlag &stop,
                                         const PhaseObserver &observer, const WindowObserver &windows) {
  auto plan = asked;
  if (plan.model.stretches.size() == 1) plan.model.rate = plan.model.stretches.front().from;
  if (auto checked = check(plan, shots); !checked) return std::move(checked).error().while_doing("planning the load");
  Load load{endpoint, shots, plan, stop, observer, windows};
  load.run_threads();
  for (auto &recording : load.recordings)
    if (!recording)
      return std::move(recording).error().while_doing("loading " + endpoint.address + ":" +
                                                      std::to_string(endpoint.port));
  auto whole = std::move(*load.recordings.front());
  for (std::size_t index = 1; index < load.recordings.size(); ++index) sample::merge(whole, *load.recordings[index]);
  return whole;
}

} // namespace reqbench::load
