// Result<T>: a value or an Error, for everything outside our code that can fail (files, sockets, processes, users).
// The method names are those of std::expected, which replaces this header when the toolchain has it.
// value() on an error and error() on a value are bugs and stop the program.
#pragma once

#include "base/assert.hpp"
#include "base/error.hpp"

#include <optional>
#include <utility>
#include <variant>

namespace reqbench::base {

template <class T> class [[nodiscard]] Result {
public:
  using value_type = T;

  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}     // NOLINT: implicit by design
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {} // NOLINT: implicit by design

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T &value() & {
    require_value();
    return std::get<0>(state_);
  }
  const T &value() const & {
    require_value();
    return std::get<0>(state_);
  }
  T &&value() && {
    require_value();
    return std::get<0>(std::move(state_));
  }
  T &operator*() & { return value(); }
  const T &operator*() const & { return value(); }
  T &&operator*() && { return std::move(*this).value(); }
  T *operator->() { return &value(); }
  const T *operator->() const { return &value(); }

  template <class U> T value_or(U &&fallback) const & {
    return has_value() ? std::get<0>(state_) : static_cast<T>(std::forward<U>(fallback));
  }

  const Error &error() const & {
    REQBENCH_ASSERT(!has_value(), "error() was asked of a Result that holds a value");
    return std::get<1>(state_);
  }
  Error &&error() && {
    REQBENCH_ASSERT(!has_value(), "error() was asked of a Result that holds a value");
    return std::get<1>(std::move(state_));
  }

private:
  void require_value() const { REQBENCH_ASSERT(has_value(), std::get_if<1>(&state_)->message().c_str()); }

  std::variant<T, Error> state_;
};

template <> class [[nodiscard]] Result<void> {
public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_{std::move(error)} {} // NOLINT: implicit by design

  bool has_value() const { return !error_; }
  explicit operator bool() const { return has_value(); }

  const Error &error() const & {
    REQBENCH_ASSERT(error_.has_value(), "error() was asked of a Result that holds a value");
    return *error_;
  }
  Error &&error() && {
    REQBENCH_ASSERT(error_.has_value(), "error() was asked of a Result that holds a value");
    return std::move(*error_);
  }

private:
  std::optional<Error> error_;
};

using Status = Result<void>;

} // namespace reqbench::base
