#include "run/calibration.hpp"

#include "base/descriptor.hpp"
#include "base/file.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace reqbench::run {

std::optional<std::size_t> request_to_store(std::span<const load::Shot> shots) {
  const auto found = std::ranges::find(shots, false, &load::Shot::head);
  if (found == shots.end()) return std::nullopt;
  return static_cast<std::size_t>(std::distance(shots.begin(), found));
}

std::vector<load::Shot> calibration_shots(std::span<const load::Shot> shots, const StoredAnswer &answer) {
  const auto learned = connection::AnswerTemplate::learn(answer.bytes);
  std::vector<load::Shot> all;
  for (const auto &shot : shots) {
    if (shot.head) continue;
    all.push_back(shot);
    all.back().expect = answer.expect;
    all.back().answer = learned;
  }
  return all;
}

base::Result<AnswerFile> AnswerFile::write(const std::filesystem::path &root, std::string_view bytes) {
  const auto folder = root / "build" / "starts";
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code) return base::Error{base::ErrorKind::environment, "making " + folder.string() + ": " + code.message()};
  auto name = (folder / "answer-XXXXXX").string();
  const base::Descriptor made{::mkstemp(name.data())};
  if (!made) return base::system_error(base::ErrorKind::environment, "making " + name);
  AnswerFile file{name};
  if (auto written = base::write_file_atomically(file.path(), bytes); !written) return std::move(written).error();
  return file;
}

AnswerFile::~AnswerFile() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

} // namespace reqbench::run
