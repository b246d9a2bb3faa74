#include "base/file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>

namespace reqbench::base {
namespace {

namespace fs = std::filesystem;

Status write_all(int fd, std::string_view bytes, const fs::path &path) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(ErrorKind::environment, "writing " + path.string());
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status sync_folder(const fs::path &folder) {
  const Descriptor fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!fd || ::fsync(fd.get()) != 0) return system_error(ErrorKind::environment, "syncing " + folder.string());
  return {};
}

bool is_project(const fs::path &folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "servers", ignored) && fs::is_directory(folder / "bench/workload/catalog", ignored);
}

} // namespace

Result<std::string> read_file(const fs::path &path, ErrorKind kind) {
  const Descriptor fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd) return system_error(kind, "opening " + path.string());
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const auto n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(kind, "reading " + path.string());
    if (n == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(n));
  }
}

Status write_file_atomically(const fs::path &path, std::string_view bytes) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
  const fs::path temporary = folder / ("." + path.filename().string() + ".part");
  Descriptor fd{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
  if (!fd) return system_error(ErrorKind::environment, "creating " + temporary.string());
  auto written = write_all(fd.get(), bytes, temporary);
  if (written && ::fsync(fd.get()) != 0)
    written = system_error(ErrorKind::environment, "syncing " + temporary.string());
  fd.reset();
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = system_error(ErrorKind::environment, "renaming " + temporary.string() + " to " + path.string());
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  return sync_folder(folder);
}

Result<fs::path> project_root() {
  if (const char *named = std::getenv("REQBENCH_ROOT")) {
    if (is_project(named)) return fs::absolute(named).lexically_normal();
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
