// Writing: under a temporary name first, so that nobody meets a file that is not whole.
#include "base/file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

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
  return is_open_file(path) || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

Status write_into(const fs::path &path, std::string_view bytes) {
  const Descriptor fd{::open(path.c_str(), O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC)};
  if (!fd) return system_error(ErrorKind::environment, "opening " + path.string());
  return write_all(fd.get(), bytes, path);
}

constexpr std::string_view half_written = ".part";

/// Two that write the same file do so under different names, so that neither renames what the other has half written.
/// Two containers may count their processes alike, so a name that is taken is followed by the next one.
std::string temporary_name(const std::string &name, int turn) {
  const auto again = turn == 0 ? std::string{} : "-" + std::to_string(turn);
  return "." + name + "." + std::to_string(::getpid()) + again + std::string{half_written};
}

/// The name of which temporary_name() made this one; nothing of any other file.
std::optional<std::string_view> name_behind(std::string_view file) {
  if (!file.starts_with('.') || !file.ends_with(half_written)) return std::nullopt;
  file.remove_suffix(half_written.size());
  const auto dot = file.rfind('.');
  if (dot == file.npos || dot < 2) return std::nullopt; // no name stands between the two
  const auto is_number = [](std::string_view digits) {
    return !digits.empty() && digits.front() != '0' && digits.size() <= 10 &&
           digits.find_first_not_of("0123456789") == digits.npos;
  };
  const auto writer = file.substr(dot + 1);
  const auto dash = std::min(writer.find('-'), writer.size());
  if (!is_number(writer.substr(0, dash)) || (dash < writer.size() && !is_number(writer.substr(dash + 1))))
    return std::nullopt;
  return file.substr(1, dot - 1);
}

