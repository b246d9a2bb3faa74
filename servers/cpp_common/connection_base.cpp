// Options of the socket, and its forced end; see connection_base.hpp.
#include "connection_base.hpp"

#include "worker.hpp"

namespace cpp_common {

Connection::Connection(Socket socket, Worker &worker, Count &count)
    : socket_(std::move(socket)), worker_(worker), patience_(worker.limits(), worker.now()), count_(count) {
  boost::system::error_code ignored; // a client that has left already is found by the first read
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

void Connection::close_if_overdue(TimePoint now) {
  boost::system::error_code ignored;
  if (patience_.is_over(now)) socket_.close(ignored);
}

void Connection::close_if_idle() {
  boost::system::error_code ignored;
  if (patience_.is_idle()) socket_.close(ignored);
}

} // namespace cpp_common
