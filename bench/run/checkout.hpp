// Which commit the numbers were made with: stored with every run.
#pragma once

#include <filesystem>
#include <string>

namespace reqbench::run {

struct Checkout {
  std::string commit; ///< empty when root is not a git checkout or git is missing
  bool dirty = false; ///< tracked files differ from the commit
};

Checkout read_checkout(const std::filesystem::path &root);

} // namespace reqbench::run
