// What scripts/setup left of a server's build beside its program: that it failed and why, and whether it is older than
// what it was built from.
#pragma once

#include "launch/manifest.hpp"

#include <filesystem>
#include <string>

namespace reqbench::launch {

/// One sentence of scripts/build_servers.py about its last try, with the remedy; empty when that did not fail.
std::string failed_build(const Manifest &manifest, const std::filesystem::path &root);

/// A file that the build was made from and that is newer ("servers/go_echo/main.go"); empty when there is none, when
/// nothing is built, and when the server runs its sources from its folder as they are.
std::string newer_source(const Manifest &manifest, const std::filesystem::path &root);

} // namespace reqbench::launch
