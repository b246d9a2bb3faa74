// Whether a plan makes sense, and fits this machine: found before a load begins, or never understood.
#include "load/load.hpp"
#include "load/local_ports.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::load {
namespace {

constexpr base::Nanoseconds none{0};

struct Rule {
  bool holds;
  const char *sentence;
};

base::Status hold(std::span<const Rule> rules) {
  for (const auto &rule : rules)
    if (!rule.holds) return base::Error{base::ErrorKind::usage, rule.sentence};
  return {};
}

base::Status check_plan(const LoadPlan &plan) {
  return hold(std::array{
      Rule{plan.connections >= 1, "a load needs at least one connection"},
      Rule{plan.threads >= 1, "a load needs at least one thread"},
      Rule{plan.threads <= plan.connections, "more threads than connections: some would have nothing to do"},
      Rule{plan.warm_up >= none && plan.measure >= none && plan.drain >= none, "a phase cannot last less than 0"},
      Rule{plan.warm_up + plan.measure > none, "warm-up and measure both last 0: nothing would be sent"},
      Rule{plan.timeout > none, "the timeout of a request must be above 0"},
      Rule{plan.window > none, "a window must last more than 0"},
      Rule{plan.check_in_full_each >= 1, "no answer would be compared in full: one in 1 at most"},
  });
}

base::Status check_model(const LoadPlan &plan, bool loopback) {
  using Kind = Model::Kind;
  const auto &[kind, stretches, arrivals, heartbeat, requests_per_connection, source_addresses] = plan.model;
  const auto is_rate = [](base::Rate rate) { return std::isfinite(rate.per_second) && rate.per_second > 0; };
  const auto sound = [&](const schedule::Stretch &stretch) { return is_rate(stretch.from) && is_rate(stretch.to); };
  const auto lasts = [](const schedule::Stretch &stretch) { return stretch.length > none; };
  const auto length = schedule::length_of(stretches);
  return hold(std::array{
      Rule{kind == Kind::open || stretches.empty(), "only an open load has a rate"},
      Rule{kind != Kind::open || !stretches.empty(), "an open load needs a rate"},
      Rule{std::ranges::all_of(stretches, sound), "the rate must be above 0"},
      Rule{std::ranges::all_of(stretches, lasts), "each stretch of a rate must last more than 0"},
      Rule{kind != Kind::open || plan.measure == none || plan.measure == length,
           "the rates of an open load must last exactly as long as its measure window"},
      Rule{heartbeat >= none, "the heartbeat of a held connection cannot be less than 0"},
      Rule{kind == Kind::held || heartbeat == none, "only held connections have a heartbeat"},
      Rule{requests_per_connection >= 0, "the requests per connection cannot be fewer than 0"},
      Rule{kind != Kind::held || requests_per_connection == 0, "held connections are kept: they know no churn"},
      Rule{source_addresses >= 1, "a load needs at least one source address"},
      Rule{loopback || source_addresses == 1, "several source addresses: only for a target on 127.0.0.0/8"},
  });
}

/// Beside its connections a process holds its output, /proc files and an engine's descriptors a thread.
base::Status check_descriptors(int connections) {
  constexpr rlim_t reserve = 64;
  const auto needed = static_cast<rlim_t>(connections) + reserve;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return {};
  if (limit.rlim_max >= needed) {
    limit.rlim_cur = limit.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return {};
  }
  return base::Error{base::ErrorKind::usage,
                     std::to_string(connections) + " connections need " + std::to_string(needed) +
                         " descriptors, and this process may open only " + std::to_string(limit.rlim_max) +
                         ": ask for " + std::to_string(limit.rlim_max - std::min(limit.rlim_max, reserve)) +
                         " at most (--connections), or raise the hard limit (ulimit -Hn)"};
}

} // namespace

base::Result<LoadPlan> fit(LoadPlan plan, const connection::Endpoint &endpoint) {
  const bool loopback = endpoint.is_loopback();
  if (auto checked = check_plan(plan); !checked) return std::move(checked).error();
  if (auto checked = check_model(plan, loopback); !checked) return std::move(checked).error();
  if (auto checked = check_descriptors(plan.connections); !checked) return std::move(checked).error();
  const auto addresses = addresses_for(plan, read_local_ports(loopback), loopback);
  if (!addresses) return addresses.error();
  plan.model.source_addresses = *addresses;
  return plan;
}

} // namespace reqbench::load
