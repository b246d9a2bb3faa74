#include "load/engine.hpp"

#include "base/assert.hpp"

namespace reqbench::load {

base::Result<std::unique_ptr<Engine>> make_engine(EngineKind kind, const connection::Endpoint &endpoint,
                                                  std::size_t slots) {
  REQBENCH_ASSERT(kind != EngineKind::automatic, "an engine is chosen before it is made");
  return kind == EngineKind::epoll ? make_epoll_engine(endpoint, slots) : make_uring_engine(endpoint, slots);
}

} // namespace reqbench::load
