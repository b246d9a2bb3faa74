// What every server's main does: arguments, versions, the ready line, and what is said when it cannot serve.
#pragma once

#include "server.hpp"

namespace cpp_common {

/// The exit code of the program.
int run_program(const char *name, int argc, const char *const *argv, const MakeWorker &make_worker);

} // namespace cpp_common
