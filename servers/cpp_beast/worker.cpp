// The tick and the life of connections; see worker.hpp.
#include "worker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <array>
#include <ctime>

namespace cpp_beast {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_length = 1s;
constexpr auto stop_limit = 1500ms; // the contract allows 2 s
constexpr auto stop_tick_length = 50ms;

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

} // namespace

Worker::Worker() : now_(Clock::now()), date_(http_date()) {}

void Worker::run() {
  boost::asio::co_spawn(context_, tick(), boost::asio::detached);
  context_.run();
}

void Worker::adopt(Socket socket) { boost::asio::co_spawn(context_, serve(std::move(socket)), boost::asio::detached); }

void Worker::stop() {
  stopping_ = true;
  stop_deadline_ = Clock::now() + stop_limit;
  for (Connection &connection : connections_) connection.close_if_idle();
  timer_.cancel();
}

Task<void> Worker::tick() {
  while (!stopping_ || !connections_.empty()) {
    now_ = Clock::now();
    date_ = http_date();
    const bool out_of_patience = stopping_ && now_ >= stop_deadline_;
    for (Connection &connection : connections_) connection.close_if_overdue(out_of_patience ? TimePoint::max() : now_);
    timer_.expires_after(stopping_ ? stop_tick_length : Clock::duration(tick_length));
    co_await timer_.async_wait(completion);
  }
}

Task<void> Worker::serve(Socket socket) {
  Connection connection(std::move(socket), *this);
  connections_.push_back(connection);
  co_await connection.serve();
}

} // namespace cpp_beast
