// Writing a run: each file whole or not at all, and the folder proved before anything is measured.
#include "result/run_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

namespace reqbench::result {
namespace {

namespace fs = std::filesystem;

base::Status make_folders(const fs::path &folder) {
  std::error_code code;
  fs::create_directories(folder, code);
  if (!code) return {};
  return base::Error{base::ErrorKind::environment, "making the folder " + folder.string() + ": " + code.message()}.hint(
      "name a folder that can be written");
}

base::Status require_empty(const fs::path &folder) {
  std::error_code code;
  if (!fs::exists(folder, code)) return {};
  if (!fs::is_directory(folder, code))
    return base::Error{base::ErrorKind::usage, folder.string() + " is not a folder; name another"};
  if (fs::is_empty(folder, code) && !code) return {};
  // What a run leaves that ended before its first trial holds nothing.
  const fs::directory_iterator begin{folder, code};
  const auto others = std::count_if(begin, fs::directory_iterator{}, [&](const fs::directory_entry &entry) {
    return entry.path().filename() != "trials" || !fs::is_directory(entry.path(), code) ||
           !fs::is_empty(entry.path(), code);
  });
  if (others == 0 && !code) return {};
  return base::Error{base::ErrorKind::usage,
                     folder.string() + " exists and is not empty; a run never overwrites another: name a new folder"};
}

/// Held until the writer ends, however it ends. A file system that knows no locks is written all the same.
base::Result<base::Descriptor> lock(const fs::path &folder) {
  base::Descriptor descriptor{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!descriptor) return base::system_error(base::ErrorKind::environment, "opening " + folder.string());
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return base::Error{base::ErrorKind::usage,
                       folder.string() + " is being written by another reqbench; wait until it has ended"};
  return descriptor;
}

/// What stands where the rest of a run will be written: a pipe would be waited for after the first trial was measured,
/// and a link would lead that trial to a file of somebody else.
base::Status require_own_files(const fs::path &folder) {
  std::vector<fs::path> files{folder / "run.json"};
  std::error_code code;
  for (fs::directory_iterator entry{folder / "trials", code}, end; !code && entry != end; entry.increment(code))
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  if (code) return base::system_error(base::ErrorKind::environment, "reading " + (folder / "trials").string(), code);
  for (const auto &file : files) {
    const auto type = fs::symlink_status(file, code).type();
    if (type != fs::file_type::regular && type != fs::file_type::not_found)
      return base::Error{base::ErrorKind::usage,
                         file.string() + " is a link, or no file; a run is continued in files of its own: replace it"};
  }
  return {};
}

} // namespace

RunWriter::RunWriter(fs::path folder, WriteFile write, base::Descriptor lock)
    : folder_{std::move(folder)}, write_{std::move(write)}, lock_{std::move(lock)} {}

base::Result<RunWriter> RunWriter::create(const fs::path &folder, WriteFile write) {
  if (auto empty = require_empty(folder); !empty) return std::move(empty).error();
  std::error_code ignored;
  const bool existed = fs::exists(folder, ignored);
  if (auto made = make_folders(folder / "trials"); !made) return std::move(made).error();
  auto writer = prove(folder, std::move(write));
  if (writer) return writer;
  fs::remove(folder / "trials", ignored); // these succeed on empty folders only
  if (!existed) fs::remove(folder, ignored);
  return std::move(writer).error().hint("nothing was measured; name a folder that can be written");
}

base::Result<RunWriter> RunWriter::reopen(const fs::path &folder, WriteFile write) {
  if (auto made = make_folders(folder / "trials"); !made) return std::move(made).error();
  if (auto own = require_own_files(folder); !own) return std::move(own).error();
  auto writer = prove(folder, std::move(write));
  if (!writer) return writer;
  for (const auto &part : {folder, folder / "trials"}) base::remove_abandoned(part, [](auto) { return true; });
  return writer;
}

base::Result<RunWriter> RunWriter::prove(const fs::path &folder, WriteFile write) {
  auto held = lock(folder);
  if (!held) return std::move(held).error();
  // The size of a trial file: a disk that is full now says so before minutes of measuring, not after.
  // Under a temporary name, which no file of the user's has.
  const auto probe = folder / (".probe." + std::to_string(::getpid()) + ".part");
  std::error_code ignored;
  fs::remove(probe, ignored);
  if (auto written = write(probe, std::string(std::size_t{64} * 1024, ' ')); !written)
    return std::move(written).error();
  fs::remove(probe, ignored);
  return RunWriter{folder, std::move(write), *std::move(held)};
}

const fs::path &RunWriter::folder() const { return folder_; }

base::Status RunWriter::write(const std::string &file, const base::Json &document) {
  return write_(folder_ / file, base::to_pretty(document));
}

base::Status RunWriter::write_run(const RunRecord &record) { return write("run.json", to_json(record)); }

base::Status RunWriter::write_trial(const TrialRecord &record) {
  const auto stem = "trials/" + std::to_string(record.number);
  // The trial comes last: where it stands, its series stands too.
  if (auto written = write(stem + ".series.json", series_json(record)); !written) return written;
  return write(stem + ".json", to_json(record));
}

} // namespace reqbench::result
