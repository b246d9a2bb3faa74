// Stands in for uring_engine.cpp in a build without liburing.
#include "load/engine.hpp"

namespace reqbench::load {

base::Result<std::unique_ptr<Engine>> make_uring_engine(const connection::Endpoint &, std::size_t) {
  return base::Error{base::ErrorKind::environment, "this reqbench was built without liburing, so it has no io_uring"}
      .hint("install liburing-dev and build again, or use --engine epoll");
}

} // namespace reqbench::load
