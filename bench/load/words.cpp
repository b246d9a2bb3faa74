// Of the words of `reqbench load`: how much is asked, in which shape, for how long.
#include "load/words.hpp"

#include "base/random.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <array>

namespace reqbench::load {
namespace {

using base::Nanoseconds;
using base::usage_error;
using namespace std::chrono_literals;

constexpr int most_connections = 100'000, most_threads = 256;
constexpr Nanoseconds longest_load = 24h;

base::Result<int> count_of(const std::string &text, std::string_view option, int limit) {
  auto count = base::parse_count(text, limit);
  if (!count) return std::move(count).error().while_doing(option);
  return count;
}

struct DurationRow {
  std::string_view option;
  std::string text;
  Nanoseconds least, most;
  Nanoseconds LoadPlan::*into;
};

/// A window must hold something, the longest latency that a histogram tells apart is an hour.
base::Status read_durations(const Words &words, LoadPlan &plan) {
  const std::array rows{
      DurationRow{"--duration", words.duration.value_or(std::string{default_duration}), 1ms, longest_load,
                  &LoadPlan::measure},
      DurationRow{"--warm-up", words.warm_up, 0ms, 1h, &LoadPlan::warm_up},
      DurationRow{"--timeout", words.timeout, 1ms, 1h, &LoadPlan::timeout},
  };
  for (const auto &row : rows) {
    auto duration = base::parse_duration(row.text);
    if (!duration) return std::move(duration).error().while_doing(row.option);
    if (*duration < row.least || *duration > row.most)
      return usage_error(std::string{row.option} + " '" + row.text + "': it takes from " +
                         base::format_duration(row.least) + " to " + base::format_duration(row.most));
    plan.*row.into = *duration;
  }
  return {};
}

// --- the shape of the load: one row an option ---

base::Status fill_rate(const std::string &text, const Words &, LoadPlan &plan) {
  const auto rate = base::parse_rate(text);
  if (!rate) return rate.error();
  plan.model.stretches = {{*rate, *rate, plan.measure}};
  return {};
}

base::Status fill_ramp(const std::string &text, const Words &words, LoadPlan &plan) {
  if (words.duration) return usage_error("'" + text + "' tells its own length; leave out --duration");
  const auto ramp = schedule::parse_ramp(text);
  if (!ramp) return ramp.error();
  plan.model.stretches = {*ramp};
  return {};
}

base::Status fill_steps(const std::string &text, const Words &, LoadPlan &plan) {
  auto steps = schedule::parse_steps(text, plan.measure);
  if (!steps) return std::move(steps).error();
  plan.model.stretches = std::move(*steps);
  return {};
}

base::Status fill_held(const std::string &text, const Words &, LoadPlan &plan) {
  if (text == no_heartbeat) return {};
  const auto heartbeat = base::parse_duration(text);
  if (!heartbeat) return heartbeat.error();
  if (*heartbeat < 1ms) return usage_error("'" + text + "': a heartbeat takes from 1 ms on");
  plan.model.heartbeat = *heartbeat;
  return {};
}

struct Shape {
  std::string_view option;
  std::optional<std::string> Words::*text;
  Model::Kind kind;
  base::Status (*fill)(const std::string &text, const Words &words, LoadPlan &plan);
};
constexpr std::array shapes{
    Shape{"--rate", &Words::rate, Model::Kind::open, fill_rate},
    Shape{"--ramp", &Words::ramp, Model::Kind::open, fill_ramp},
    Shape{"--steps", &Words::steps, Model::Kind::open, fill_steps},
    Shape{"--held", &Words::held, Model::Kind::held, fill_held},
};

base::Status read_shape(const Words &words, LoadPlan &plan) {
  const Shape *chosen = nullptr;
  for (const auto &shape : shapes) {
    if (!(words.*shape.text)) continue;
    if (chosen != nullptr)
      return usage_error(std::string{chosen->option} + " and " + std::string{shape.option} +
                         " exclude each other: a load has one shape; leave one of them out");
    chosen = &shape;
  }
  if (chosen == nullptr) return {};
  plan.model.kind = chosen->kind;
  if (auto filled = chosen->fill(*(words.*chosen->text), words, plan); !filled)
    return std::move(filled).error().while_doing(chosen->option);
  if (chosen->kind != Model::Kind::open) return {};
  plan.measure = schedule::length_of(plan.model.stretches);
  if (plan.measure > longest_load)
    return usage_error(std::string{chosen->option} + " '" + *(words.*chosen->text) + "' lasts " +
                       base::format_duration(plan.measure) + "; at most " + base::format_duration(longest_load) +
                       " are taken");
  if (schedule::mean_rate(plan.model.stretches) * base::to_seconds(plan.measure) < 1)
    return usage_error(std::string{chosen->option} + " '" + *(words.*chosen->text) + "' for " +
                       base::format_duration(plan.measure) + " is less than one request; ask for more, or for longer");
  return {};
}

base::Status read_arrivals(const Words &words, LoadPlan &plan) {
  if (!words.arrivals) return {};
  const auto arrivals = schedule::parse_arrivals(*words.arrivals);
  if (!arrivals) return base::Error{arrivals.error()}.while_doing("--arrivals");
  if (plan.model.kind != Model::Kind::open)
    return usage_error(
        "--arrivals spaces the requests of an open load: add --rate, --ramp or --steps, or leave it out");
  plan.model.arrivals = *arrivals;
  return {};
}

base::Status read_churn(const Words &words, LoadPlan &plan) {
  if (!words.churn) return {};
  if (plan.model.kind == Model::Kind::held)
    return usage_error("--churn closes connections that --held keeps open; leave one of them out");
  const auto requests = count_of(*words.churn, "--churn", 1'000'000);
  if (!requests) return requests.error();
  plan.model.requests_per_connection = *requests;
  return {};
}

base::Status read_size(const Words &words, LoadPlan &plan) {
  const auto connections = count_of(words.connections, "--connections", most_connections);
  if (!connections) return connections.error();
  const auto threads = count_of(words.threads, "--threads", most_threads);
  if (!threads) return threads.error();
  if (*threads > *connections)
    return usage_error("--threads " + words.threads + " with --connections " + words.connections +
                       ": some threads would have nothing to do; ask for as many connections at least");
  plan.connections = *connections;
  plan.threads = *threads;
  return {};
}

base::Status read_engine(const Words &words, LoadPlan &plan) {
  if (std::ranges::find(engine_names, words.engine) == engine_names.end())
    return usage_error("--engine '" + words.engine + "': it takes epoll, io_uring or auto");
  plan.engine = engine_named(words.engine);
  if (words.check_all) plan.check_in_full_each = 1;
  return {};
}

} // namespace

base::Result<LoadPlan> plan_of(const Words &words) {
  LoadPlan plan;
  // Durations come first: a shape may need or replace the one that is measured.
  for (const auto read : {read_size, read_durations, read_shape, read_arrivals, read_churn, read_engine})
    if (auto done = read(words, plan); !done) return std::move(done).error();
  plan.drain = std::max(plan.drain, plan.timeout);
  plan.window = 1s; // of the live line: people read seconds
  const auto seed = words.seed ? base::parse_seed(*words.seed) : base::fresh_seed();
  if (!seed) return seed.error();
  plan.seed = *seed;
  return plan;
}

} // namespace reqbench::load
