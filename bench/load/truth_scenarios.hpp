// What the scripted server does in each truth test, and what must be seen of it: the same scenes for the tests, which
// allow for a busy machine, and for `scripts/dev truth`, which does not.
#pragma once

#include "load/load_test_bench.hpp"
#include "load/scripted_server.hpp"

#include "base/random.hpp"

#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace reqbench::load {

struct Scene {
  std::string_view name;
  LoadPlan plan;
  double rate = 0; ///< per second; 0 = a closed load
  /// Made anew for each run.
  std::function<ScriptedServer::Script()> script;
};

inline Scene open_scene(std::string_view name, double rate, int connections, base::Nanoseconds length,
                        std::function<ScriptedServer::Script()> script) {
  Scene scene{name, short_plan(connections, length), rate, std::move(script)};
  scene.plan.model = open_at(base::Rate{rate}, length);
  scene.plan.timeout = scene.plan.drain = std::chrono::seconds{5};
  return scene;
}

inline Scene closed_scene(std::string_view name, int connections, base::Nanoseconds length,
                          std::function<ScriptedServer::Script()> script) {
  Scene scene{name, short_plan(connections, length), 0, std::move(script)};
  scene.plan.timeout = scene.plan.drain = std::chrono::seconds{5};
  return scene;
}

inline ScriptedServer::Script after(base::Nanoseconds delay) {
  return [=](std::uint64_t, base::Instant received) { return received + delay; };
}

inline ScriptedServer::Script one_in(std::uint64_t many, base::Nanoseconds slow) {
  return [=](std::uint64_t number, base::Instant received) {
    return received + (number % many == many / 2 ? slow : base::Nanoseconds{0});
  };
}

/// Answers at once, but neither reads nor answers for so long when it has read this request.
inline ScriptedServer::Script frozen_at(std::uint64_t request, base::Nanoseconds length) {
  return [=](std::uint64_t number, base::Instant received) {
    if (number == request) std::this_thread::sleep_until(received + length);
    return received;
  };
}

/// The quantile function of the exponential distribution.
inline base::Nanoseconds exponential(double p, base::Nanoseconds mean) {
  return base::from_seconds(-std::log1p(-p) * base::to_seconds(mean));
}

/// `count` delays that are distributed exactly so: the quantiles of (i + ½) ÷ count, in an order drawn from a seed.
inline ScriptedServer::Script exponentially(std::size_t count, base::Nanoseconds mean) {
  std::vector<base::Nanoseconds> delays(count);
  for (std::size_t i = 0; i < count; ++i)
    delays[i] = exponential((static_cast<double>(i) + 0.5) / static_cast<double>(count), mean);
  base::Random::stream(1, "delays").shuffle(delays);
  return [delays = std::move(delays)](std::uint64_t number, base::Instant received) {
    return received + delays[number % delays.size()];
  };
}

struct Played {
  sample::Recording recording;
  std::vector<ScriptedServer::Deed> deeds;
  base::Instant began;
};

/// A load must begin on a server of our own.
inline Played play(const Scene &scene, const base::CpuSet &server_cpus = {}) {
  ScriptedServer server{scene.script(), server_cpus};
  Played played;
  const base::StopFlag stop;
  auto recording = run_load(server.endpoint(), hello_shots(), scene.plan, stop, [&](Phase phase, base::Instant at) {
    if (phase == Phase::warm_up) played.began = at;
  });
  REQBENCH_ASSERT(recording, recording.error().message().c_str());
  played.recording = std::move(*recording);
  played.deeds = server.stop();
  return played;
}

/// The latencies by the server's own stamps, sorted. Open: from the moment at which the k-th request fell due to the
/// answer of the k-th that was read. Closed: from one answer of a connection to its next, because the next request
/// leaves when the answer comes.
inline std::vector<base::Nanoseconds> true_latencies(const Scene &scene, const Played &played) {
  std::vector<base::Nanoseconds> truth;
  std::map<int, base::Instant> sent;
  for (std::size_t k = 0; k < played.deeds.size(); ++k) {
    const auto &deed = played.deeds[k];
    if (deed.answered == base::Instant{}) continue;
    if (scene.rate > 0) {
      truth.push_back(deed.answered - played.began - base::from_seconds(static_cast<double>(k) / scene.rate));
    } else {
      const auto from = sent.try_emplace(deed.connection, played.began).first;
      truth.push_back(deed.answered - from->second);
      from->second = deed.answered;
    }
  }
  std::ranges::sort(truth);
  return truth;
}

/// As a histogram counts it: the least value that at least p of all do not exceed.
inline base::Nanoseconds quantile(const std::vector<base::Nanoseconds> &sorted, double p) {
  if (sorted.empty()) return base::Nanoseconds{0};
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

inline constexpr std::array told_quantiles{0.5, 0.75, 0.9, 0.99, 0.999, 1.0};

} // namespace reqbench::load
