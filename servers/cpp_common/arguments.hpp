// The words of a command line: the contract's --port, --workers and --version, and a flag for each limit.
#pragma once

#include "limits.hpp"

#include <cstdint>
#include <span>
#include <stdexcept>

namespace cpp_common {

struct Arguments {
  std::uint16_t port = 0;
  std::uint16_t workers = 1;
  bool version = false;
  Limits limits;
};

struct Usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Usage with a sentence that names the argument. Without the program's name in front.
Arguments parse_arguments(std::span<const char *const> words);

} // namespace cpp_common
