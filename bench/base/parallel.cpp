#include "base/parallel.hpp"

#include "base/cpus.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace reqbench::base {
namespace {

/// What all threads share: the next thing to do, and what ended it too early.
class Crew {
public:
  Crew(std::size_t count, const std::function<void(std::size_t)> &work) : count_{count}, work_{work} {}

  void take_part() noexcept {
    try {
      for (std::size_t i = next_++; i < count_; i = next_++) work_(i);
    } catch (...) {
      next_ = count_;
      const std::scoped_lock lock{mutex_};
      if (!thrown_) thrown_ = std::current_exception();
    }
  }
  /// When no other thread is left.
  void rethrow() const {
    if (thrown_) std::rethrow_exception(thrown_);
  }

private:
  std::size_t count_;
  const std::function<void(std::size_t)> &work_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr thrown_;
};

} // namespace

void in_parallel(std::size_t count, const std::function<void(std::size_t)> &work) {
  Crew crew{count, work};
  {
    std::vector<std::jthread> others; // ends when each has
    const auto most = std::min(count, std::max<std::size_t>(1, allowed_cpus().size()));
    others.reserve(most);
    try {
      while (others.size() + 1 < most) others.emplace_back([&crew] { crew.take_part(); });
    } catch (const std::system_error &) { // this one does the rest
    }
    crew.take_part();
  }
  crew.rethrow();
}

} // namespace reqbench::base
