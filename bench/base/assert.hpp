// REQBENCH_ASSERT(condition, sentence): a bug in reqbench itself. Stays on in Release, because a benchmark's wrong
// number looks right; never used for what a user, a file or a server can do.
#pragma once

namespace reqbench::base {
[[noreturn]] void assertion_failed(const char *condition, const char *sentence, const char *file, int line);
}

#define REQBENCH_ASSERT(condition, sentence)                                                                           \
  (static_cast<bool>(condition) ? static_cast<void>(0)                                                                 \
                                : ::reqbench::base::assertion_failed(#condition, sentence, __FILE__, __LINE__))
