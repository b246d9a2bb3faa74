// One load of a target that is not ours, told as a run of one trial: so that its limiter, its findings, its report and
// its place on disk are those of every other load. What drove it (the command line, Python) says what was asked.
#pragma once

#include "result/run_directory.hpp"

#include <string>
#include <vector>

namespace reqbench::result {

/// The program that measured.
struct Program {
  std::string version, build_type;
  std::string git_commit{}; ///< of the checkout around it; empty when there is none
  bool git_dirty = false;
};

struct SingleLoad {
  std::string id;                     ///< the name of its folder, if it gets one
  std::string started, finished;      ///< UTC
  std::vector<std::string> arguments; ///< as typed, without what may be secret
  base::Json options;                 ///< effective, likewise
  std::string asked;                  ///< "GET http://127.0.0.1:8080/"
  base::Nanoseconds measure{};        ///< asked
  std::uint64_t seed = 0;
  Program program;
  sample::Recording recording;
};

Run run_of(SingleLoad single);

/// The one load of such a run; null when its trial file is damaged or missing.
const LoadRecord *the_load(const Run &run);

} // namespace reqbench::result
