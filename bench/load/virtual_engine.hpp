// For tests: an engine without sockets in virtual time. The server behind it answers each request after a time the
// test chooses, so that every latency of a load is known beforehand to the nanosecond.
#pragma once

#include "load/engine.hpp"

#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reqbench::load {

class VirtualEngine final : public Engine {
public:
  /// What the server does with a request sent at that moment: when it answers, or never.
  std::function<std::optional<base::Instant>(base::Instant sent)> answers_at;
  /// errno of a connect at that moment.
  std::function<int(base::Instant)> connect_error = [](base::Instant) { return 0; };
  /// Called as each turn begins: may let time pass, as a machine that is busy elsewhere does.
  std::function<base::Nanoseconds(base::Instant)> stolen = [](base::Instant) { return base::Nanoseconds{0}; };
  std::string answer;
  std::size_t left_unsent = 0;                             ///< of every request, for ever
  std::vector<std::pair<std::size_t, base::Instant>> sent; ///< slot, when

  explicit VirtualEngine(std::size_t slots) : generation_(slots) {}

  std::string_view name() const override { return "virtual"; }
  base::Instant now() const override { return now_; }
  int connect(std::size_t slot, connection::Source) override {
    add(slot, now_, [this, slot](EngineEvents &events) { events.on_connected(slot, connect_error(now_), now_); });
    return 0;
  }
  int send(std::size_t slot, std::string_view) override {
    sent.emplace_back(slot, now_);
    if (const auto at = answers_at(now_))
      add(slot, *at, [this, slot](EngineEvents &events) { events.on_bytes(slot, answer, false, now_); });
    return 0;
  }
  std::size_t unsent(std::size_t) const override { return left_unsent; }
  void skip(std::size_t, std::size_t, std::size_t) override {} // it shows everything
  void close(std::size_t slot) override { ++generation_[slot]; }
  std::size_t turn(base::Nanoseconds limit, EngineEvents &events) override {
    now_ += stolen(now_);
    // A look takes a microsecond, or time would stand still while the worker spins.
    const auto until = now_ + std::max(limit, base::Nanoseconds{1000});
    if (events_.empty() || events_.begin()->first > until) {
      now_ = until;
      return 0;
    }
    auto next = events_.extract(events_.begin());
    now_ = std::max(now_, next.key());
    if (next.mapped().generation == generation_[next.mapped().slot]) next.mapped().happen(events);
    return 1;
  }

private:
  struct Event {
    std::size_t slot;
    int generation;
    std::function<void(EngineEvents &)> happen;
  };
  void add(std::size_t slot, base::Instant at, std::function<void(EngineEvents &)> happen) {
    events_.emplace(at, Event{slot, generation_[slot], std::move(happen)});
  }

  base::Instant now_{std::chrono::hours{1}};
  std::vector<int> generation_;
  std::multimap<base::Instant, Event> events_;
};

} // namespace reqbench::load
