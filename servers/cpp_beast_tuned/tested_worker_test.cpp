// Which server the shared tests meet.
#include "test_server.hpp"
#include "tuned_worker.hpp"

namespace cpp_common {

std::unique_ptr<Worker> make_tested_worker(const Limits &limits) { return cpp_beast_tuned::make_worker(limits); }

} // namespace cpp_common
