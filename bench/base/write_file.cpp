// Writing: under a temporary name first, so that nobody meets a file that is not whole.
#include "base/file.hpp"

#include "base/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
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
std::string temporary_name(const std::string &name) {
  return "." + name + "." + std::to_string(::getpid()) + std::string{half_written};
}

struct Abandoned {
  std::string_view name;
  pid_t writer = 0;
};

/// What temporary_name() made of which name, and of which process; nothing of any other file.
std::optional<Abandoned> read_temporary_name(std::string_view file) {
  if (!file.starts_with('.') || !file.ends_with(half_written)) return std::nullopt;
  file.remove_suffix(half_written.size());
  const auto dot = file.rfind('.');
  if (dot == file.npos || dot < 2) return std::nullopt; // no name stands between the two
  Abandoned found{.name = file.substr(1, dot - 1)};
  const auto digits = file.substr(dot + 1);
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), found.writer);
  if (code != std::errc{} || end != digits.data() + digits.size() || found.writer <= 0) return std::nullopt;
  return found;
}

/// The temporary files that there are now, for a handler of signals. What finds no place is left to its owner.
std::array<std::atomic<const char *>, 16> temporaries{};

/// A name of a temporary file, known to remove_temporaries() from before the file is made until it is gone.
class TemporaryName {
public:
  explicit TemporaryName(fs::path path) : path_{std::make_unique<fs::path>(std::move(path))} {
    for (auto &entry : temporaries)
      if (const char *none = nullptr; entry.compare_exchange_strong(none, path_->c_str())) return;
  }
  TemporaryName(TemporaryName &&) = default; // the path stays where it is
  TemporaryName &operator=(TemporaryName &&) = delete;
  ~TemporaryName() {
    if (!path_) return;
    ::unlink(path_->c_str());
    for (auto &entry : temporaries)
      if (const char *own = path_->c_str(); entry.compare_exchange_strong(own, nullptr)) return;
  }
  const fs::path &path() const { return *path_; }

private:
  std::unique_ptr<const fs::path> path_;
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
    StagedFile staged{*path, TemporaryName{path->parent_path() / temporary_name(path->filename().string())}};
    if (auto written = write_temporary(staged.temporary_->path(), file.bytes); !written)
      return std::move(written).error();
    return staged;
  }

  /// From now on nothing can hold it back; what stood there is gone.
  Status take_name() {
    if (!temporary_) return {};
    if (::rename(temporary().c_str(), path_.c_str()) != 0) return refused();
    return sync_folder(folder());
  }

  /// As take_name(), but what stood there is kept under the temporary name where the file system can do that.
  Status take_name_for_now() {
    if (!temporary_) return {};
    kept_ = ::renameat2(AT_FDCWD, temporary().c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0;
    if (kept_) return sync_folder(folder());
    const bool replaces = errno != ENOENT;
    if (replaces && errno != EINVAL && errno != ENOSYS) return refused();
    if (auto taken = take_name(); !taken) return taken;
    is_new_ = !replaces;
    return {};
  }

  void give_name_back() const {
    if (kept_) (void)::rename(temporary().c_str(), path_.c_str());
    if (is_new_) ::unlink(path_.c_str());
  }

private:
  StagedFile(fs::path path, std::optional<TemporaryName> temporary)
      : path_{std::move(path)}, temporary_{std::move(temporary)} {}

  static Status write_temporary(const fs::path &path, std::string_view bytes) {
    Descriptor fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!fd) return system_error(ErrorKind::environment, "creating " + path.string());
    if (auto written = write_all(fd.get(), bytes, path); !written) return written;
    if (::fsync(fd.get()) != 0) return system_error(ErrorKind::environment, "syncing " + path.string());
    return {};
  }

  const fs::path &temporary() const { return temporary_->path(); }
  fs::path folder() const { return path_.has_parent_path() ? path_.parent_path() : fs::path{"."}; }
  Status refused() const {
    return system_error(ErrorKind::environment, "renaming " + temporary().string() + " to " + path_.string());
  }

  fs::path path_;
  std::optional<TemporaryName> temporary_; ///< none of what is no file
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
    std::error_code ignored;
    const auto file = entry->path().filename().string();
    const auto found = read_temporary_name(file);
    if (!found || !is_ours(found->name) || !fs::is_regular_file(entry->symlink_status(ignored))) continue;
    if (::kill(found->writer, 0) != 0 && errno == ESRCH) fs::remove(entry->path(), ignored);
  }
}

void remove_temporaries() {
  for (const auto &entry : temporaries)
    if (const char *path = entry.load()) ::unlink(path);
}

} // namespace reqbench::base
