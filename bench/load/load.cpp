#include "load/load.hpp"

#include "load/steal_watch.hpp"
#include "load/worker.hpp"

#include <linux/close_range.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <string>
#include <system_error>
#include <thread>

namespace reqbench::load {
namespace {

base::Status check_shots(std::span<const Shot> shots) {
  if (shots.empty()) return base::Error{base::ErrorKind::usage, "a load needs at least one request"};
  const auto is_weight = [](const Shot &shot) { return std::isfinite(shot.weight) && shot.weight > 0; };
  if (std::ranges::all_of(shots, is_weight)) return {};
  return base::Error{base::ErrorKind::usage, "the weight of a request must be above 0"};
}

/// Named for top and ps; pinned; with descriptors of its own; woken when asked, not up to 50 µs later (the default
/// slack of timers).
base::Status set_up_thread(const LoadPlan &plan, std::size_t index) {
  ::prctl(PR_SET_NAME, ("load-" + std::to_string(index)).c_str());
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  // Where threads share a table of descriptors, the kernel counts every use of one up and down: 1 % of a request. Those
  // of others are closed in this thread's own, or they would stay open here when their owner closes them.
#ifndef __SANITIZE_THREAD__ // which takes a number for the same descriptor in every thread
  (void)::close_range(3, ~0U, CLOSE_RANGE_UNSHARE);
#endif
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
  std::vector<std::exception_ptr> thrown; ///< by the threads
  base::CpuSet cpus;                      ///< where the workers may run
  base::Nanoseconds stolen{};

  Load(const connection::Endpoint &to, std::span<const Shot> what, const LoadPlan &how, const base::StopFlag &until,
       const PhaseObserver &observer, const WindowObserver &windows)
      : endpoint{to},
        shots{what},
        plan{how},
        stop{until},
        conductor{how, edges, until, observer, windows},
        recordings(static_cast<std::size_t>(how.threads), sample::Recording{}),
        thrown(recordings.size()),
        cpus{how.cpus.empty() ? base::allowed_cpus() : how.cpus} {}

  void run_threads();

private:
  base::Result<sample::Recording> work(std::size_t index);
  void work_or_keep_what_it_throws(std::size_t index);
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
  auto engine = make_engine(plan.engine, endpoint, share.slots);
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

/// What a thread throws costs this load and not the program, which may hold hours of others. Nothing is made of it
/// here, because it may say that there is no memory left.
void Load::work_or_keep_what_it_throws(std::size_t index) {
  try {
    end_worker(index, work(index));
  } catch (...) {
    thrown[index] = std::current_exception();
    edges.given_up = true;
  }
}

base::Error early_end(std::size_t index, const std::exception_ptr &thrown) {
  const auto of = [&](const char *what) {
    return base::Error{base::ErrorKind::environment,
                       "thread load-" + std::to_string(index) + " of the generator ended early: " + what};
  };
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception &told) {
    return of(told.what());
  } catch (...) {
    return of("it threw what no one knows");
  }
}

void Load::run_threads() {
  {
    std::vector<std::jthread> threads;
    for (std::size_t index = 0; index < recordings.size(); ++index) {
      try {
        threads.emplace_back([this, index] { work_or_keep_what_it_throws(index); });
      } catch (const std::system_error &refused) {
        const auto message = "starting a thread: " + refused.code().message();
        return end_worker(index, base::Error{base::ErrorKind::environment, message});
      }
    }
    stolen = watch_steal(edges, cpus);
  }
  for (std::size_t index = 0; index < thrown.size(); ++index)
    if (thrown[index]) recordings[index] = early_end(index, thrown[index]);
}

} // namespace

std::string_view to_string(Model::Kind kind) {
  constexpr std::array<std::string_view, 3> names{"closed", "open", "held"};
  return names[static_cast<std::size_t>(kind)];
}

Model open_at(base::Rate rate, base::Nanoseconds measure, schedule::Arrivals arrivals) {
  Model model;
  model.kind = Model::Kind::open;
  model.stretches = {{rate, rate, measure}};
  model.arrivals = arrivals;
  return model;
}

std::vector<schedule::Stretch> stretches_of(const LoadPlan &plan) {
  const auto &model = plan.model;
  if (model.kind != Model::Kind::held) return model.stretches;
  if (model.heartbeat.count() == 0) return {};
  const base::Rate rate{plan.connections / base::to_seconds(model.heartbeat)};
  return {{rate, rate, std::max(plan.measure, base::Nanoseconds{1})}}; // a warm-up alone has a rate too
}

base::Result<sample::Recording> run_load(const connection::Endpoint &endpoint, std::span<const Shot> shots,
                                         const LoadPlan &plan, const base::StopFlag &stop,
                                         const PhaseObserver &observer, const WindowObserver &windows) {
  if (auto checked = check_shots(shots); !checked) return std::move(checked).error().while_doing("planning the load");
  const auto fitting = fit(plan, endpoint);
  if (!fitting) return base::Error{fitting.error()}.while_doing("planning the load");
  Load load{endpoint, shots, *fitting, stop, observer, windows};
  load.run_threads();
  for (auto &recording : load.recordings)
    if (!recording)
      return std::move(recording).error().while_doing("loading " + endpoint.address + ":" +
                                                      std::to_string(endpoint.port));
  auto whole = std::move(*load.recordings.front());
  for (std::size_t index = 1; index < load.recordings.size(); ++index) sample::merge(whole, *load.recordings[index]);
  whole.generator.steal_s = base::to_seconds(load.stolen);
  whole.generator.processors = static_cast<int>(load.cpus.size());
  return whole;
}

} // namespace reqbench::load
