// By what a server is known that was started or built for development and not for speed: its command, its environment,
// the commands of its build, and what it says of itself. Asked before a run begins, and again of its result. Pure.
#pragma once

#include "result/record.hpp"

#include <string>

namespace reqbench::statistics {

/// "its command says `--reload`: it watches its own source and starts anew"; empty = nothing speaks of it.
std::string development_sign(const result::ServerRecord &server);
/// "its build says `-race`: …", "it says of itself: build Debug"; the latter when its versions are known.
std::string debug_sign(const result::ServerRecord &server);
/// Of reqbench's own CMAKE_BUILD_TYPE.
std::string own_debug_sign(const std::string &build_type);

} // namespace reqbench::statistics
