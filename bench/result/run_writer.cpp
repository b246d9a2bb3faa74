// Writing a run: each file whole or not at all, and the folder proved before anything is measured.
#include "result/run_directory.hpp"

#include <algorithm>

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

} // namespace

RunWriter::RunWriter(fs::path folder, WriteFile write) : folder_{std::move(folder)}, write_{std::move(write)} {}

base::Result<RunWriter> RunWriter::create(const fs::path &folder, WriteFile write) {
  if (auto empty = require_empty(folder); !empty) return std::move(empty).error();
  std::error_code ignored;
  const bool existed = fs::exists(folder, ignored);
  if (auto made = make_folders(folder / "trials"); !made) return std::move(made).error();
  // The size of a trial file: a disk that is full now says so before minutes of measuring, not after.
  const auto probe = folder / "probe";
  if (auto written = write(probe, std::string(64 * 1024, ' ')); !written) {
    fs::remove(folder / "trials", ignored); // these succeed on empty folders only
    if (!existed) fs::remove(folder, ignored);
    return std::move(written).error().hint("nothing was measured; name a folder that can be written");
  }
  fs::remove(probe, ignored);
  return RunWriter{folder, std::move(write)};
}

const fs::path &RunWriter::folder() const { return folder_; }

base::Status RunWriter::write(const std::string &file, const base::Json &document) {
  auto written = write_(folder_ / file, base::to_pretty(document));
  if (written) return {};
  return std::move(written).error().hint("finished trials stay readable: reqbench report " + folder_.string());
}

base::Status RunWriter::write_run(const RunRecord &record) { return write("run.json", to_json(record)); }

base::Status RunWriter::write_trial(const TrialRecord &record) {
  const auto stem = "trials/" + std::to_string(record.number);
  // The trial comes last: where it stands, its series stands too.
  if (auto written = write(stem + ".series.json", series_json(record)); !written) return written;
  return write(stem + ".json", to_json(record));
}

} // namespace reqbench::result
