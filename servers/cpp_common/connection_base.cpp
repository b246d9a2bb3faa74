// The forced end; see connection_base.hpp.
#include "connection_base.hpp"

#include "worker.hpp"

namespace cpp_common {

Connection::Connection(Worker &worker, Count &count)
    : worker_(worker), patience_(worker.limits(), worker.now()), count_(count) {}

void Connection::end_if_overdue(TimePoint now) {
  if (patience_.is_over(now)) end();
}

void Connection::end_if_idle() {
  if (patience_.is_idle()) end();
}

} // namespace cpp_common
