// Reading counts and nanoseconds from JSON that cannot be trusted.
#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <optional>

namespace reqbench::sample {

/// The number when it is whole and within [0, 2^63), however it came to be stored; else nothing.
inline std::optional<std::uint64_t> whole_number(const base::Json &json) {
  if (!json.is_number_integer()) return std::nullopt;
  const auto number = json.get<std::int64_t>(); // of an unsigned number from 2^63 on: below 0
  return number >= 0 ? std::optional{static_cast<std::uint64_t>(number)} : std::nullopt;
}

/// The same of the value under `key`; `otherwise` when there is none.
inline std::optional<std::uint64_t> whole_number_at(const base::Json &json, std::string_view key,
                                                    std::optional<std::uint64_t> otherwise = {}) {
  const auto found = json.find(key);
  return found == json.end() ? otherwise : whole_number(*found);
}

} // namespace reqbench::sample
