// The edge of errors: what a module returns as base::Error becomes the Python exception of its kind, with the same
// sentence; its details stand in the exception's `details`.
#pragma once

#include "base/result.hpp"

#include <pybind11/pybind11.h>

#include <string_view>

namespace reqbench::python {

[[noreturn]] void raise(const base::Error &error);

template <class T> T value_or_raise(base::Result<T> result) {
  if (!result) raise(result.error());
  return *std::move(result);
}
inline void check_or_raise(const base::Status &status) {
  if (!status) raise(status.error());
}

/// Bytes from outside are no UTF-8 by promise; what is none is replaced.
pybind11::str text(std::string_view bytes);

} // namespace reqbench::python
