// What the calibration server is told and asked: it gives one stored answer, which a real server gave and which was
// right, to every request of the first workload, so its load shows what the generator can do with such requests and
// answers, and nothing of a server's.
#pragma once

#include "base/result.hpp"
#include "load/load.hpp"
#include "workload/expectation.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reqbench::run {

struct StoredAnswer {
  std::string bytes;            ///< whole, as it came
  workload::Expectation expect; ///< by which it is right
};

/// The first of the requests whose answer has a body: the one whose answer is stored; nothing when all are HEAD.
std::optional<std::size_t> request_to_store(std::span<const load::Shot> shots);

/// The same requests, each of which expects the stored answer; those of HEAD are left out, since their answers end
/// elsewhere.
std::vector<load::Shot> calibration_shots(std::span<const load::Shot> shots, const StoredAnswer &answer);

/// The stored answer as a file below build/starts, for as long as this lives.
class AnswerFile {
public:
  static base::Result<AnswerFile> write(const std::filesystem::path &root, std::string_view bytes);
  AnswerFile(AnswerFile &&other) noexcept : path_{std::exchange(other.path_, {})} {}
  AnswerFile &operator=(AnswerFile &&other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ~AnswerFile();
  const std::filesystem::path &path() const { return path_; }

private:
  explicit AnswerFile(std::filesystem::path path) : path_{std::move(path)} {}
  std::filesystem::path path_;
};

} // namespace reqbench::run