/// Whether the name still leads to the open file.
bool leads_to(const fs::path &path, int fd) {
  struct stat named {
  }, opened{};
  return ::lstat(path.c_str(), &named) == 0 && ::fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

/// A writer holds the lock of its temporary file until that has its own name, however the writer ends: a number of a
/// process says nothing to who is in another container, nor after a restart. Where a file system knows no locks, none
/// is held, and none is ever got.
bool lock_now(int fd) { return ::flock(fd, LOCK_EX | LOCK_NB) == 0; }

/// Waits for who looks whether it is abandoned, which takes no time.
void hold(int fd) {
  while (::flock(fd, LOCK_EX) != 0 && errno == EINTR) {
  }
}

/// A file that stands under a temporary name and that nobody writes; gone with the lock that was got on it, so that who
/// has just made it sees that it went.
void remove_if_abandoned(const fs::path &path) {
  const Descriptor fd{::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (lock_now(fd.get()) && leads_to(path, fd.get())) ::unlink(path.c_str());
}

/// The temporary files that there are now, for a handler of signals. What finds no place is left to its owner.
std::array<std::atomic<const char *>, 16> temporaries{};

/// A temporary file of ours: locked, and known to remove_temporaries() until it is gone or has its own name.
class Temporary {
public:
  /// Beside the file of that path, empty.
  static Result<Temporary> make(const fs::path &path) {
    const auto folder = path.parent_path();
    constexpr int most_turns = 1000;
    for (int turn = 0; turn < most_turns; ++turn) {
      auto name = folder / temporary_name(path.filename().string(), turn);
      Descriptor fd{::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
      if (!fd && errno == EEXIST) continue;
      if (!fd) return system_error(ErrorKind::environment, "creating " + name.string());
      // Who tidies up may have taken it for abandoned before the lock was ours.
      hold(fd.get());
      if (leads_to(name, fd.get())) return Temporary{std::move(name), std::move(fd)};
    }
    return Error{ErrorKind::environment, "creating a temporary file beside " + path.string() +
                                             ": all names are taken; remove the old ." + path.filename().string() +
                                             ".*" + std::string{half_written} + " there"};
  }
  Temporary(Temporary &&) = default; // the path stays where it is
  Temporary &operator=(Temporary &&) = delete;
  ~Temporary() {
    if (!path_) return;
    ::unlink(path_->c_str());
    forget();
  }
  const fs::path &path() const { return *path_; }
  int fd() const { return fd_.get(); }
  /// It has another name, and this one may be that of somebody else's file by now.
  void renamed() {
    forget();
    path_.reset();
  }

private:
  void forget() const {
    for (auto &entry : temporaries)
      if (const char *own = path_->c_str(); entry.compare_exchange_strong(own, nullptr)) return;
  }
  Temporary(fs::path path, Descriptor fd) : path_{std::make_unique<fs::path>(std::move(path))}, fd_{std::move(fd)} {
    for (auto &entry : temporaries)
      if (const char *none = nullptr; entry.compare_exchange_strong(none, path_->c_str())) return;
  }

  std::unique_ptr<const fs::path> path_;
  Descriptor fd_; ///< holds the lock
};

/// One file on its way: whole under a temporary name, then under its own. Ends by removing what is left under the
/// temporary one. What is no file has its bytes at once, for whom it concerns may keep us waiting.
class StagedFile {
public:
  static Result<StagedFile> write(const FileContent &file) {
    auto path = behind_links(file.path);
    if (!path) return std::move(path).error();
    if (is_written_into(*path)) {
      if (auto written = write_into(*path, file.bytes); !written) return std::move(written).error();
      return StagedFile{*std::move(path), std::nullopt};
    }
    std::error_code ignored;
    if (fs::is_directory(*path, ignored))
      return Error{ErrorKind::environment, "writing " + path->string() + ": a folder of that name stands there"};
    auto temporary = Temporary::make(*path);
    if (!temporary) return std::move(temporary).error();
    if (auto written = write_all(temporary->fd(), file.bytes, temporary->path()); !written)
      return std::move(written).error();
    if (::fsync(temporary->fd()) != 0)
      return system_error(ErrorKind::environment, "syncing " + temporary->path().string());
    return StagedFile{*std::move(path), *std::move(temporary)};
  }

  /// From now on nothing can hold it back; what stood there is gone.
  Status take_name() {
    if (!temporary_) return {};
    if (::rename(temporary().c_str(), path_.c_str()) != 0) return refused();
    temporary_->renamed();
    return sync_folder(folder());
  }

  /// As take_name(), but what stood there is kept under the temporary name where the file system can do that.
  Status take_name_for_now() {
    if (!temporary_) return {};
    // It will stand under the temporary name, and nobody may take it for abandoned there.
    kept_lock_.reset(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (kept_lock_) (void)lock_now(kept_lock_.get());
    kept_ = ::renameat2(AT_FDCWD, temporary().c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0;
    if (kept_) return sync_folder(folder());
    const bool replaces = errno != ENOENT;
    if (replaces && errno != EINVAL && errno != ENOSYS) return refused();
    if (auto taken = take_name(); !taken) return taken;
    is_new_ = !replaces;
    return {};
  }

  void give_name_back() {
    if (kept_ && ::rename(temporary().c_str(), path_.c_str()) == 0) temporary_->renamed();
    if (is_new_) ::unlink(path_.c_str());
  }

private:
  StagedFile(fs::path path, std::optional<Temporary> temporary)
      : path_{std::move(path)}, temporary_{std::move(temporary)} {}

  const fs::path &temporary() const { return temporary_->path(); }
  fs::path folder() const { return path_.has_parent_path() ? path_.parent_path() : fs::path{"."}; }
  Status refused() const {
    return system_error(ErrorKind::environment, "renaming " + temporary().string() + " to " + path_.string());
  }

  fs::path path_;
  Descriptor kept_lock_;               ///< until what it locks is gone with the temporary name
  std::optional<Temporary> temporary_; ///< none of what is no file
  bool kept_ = false, is_new_ = false;
};

/// No signal's handler ends the program between two files that belong together.
class WithoutSignals {
public:
  WithoutSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutSignals(const WithoutSignals &) = delete;
  WithoutSignals &operator=(const WithoutSignals &) = delete;

private:
  sigset_t before_{};
};

/// In order; after an error those that had theirs give them back.
Status take_names(std::vector<StagedFile> &staged) {
  const WithoutSignals undisturbed;
  for (std::size_t i = 0; i < staged.size(); ++i) {
    const bool is_last = i + 1 == staged.size();
    auto taken = is_last ? staged[i].take_name() : staged[i].take_name_for_now();
    if (taken) continue;
    while (i-- > 0) staged[i].give_name_back();
    return taken;
  }
  return {};
}

} // namespace

Status write_files_together(std::span<const FileContent> files) {
  std::vector<StagedFile> staged;
  staged.reserve(files.size());
  for (const auto &file : files) {
    auto written = StagedFile::write(file);
    if (!written) return std::move(written).error();
    staged.push_back(*std::move(written));
  }
  return take_names(staged);
}

Status write_file_atomically(const fs::path &path, std::string_view bytes) {
  const std::array one{FileContent{path, bytes}};
  return write_files_together(one);
}

void remove_abandoned(const fs::path &folder, const std::function<bool(std::string_view name)> &is_ours) {
  std::error_code code;
  for (fs::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code)) {
    const auto file = entry->path().filename().string();
    if (const auto name = name_behind(file); name && is_ours(*name)) remove_if_abandoned(entry->path());
  }
}

void remove_temporaries() {
  for (const auto &entry : temporaries)
    if (const char *path = entry.load()) ::unlink(path);
}

} // namespace reqbench::base
