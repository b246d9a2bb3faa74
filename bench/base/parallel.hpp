// The same work for many things, several of them at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace reqbench::base {

/// Calls work(0) … work(count − 1), each once and in any order, on as many threads as this one may use processors
/// (fewer where the machine has no more to give). Returns when no thread is left. What a call throws is thrown on,
/// once: the calls that have not begun then never do.
void in_parallel(std::size_t count, const std::function<void(std::size_t)> &work);

} // namespace reqbench::base
