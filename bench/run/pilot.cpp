#include "run/pilot.hpp"

#include "connection/exchange.hpp"
#include "run/trial_phases.hpp"

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;
using base::Nanoseconds;

/// Requests that a load draws from: enough that no server gains by remembering answers, few enough that ours stay in
/// the cache.
constexpr std::size_t shot_count = 512;
constexpr Nanoseconds pilot_length = 1s;

/// The answer that the calibration will tell, asked once more; nothing where it could not be told on a connection that
/// stays open.
std::optional<StoredAnswer> answer_to_store(const connection::Endpoint &endpoint, std::span<const load::Shot> shots) {
  const auto which = request_to_store(shots);
  if (!which) return std::nullopt;
  const auto &shot = shots[*which];
  auto exchange = connection::Exchange::open(endpoint, 5s);
  if (!exchange) return std::nullopt;
  const auto received = exchange->ask(shot.bytes);
  if (!received || !received->keep_alive || !received->raw.starts_with("HTTP/1.1 ") ||
      workload::check(shot.expect, received->answer))
    return std::nullopt;
  return StoredAnswer{received->raw, shot.expect};
}

} // namespace

base::Result<Pilot> run_pilot(const Plan &plan, const Participant &participant, const workload::Workload &workload,
                              const std::filesystem::path &root, const base::StopFlag &stop, PilotDepth depth,
                              load::LiveFeed *feed) {
  auto server = launch::launch(participant.manifest, root, launch_plan(plan), stop);
  if (!server) return std::move(server).error();
  if (auto owned = server->owns_port(); !owned) return std::move(owned).error();
  const auto endpoint = named_localhost(server->endpoint());
  const auto cases = workload.draw(base::Random::stream(plan.seed, workload.name()).next(), shot_count);
  /// A server that died is told as such, with its last words; anything else as what failed.
  const auto explain = [&](base::Error failure) {
    if (server->alive()) return failure;
    const auto last_words = server->last_words();
    base::Error died{base::ErrorKind::server, "the server died in the pilot: " + server->stop().to_sentence()};
    for (const auto &line : last_words) died = std::move(died).detail(line);
    return died;
  };
  auto shots = load::learn_shots(endpoint, cases, 5s, stop);
  if (!shots) return explain(std::move(shots).error());
  Pilot pilot{.shots = *std::move(shots), .answer = {}};
  const bool is_first = workload.name() == plan.workloads.front().name();
  if (plan.calibration && is_first) pilot.answer = answer_to_store(endpoint, pilot.shots);
  if (depth == PilotDepth::learn) return pilot;
  load::LoadPlan closed;
  closed.connections = plan.connections;
  closed.engine = plan.engine;
  closed.cpus = plan.generator_cpus;
  closed.warm_up = lead_in;
  closed.measure = pilot_length;
  closed.seed = plan.seed;
  auto recording = load::run_load(endpoint, pilot.shots, closed, stop, {}, load::followed(feed, closed));
  for (int again = 0; again < most_measured_again && recording && says_nothing(*recording) && !stop.requested();
       ++again)
    recording = load::run_load(endpoint, pilot.shots, closed, stop, {}, load::followed(feed, closed));
  if (!recording) return explain(recording.error());
  const auto &ledger = recording->ledger;
  if (!stop.requested() && (recording->completed_in_window == 0 || !server->alive())) {
    const auto kind = ledger.wrong() > 0 ? base::ErrorKind::wrong_answer : base::ErrorKind::server;
    const auto ends = ends_of(ledger);
    return explain({kind, "no right answer in the pilot second" + (ends.empty() ? "" : ": " + ends)});
  }
  pilot.goodput_per_s = recording->achieved_per_s();
  pilot.wrong_answers = ledger.wrong() + recording->warm_up_ledger.wrong() > 0;
  return pilot;
}

} // namespace reqbench::run
