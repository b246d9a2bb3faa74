// Which server the shared tests meet.
#include "beast_worker.hpp"
#include "test_server.hpp"

namespace cpp_common {

std::unique_ptr<Worker> make_tested_worker(const Limits &limits) { return cpp_beast::make_worker(limits); }

} // namespace cpp_common
