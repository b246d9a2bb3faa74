// Where the JSON of answers lives: on the heap, as by default.
#pragma once

#include <memory>

namespace cpp_common {

template <class T> using JsonAllocator = std::allocator<T>;

} // namespace cpp_common
