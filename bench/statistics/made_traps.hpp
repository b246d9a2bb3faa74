// For tests only: a trap of measuring, built on purpose in a clean run, and the nearest thing that is none.
#pragma once

#include "statistics/checks.hpp"
#include "statistics/made_run.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

inline MadeRun clean() { return MadeRun{}.servers({"base", "base (again)", "other"}).blocks(3).closed().open(1000); }

/// A trap is a change of clean trials: `caught` must be found, `inside` is the nearest thing that must not.
struct Trap {
  std::string_view id;
  Grade grade;
  std::string_view text; ///< part of the evidence
  std::function<void(result::Run &)> caught;
  std::function<void(result::Run &)> inside;
};

using LoadChange = std::function<void(const result::TrialRecord &, result::LoadRecord &)>;

/// Applied to the loads of server "other" with that name.
inline std::function<void(result::Run &)> in(std::string name, LoadChange change) {
  return [name = std::move(name), change = std::move(change)](result::Run &run) {
    for (auto &trial : run.trials)
      for (auto &load : trial.loads)
        if (trial.server == "other" && load.name == name) change(trial, load);
  };
}

inline std::function<void(result::Run &)> in_trials(std::function<void(result::TrialRecord &)> change) {
  return [change = std::move(change)](result::Run &run) {
    for (auto &trial : run.trials)
      if (trial.server == "other") change(trial);
  };
}

inline std::optional<Finding> found(const result::Run &run, std::string_view id) {
  const auto findings = summarize(run).findings;
  const auto one = std::ranges::find(findings, id, &Finding::id);
  return one == findings.end() ? std::nullopt : std::optional{*one};
}

/// Of requests, generator and run, in checks_test.cpp; of machine, servers and time, in checks_of_machine_test.cpp.
const std::vector<Trap> &traps();
const std::vector<Trap> &machine_traps();

} // namespace reqbench::statistics
