// Where the JSON of answers lives: a piece of memory a thread, given out from front to back, and all of it free again
// as soon as nothing of it is in use, which is so after each answer. A document takes eight pieces; malloc and free
// would be called for each. What does not fit comes from the heap. The address sanitizer
// sees the same handlers on the heap in cpp_beast.
#pragma once

#include <array>
#include <cstddef>
#include <memory>

namespace cpp_common {

/// One a thread.
class JsonMemory {
public:
  static JsonMemory &mine() {
    static constinit thread_local JsonMemory memory;
    return memory;
  }

  void *take(std::size_t bytes) {
    const std::size_t rounded = (bytes + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    if (rounded > bytes_.size() - taken_) return ::operator new(bytes);
    void *const place = bytes_.data() + taken_;
    taken_ += rounded;
    ++in_use_;
    return place;
  }
  void give_back(void *place) {
    const auto *const byte = static_cast<std::byte *>(place);
    if (byte < bytes_.data() || byte >= bytes_.data() + bytes_.size()) return ::operator delete(place);
    if (--in_use_ == 0) taken_ = 0;
  }

private:
  alignas(std::max_align_t) std::array<std::byte, 32 * 1024> bytes_{};
  std::size_t taken_ = 0;
  std::size_t in_use_ = 0;
};

template <class T> struct JsonAllocator {
  using value_type = T;

  JsonAllocator() = default;
  template <class Other> JsonAllocator(const JsonAllocator<Other> &) noexcept {}

  T *allocate(std::size_t count) { return static_cast<T *>(JsonMemory::mine().take(count * sizeof(T))); }
  void deallocate(T *place, std::size_t) { JsonMemory::mine().give_back(place); }
  bool operator==(const JsonAllocator &) const = default;
};

} // namespace cpp_common
