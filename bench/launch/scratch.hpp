// A folder for one start of one server: {scratch}. The files that its manifest names under "filled" stand in it with
// every placeholder filled in, so that a program that knows its port from a configuration can be told any. It goes with
// its owner, when the server has gone.
#pragma once

#include "base/result.hpp"
#include "launch/command.hpp"
#include "launch/manifest.hpp"

#include <filesystem>

namespace reqbench::launch {

class Scratch {
public:
  /// Makes build/starts/<name>-XXXXXX below the root, when the manifest has any use for it, and names it in `filling`,
  /// whose port and workers are known. Errors (kind environment): it cannot be made, or a file cannot be copied; (kind
  /// usage): no file of a server that is told nothing else holds {port}.
  static base::Result<Scratch> make(const Manifest &manifest, Filling &filling);

  Scratch(Scratch &&other) noexcept;
  Scratch &operator=(Scratch &&other) noexcept;
  ~Scratch();

private:
  explicit Scratch(std::filesystem::path folder) : folder_{std::move(folder)} {}
  std::filesystem::path folder_; ///< empty: none was needed
};

} // namespace reqbench::launch
