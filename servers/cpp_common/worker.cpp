// The tick and the life of connections; see worker.hpp.
#include "worker.hpp"

#include "answers.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <ctime>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto tick_length = 1s;
constexpr auto stop_limit = 1500ms; // the contract allows 2 s
constexpr auto stop_tick_length = 50ms;
constexpr std::size_t most_partings = 64; // of a flood beyond the limit, most are just closed

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

std::string full_house(const std::string &date) {
  const Answer answer = error_answer(http::status::service_unavailable, "the server has as many connections as it may");
  return "HTTP/1.1 503 Service Unavailable\r\nDate: " + date +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(answer.body.size()) +
         "\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" + answer.body;
}

/// A connection whose last answer is on its way.
class Parting final : public Watched {
public:
  explicit Parting(Socket connected) : socket(std::move(connected)) {}
  Sight look() const override { return {.phase = phase, .turn = 0, .bytes = 0}; }
  void close() override {
    ErrorCode ignored;
    socket.close(ignored);
  }

  using ErrorCode = boost::system::error_code;
  Socket socket;
  Phase phase = Phase::writing;
};

} // namespace

Worker::Worker(const Limits &limits) : limits_(limits), date_(http_date()) {}

void Worker::run() {
  asio::co_spawn(context_, tick(), asio::detached);
  context_.run();
}

void Worker::adopt(Socket socket) {
  ++open_; // now, so that the acceptor counts right
  asio::post(context_, [this, socket = std::move(socket)]() mutable {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    open(std::move(socket));
  });
}

void Worker::turn_away(Socket socket) {
  asio::post(context_, [this, socket = std::move(socket)]() mutable {
    if (partings_ < most_partings) see_off(std::move(socket), full_house(date_));
  });
}

void Worker::stop() {
  stopping_ = true;
  stop_deadline_ = Clock::now() + stop_limit;
  for (Watched &connection : connections_) {
    if (connection.look().phase == Phase::idle) connection.close();
  }
  timer_.cancel();
}

Task<void> Worker::tick() {
  while (!stopping_ || !connections_.empty()) {
    const TimePoint now = Clock::now();
    date_ = http_date();
    renew();
    const bool out_of_patience = stopping_ && now >= stop_deadline_;
    for (Watched &connection : connections_) {
      if (out_of_patience || connection.is_overdue(now, limits_)) connection.close();
    }
    timer_.expires_after(stopping_ ? stop_tick_length : Clock::duration(tick_length));
    co_await timer_.async_wait(completion);
  }
}

void Worker::see_off(Socket socket, std::string last_words) {
  asio::co_spawn(context_, leave(*this, std::move(socket), std::move(last_words)), asio::detached);
}

Task<void> Worker::leave(Worker &worker, Socket socket, std::string last_words) {
  Parting parting(std::move(socket));
  worker.watch(parting);
  ++worker.partings_;
  auto [error, sent] = co_await asio::async_write(parting.socket, asio::buffer(last_words), completion);
  parting.phase = Phase::leaving;
  if (!error) parting.socket.shutdown(Socket::shutdown_send, error);
  std::array<char, 1024> unread{};
  while (!error) std::tie(error, sent) = co_await parting.socket.async_read_some(asio::buffer(unread), completion);
  --worker.partings_;
}

} // namespace cpp_common
