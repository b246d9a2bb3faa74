#include "base/file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

namespace reqbench::base {
namespace {

namespace fs = std::filesystem;

bool is_project(const fs::path &folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "servers", ignored) && fs::is_directory(folder / "bench/workload/catalog", ignored);
}

} // namespace

Result<std::string> read_file(const fs::path &path, ErrorKind kind) {
  // Without waiting for the other end of a pipe, which may never come.
  const Descriptor fd{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (!fd) return system_error(kind, "opening " + path.string());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error(kind, "reading " + path.string());
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) // read() itself refuses a folder, with its own words
    return Error{kind, "reading " + path.string() + ": it is not a regular file"};
  const Error too_long{kind, "reading " + path.string() + ": it is longer than " +
                                 std::to_string(largest_file / (1024 * 1024)) + " MiB"};
  if (std::cmp_greater(status.st_size, largest_file)) return too_long;
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const auto n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(kind, "reading " + path.string());
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(n));
    if (bytes.size() > largest_file) // the files of /proc do not tell their size
      return too_long;
  }
}

Result<fs::path> project_root() {
  if (const char *named = std::getenv("REQBENCH_ROOT")) {
    std::error_code code;
    if (auto root = fs::absolute(named, code); !code && is_project(root)) return root.lexically_normal();
    return Error{ErrorKind::usage, std::string{"REQBENCH_ROOT names "} + named +
                                       ", which has no servers/ and bench/workload/catalog/; name the checkout's top"};
  }
  std::error_code code;
  const fs::path binary = fs::read_symlink("/proc/self/exe", code);
  for (const fs::path &start : {binary.parent_path(), fs::current_path(code)}) {
    for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
      if (is_project(folder)) return folder;
      if (folder == folder.root_path()) break;
    }
  }
  return Error{ErrorKind::usage, "no reqbench checkout found above " + binary.string() +
                                     " or the working directory; run it from the checkout or set REQBENCH_ROOT"};
}

} // namespace reqbench::base
