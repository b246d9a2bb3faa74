#include "verify/farewell.hpp"

#include "base/units.hpp"
#include "connection/exchange.hpp"
#include "verify/evidence.hpp"

#include <algorithm>
#include <future>
#include <thread>

namespace reqbench::verify {
namespace {

using connection::Exchange;

constexpr base::Nanoseconds time_to_leave = std::chrono::seconds{2};
/// From the first half of the request to SIGTERM, so that the server has read it.
constexpr base::Nanoseconds hesitation = std::chrono::milliseconds{100};
/// From SIGTERM to the other half, so that a server that drops what it has half of has done so, and one that says close
/// from now on knows it: some look up ten times a second only, some supervisors twice, and tell their workers then.
constexpr base::Nanoseconds until_all_know = std::chrono::milliseconds{600};
constexpr base::Nanoseconds newcomers_limit = std::chrono::seconds{1};

class InFlight {
public:
  InFlight(const LifeSubject &subject, const launch::RunningServer &server)
      : wanted_{request_with_body(subject)}, stop_{subject.stop} {
    if (!wanted_) return;
    request_ = workload::render(*wanted_, server.endpoint().host_field());
    half_ = request_.size() - wanted_->body.size() / 2;
    if (auto opened = Exchange::open(server.endpoint(), time_to_leave, &stop_)) line_.emplace(*std::move(opened));
    // Asked once in full: else it might wait for its turn to be accepted still.
    if (line_ && line_->ask(request_)) (void)line_->send(std::string_view{request_}.substr(0, half_));
  }
  /// in_flight and last_answer of the farewell.
  void finish(Farewell &farewell);

private:
  Outcome answered();

  std::optional<workload::Case> wanted_;
  const base::StopFlag &stop_;
  std::string request_;
  std::size_t half_ = 0;
  std::optional<Exchange> line_;
  std::optional<connection::Received> received_; ///< what came after SIGTERM
};

/// Else the client would send its next request into a connection that ends. Where no answer came there is none to
/// judge.
Outcome says_close(const connection::Received &received, const std::string &asked) {
  if (!received.keep_alive) return {};
  return Finding{asked, "Connection: close in the answer that came after SIGTERM", shown_answer(received.raw)};
}

void InFlight::finish(Farewell &farewell) {
  if (!wanted_) return;
  farewell.in_flight = answered();
  if (received_) farewell.last_answer = says_close(*received_, shown(request_));
}

Outcome InFlight::answered() {
  Finding finding{shown(request_), "its right answer, though SIGTERM came when half of its body was sent", {}};
  if (!line_) {
    finding.got = "no connection";
    return finding;
  }
  // A server that closed already has told why in its answer, or has told nothing.
  (void)line_->send(std::string_view{request_}.substr(half_));
  auto received = line_->receive();
  if (!received) {
    finding.got = received.error().message();
    return finding;
  }
  received_ = *std::move(received);
  const auto mismatch = workload::check(wanted_->expect, received_->answer);
  if (!mismatch) return {};
  finding.got = mismatch->where + ": " + mismatch->got + "\n" + shown_answer(received_->raw);
  return finding;
}

/// A connection that the kernel takes and nobody answers is none.
bool is_answered(const connection::Endpoint &endpoint, const base::StopFlag &stop) {
  constexpr base::Nanoseconds patience = std::chrono::milliseconds{100};
  auto line = Exchange::open(endpoint, patience, &stop);
  return line && line->ask("GET / HTTP/1.1\r\nHost: " + endpoint.host_field() + "\r\nConnection: close\r\n\r\n");
}

Outcome come_late(const connection::Endpoint &endpoint, base::Instant asked_to_leave, const base::StopFlag &stop) {
  constexpr auto pause = std::chrono::milliseconds{20};
  while (is_answered(endpoint, stop)) {
    if (base::now() - asked_to_leave > newcomers_limit)
      return Finding{"GET /, on a new connection",
                     "no answer later than " + base::format_duration(newcomers_limit) + " after SIGTERM",
                     "an answer " + base::format_duration(base::now() - asked_to_leave) + " after it"};
    std::this_thread::sleep_for(pause);
  }
  return {};
}

} // namespace

std::optional<workload::Case> request_with_body(const LifeSubject &subject) {
  constexpr std::size_t draws = 20;
  for (const auto &workload : subject.workloads)
    for (auto &drawn : workload.draw(subject.seed, draws))
      if (drawn.body.size() >= 2) return std::move(drawn);
  return {};
}

Farewell bid_farewell(const LifeSubject &subject, launch::RunningServer &server) {
  const auto endpoint = server.endpoint();
  const auto idle = Exchange::open(endpoint, time_to_leave, &subject.stop);
  InFlight in_flight{subject, server};
  std::this_thread::sleep_for(hesitation);
  const auto asked_to_leave = base::now();
  auto ending = std::async(std::launch::async, [&] { return server.stop(); });
  std::this_thread::sleep_for(until_all_know);
  Farewell farewell;
  in_flight.finish(farewell);
  farewell.newcomers = come_late(endpoint, asked_to_leave, subject.stop);
  farewell.ending = ending.get();
  return farewell;
}

} // namespace reqbench::verify
