// Tables on their way to numpy: one array a column, by name, in the order they were added. A column is read from the
// rows by a function; whole numbers become int64, durations int64 nanoseconds, texts objects, what is missing NaN.
#pragma once

#include "base/clock.hpp"
#include "python/raising.hpp"

#include <pybind11/numpy.h>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace reqbench::python {

template <class Row> class Columns {
public:
  explicit Columns(std::vector<Row> rows) : rows_{std::move(rows)} {}

  template <class Read> Columns &add(std::string_view name, Read read) {
    columns_[text(name)] = column(read);
    return *this;
  }
  pybind11::dict take() { return std::move(columns_); }

private:
  template <class Read> pybind11::object column(Read read) const {
    using Value = std::decay_t<std::invoke_result_t<Read, const Row &>>;
    if constexpr (std::convertible_to<Value, std::string_view>) {
      pybind11::list texts;
      for (const auto &row : rows_) texts.append(text(read(row)));
      return pybind11::module_::import("numpy").attr("array")(texts, "object");
    } else {
      using Stored = decltype(stored(std::declval<Value>()));
      pybind11::array_t<Stored> values(static_cast<pybind11::ssize_t>(rows_.size()));
      auto *into = values.mutable_data();
      for (const auto &row : rows_) *into++ = stored(read(row));
      return values;
    }
  }
  static bool stored(bool value) { return value; }
  static double stored(double value) { return value; }
  static std::int64_t stored(std::integral auto value) { return static_cast<std::int64_t>(value); }
  static std::int64_t stored(base::Nanoseconds value) { return value.count(); }
  static double stored(std::optional<double> value) { return value.value_or(std::numeric_limits<double>::quiet_NaN()); }

  std::vector<Row> rows_;
  pybind11::dict columns_;
};

} // namespace reqbench::python
