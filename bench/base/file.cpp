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

/// A path into /proc stands for an open file, not for a name that could be given to another.
bool is_open_file(const fs::path &path) {
  constexpr std::string_view open_files = "/proc/";
  std::error_code code;
  return path.native().starts_with(open_files) ||
         fs::canonical(path.parent_path(), code).native().starts_with(open_files); // /dev/fd leads there
}

/// Where a file of this name lies, or will lie: behind the symbolic links.
Result<fs::path> behind_links(fs::path path) {
  constexpr int most_links = 40; // path_resolution(7)
  for (int links = 0; links < most_links && !is_open_file(path); ++links) {
    std::error_code code;
    if (!fs::is_symlink(fs::symlink_status(path, code))) return path;
    path = path.parent_path() / fs::read_symlink(path, code); // an absolute target replaces the folder
    if (code) return Error{ErrorKind::environment, "following the link " + path.string() + ": " + code.message()};
  }
  if (is_open_file(path)) return path;
  return Error{ErrorKind::environment, "following the link " + path.string() + ": there are too many"};
}

/// A pipe or a device has no old version to keep, and other programs hold on to it.
bool is_written_into(const fs::path &path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return false;
  return is_open_file(path) || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

Status write_into(const fs::path &path, std::string_view bytes) {
  const Descriptor fd{::open(path.c_str(), O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC)};
  if (!fd) return system_error(ErrorKind::environment, "opening " + path.string());
  return write_all(fd.get(), bytes, path);
}

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

Status write_file_atomically(const fs::path &name, std::string_view bytes) {
  const auto behind = behind_links(name);
  if (!behind) return behind.error();
  const fs::path &path = *behind;
  if (is_written_into(path)) return write_into(path, bytes);
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
