// A worker whose connections are coroutines.
#pragma once

#include "worker.hpp"

namespace cpp_beast {

std::unique_ptr<cpp_common::Worker> make_worker(const cpp_common::Limits &limits);

} // namespace cpp_beast
