// What `main` of both servers does: arguments, versions, the ready line, one sentence for what goes wrong.
#pragma once

#include "connection_base.hpp"

namespace cpp_common {

/// The exit code.
int run_program(const char *name, int argc, char **argv, MakeService make);

} // namespace cpp_common
