// For tests only: as where a process may open no more files.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

namespace reqbench::base {

/// So many files can be opened at a time until the end of the scope, by this whole process.
class FreeDescriptors {
public:
  explicit FreeDescriptors(int count) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int lowest = ::dup(STDERR_FILENO);
    ::close(lowest);
    const rlimit few{.rlim_cur = static_cast<rlim_t>(lowest + count), .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  FreeDescriptors(const FreeDescriptors &) = delete;
  FreeDescriptors &operator=(const FreeDescriptors &) = delete;
  ~FreeDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

private:
  rlimit before_{};
};

} // namespace reqbench::base
