#include "load/order.hpp"

#include "load/engine_choice.hpp"
#include "workload/workload.hpp"

namespace reqbench::load {

base::Result<Order> order_of(Words words) {
  auto plan = plan_of(words);
  if (!plan) return std::move(plan).error();
  if (auto usable = engine_usable(plan->engine); !usable)
    return std::move(usable).error().while_doing("--engine " + words.engine);
  auto url = target_of(words);
  if (!url) return std::move(url).error();
  auto fitting = fit(std::move(*plan), url->endpoint);
  if (!fitting) return std::move(fitting).error();
  auto request = request_of(words, url->target);
  if (!request) return std::move(request).error();
  return Order{std::move(words), std::move(*url), std::move(*request), std::move(*fitting)};
}

base::Result<Learned> learn(const Order &order, const base::StopFlag &stop) {
  auto shots = learn_shots(order.url.endpoint, {&order.request, 1}, order.plan.timeout, stop);
  if (shots) return Learned{std::move(*shots), {}};
  if (shots.error().kind() != base::ErrorKind::wrong_answer) return std::move(shots).error();
  Shot shot;
  shot.bytes = workload::render(order.request, order.url.endpoint.host_field());
  shot.expect = order.request.expect;
  shot.head = order.request.method == "HEAD";
  Learned learned{{}, std::move(shots).error()};
  learned.shots.push_back(std::move(shot));
  return learned;
}

std::string settle_engine(LoadPlan &plan, std::span<const Shot> shots) {
  if (plan.engine != EngineKind::automatic) return {};
  auto choice = choose_engine(shots.front().answer.size(), plan.connections);
  plan.engine = choice.kind;
  return std::move(choice.reason);
}

} // namespace reqbench::load
