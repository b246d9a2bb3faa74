// What the control group of this process allows: a container's share of the processors and of the memory, and for how
// long the kernel held its threads back because the share was used up. Versions 1 and 2, from files under a root.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace reqbench::resource {

struct Cgroup {
  std::optional<double> processors; ///< the quota, as so many processors; the smallest of the group and those above it
  std::optional<std::uint64_t> memory_bytes;  ///< likewise
  std::optional<base::Nanoseconds> held_back; ///< by the quota, since the group began
};

Cgroup cgroup_in(const std::filesystem::path &root);

} // namespace reqbench::resource
