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
  /// One thing the peer does by itself: says something, or closes (errno; 0 = in order).
  struct Act {
    base::Instant at;
    std::string says{};
    std::optional<int> closes{};
  };
  /// What the server does with a request sent at that moment, instead of answering as above.
  std::function<std::vector<Act>(base::Instant sent)> acts_on_request;
  /// What it does with a connection made at that moment, whether asked or not.
  std::function<std::vector<Act>(base::Instant connected)> acts_on_connection;
  /// How long a connect begun at that moment takes; nothing = for ever.
  std::function<std::optional<base::Nanoseconds>(base::Instant)> connect_takes = [](base::Instant) {
    return base::Nanoseconds{0};
  };
  /// errno of a connect at that moment.
  std::function<int(base::Instant)> connect_error = [](base::Instant) { return 0; };
  /// How long a send at that moment keeps the worker, and its errno.
  std::function<base::Nanoseconds(base::Instant)> send_takes = [](base::Instant) { return base::Nanoseconds{0}; };
  std::function<int(base::Instant)> send_error = [](base::Instant) { return 0; };
  /// Called as each turn begins: may let time pass, as a machine that is busy elsewhere does.
  std::function<base::Nanoseconds(base::Instant)> stolen = [](base::Instant) { return base::Nanoseconds{0}; };
  std::string answer;
  std::size_t left_unsent = 0;                             ///< of every request, for ever
  std::vector<std::pair<std::size_t, base::Instant>> sent; ///< slot, when
  std::vector<std::uint32_t> sources;                      ///< of each connect, in order

  explicit VirtualEngine(std::size_t slots) : generation_(slots) {}

  std::string_view name() const override { return "virtual"; }
  base::Instant now() const override { return now_; }
  int connect(std::size_t slot, connection::Source source) override {
    sources.push_back(source.ipv4);
    if (const auto takes = connect_takes(now_))
      add(slot, now_ + *takes, [this, slot](EngineEvents &events) { finish_connect(slot, events); });
    return 0;
  }
  int send(std::size_t slot, std::string_view) override {
    sent.emplace_back(slot, now_);
    const auto began = now_;
    now_ += send_takes(began);
    if (const int error = send_error(began)) return error;
    if (acts_on_request) {
      for (auto &act : acts_on_request(now_)) add(slot, std::move(act));
    } else if (const auto at = answers_at(now_)) {
      add(slot, {*at, answer});
    }
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
  void finish_connect(std::size_t slot, EngineEvents &events) {
    const int error = connect_error(now_);
    if (error == 0 && acts_on_connection)
      for (auto &act : acts_on_connection(now_)) add(slot, std::move(act));
    events.on_connected(slot, error, now_);
  }
  void add(std::size_t slot, Act act) {
    add(slot, act.at, [this, slot, act](EngineEvents &events) {
      if (act.closes)
        events.on_closed(slot, *act.closes, now_);
      else
        events.on_bytes(slot, act.says, false, now_);
    });
  }
  void add(std::size_t slot, base::Instant at, std::function<void(EngineEvents &)> happen) {
    events_.emplace(at, Event{slot, generation_[slot], std::move(happen)});
  }

  base::Instant now_{std::chrono::hours{1}};
  std::vector<int> generation_;
  std::multimap<base::Instant, Event> events_;
};

} // namespace reqbench::load
