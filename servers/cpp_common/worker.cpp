// The tick and the life of connections; see worker.hpp.
#include "worker.hpp"

#include <boost/asio/dispatch.hpp>

#include <array>
#include <ctime>

namespace cpp_common {
namespace {

using namespace std::chrono_literals;

constexpr auto tick_length = 1s;
constexpr auto stop_tick_length = 50ms;

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

} // namespace

Worker::Worker(const Limits &limits, MakeService make)
    : limits_(limits), service_(make(*this)), now_(Clock::now()), date_(http_date()) {}

Worker::~Worker() {
  while (!connections_.empty()) release(connections_.front());
}

void Worker::run() {
  tick();
  context_.run();
}

void Worker::serve(Socket socket, Count &count) {
  ++count;
  boost::asio::dispatch(
      context_, [this, &count, socket = std::move(socket)]() mutable { adopt(std::move(socket), count).serve(); });
}

void Worker::refuse(Socket socket, Count &count) {
  ++count;
  boost::asio::dispatch(context_, [this, &count, socket = std::move(socket)]() mutable {
    adopt(std::move(socket), count).refuse({http::status::service_unavailable, "too many connections"});
  });
}

Connection &Worker::adopt(Socket socket, Count &count) {
  boost::system::error_code ignored; // a client that has left already is found by the first read
  socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  Connection &connection = *service_->connect(std::move(socket), count).release(); // until release() destroys it
  connections_.push_back(connection);
  return connection;
}

void Worker::release(Connection &connection) {
  delete &connection; // leaves the list, and the count, by itself
}

void Worker::stop() {
  stopping_ = true;
  stop_deadline_ = Clock::now() + limits_.stop_time;
  for (Connection &connection : connections_) connection.end_if_idle();
  timer_.cancel();
}

void Worker::tick() {
  if (stopping_ && connections_.empty()) return; // the context runs out of work
  now_ = Clock::now();
  date_ = http_date();
  ++ticks_;
  const bool out_of_patience = stopping_ && now_ >= stop_deadline_;
  for (Connection &connection : connections_) connection.end_if_overdue(out_of_patience ? TimePoint::max() : now_);
  timer_.expires_after(stopping_ ? stop_tick_length : Clock::duration(tick_length));
  timer_.async_wait([this](boost::system::error_code) { tick(); }); // cancelled by stop(): tick at once
}

} // namespace cpp_common
