#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace reqbench::base {

void assertion_failed(const char *condition, const char *sentence, const char *file, int line) {
  std::fprintf(stderr, "reqbench: this is a bug in reqbench: %s [%s, %s:%d]\n", sentence, condition, file, line);
  std::abort();
}

} // namespace reqbench::base
