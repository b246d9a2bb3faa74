// Learning the shots of a load: each case is asked once, checked in full, and its bytes kept as a template.
#include "connection/exchange.hpp"
#include "load/load.hpp"

#include <optional>

namespace reqbench::load {
namespace {

base::Error wrong_answer(const workload::Case &wanted, const std::string &bytes, const workload::Mismatch &mismatch) {
  return base::Error{base::ErrorKind::wrong_answer,
                     wanted.name + " (" + wanted.method + " " + wanted.target + "): " + mismatch.where + " is wrong"}
      .detail("request:  " + bytes.substr(0, bytes.find("\r\n")))
      .detail("- expected " + mismatch.expected)
      .detail("+ got      " + mismatch.got);
}

/// Keeps one connection as long as the server does.
class Asker {
public:
  Asker(const connection::Endpoint &endpoint, base::Nanoseconds timeout, const base::StopFlag &stop)
      : endpoint_{endpoint}, timeout_{timeout}, stop_{stop} {}

  base::Result<connection::Received> ask(const Shot &shot) {
    if (exchange_) {
      auto received = exchange_->ask(shot.bytes, shot.head);
      if (received) return kept(std::move(received));
      // A kept connection may have been closed meanwhile; only a fresh one's failure counts.
    }
    auto opened = connection::Exchange::open(endpoint_, timeout_, &stop_);
    if (!opened) return std::move(opened).error();
    exchange_ = std::move(*opened);
    return kept(exchange_->ask(shot.bytes, shot.head));
  }

private:
  base::Result<connection::Received> kept(base::Result<connection::Received> received) {
    if (!received || !received->keep_alive) exchange_.reset();
    return received;
  }

  const connection::Endpoint &endpoint_;
  base::Nanoseconds timeout_;
  const base::StopFlag &stop_;
  std::optional<connection::Exchange> exchange_;
};

} // namespace

base::Result<std::vector<Shot>> learn_shots(const connection::Endpoint &endpoint, std::span<const workload::Case> cases,
                                            base::Nanoseconds timeout, const base::StopFlag &stop) {
  Asker asker{endpoint, timeout, stop};
  std::vector<Shot> shots;
  shots.reserve(cases.size());
  for (const auto &wanted : cases) {
    if (stop.requested())
      return base::Error{base::ErrorKind::interrupted, "interrupted while the right answers were learned"};
    Shot shot{.bytes = workload::render(wanted, endpoint.host_field()),
              .expect = wanted.expect,
              .answer = {},
              .head = wanted.method == "HEAD",
              .weight = wanted.weight};
    const auto received = asker.ask(shot);
    if (!received)
      return base::Error{received.error()}.while_doing("asking for " + wanted.method + " " + wanted.target);
    if (const auto mismatch = workload::check(wanted.expect, received->answer))
      return wrong_answer(wanted, shot.bytes, *mismatch);
    shot.answer = connection::AnswerTemplate::learn(received->raw);
    shots.push_back(std::move(shot));
  }
  return shots;
}

} // namespace reqbench::load
