// What the stages of one run share, and the stages themselves: the record is begun (or that of an earlier run taken
// over), servers are proven, pilots scale the rates, blocks of trials are measured. run.cpp says in which order they
// come.
#pragma once

#include "load/load.hpp"
#include "result/run_directory.hpp"
#include "run/calibration.hpp"
#include "run/pace.hpp"
#include "run/run.hpp"
#include "run/standing.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reqbench::run {

struct Execution {
  Execution(Plan plan, const std::filesystem::path &root, result::RunWriter writer, const base::StopFlag &stop,
            Observer &observer);
  Execution(const Execution &) = delete; // the standing looks at the plan
  Execution &operator=(const Execution &) = delete;

  Plan plan;
  const std::filesystem::path &root;
  result::RunWriter writer;
  const base::StopFlag &stop;
  Observer &observer;
  result::RunRecord record{};
  Ended ended{};
  Pace pace{};
  std::optional<double> widest{}; ///< half-width of the widest ratio, once a precision was looked at
  Standing standing{plan};
  std::map<std::pair<std::string, std::string>, std::vector<load::Shot>> shots{}; ///< server name, workload
  std::optional<StoredAnswer> stored_answer{}; ///< of the first pilot of the first workload that had one
  std::vector<load::Shot> calibration_shots{};
  std::optional<AnswerFile> answer_file{}; ///< empty: nothing is calibrated
  result::Run calibrated{};                ///< its calibrations so far, and nothing else

  base::Status save() { return writer.write_run(record); }
  /// Everything of ours but the server lives on the generator's processors; children inherit it.
  void pin_generator();
  void warn(const std::string &text, const std::vector<std::string> &details = {});
  /// Once, also when a run that is continued finds the same again.
  void note(const std::string &text);
  result::ServerRecord &server_record(const std::string &label);
  /// A server that was not proven, or never started, is not measured; neither is its twin of the A/A pair.
  void exclude(std::size_t participant, const std::string &why);
  bool is_left_out(const TrialPlan &trial) const {
    return trial.calibrates ? !answer_file : standing.is_left_out(trial);
  }
  Kind kind_of(const TrialPlan &trial) const;
  void begin_step(const Kind &kind, const TrialPlan &trial = {});
  /// How long what is left to do takes by the plan; told again when the pilots have shown how fast each server is,
  /// which the steps of a capacity depend on.
  void plan_pace();
  void correct_pace();

private:
  base::Nanoseconds estimate(const TrialPlan &trial) const;
};

/// By the server's name: what it says of itself, or why that is not known.
using Versions = std::map<std::string, base::Result<base::Json>>;
Versions ask_versions(const Plan &plan, const std::filesystem::path &root, const base::StopFlag &stop);
/// A server that says of itself that it is a debug build is refused as one whose manifest says so.
base::Status admit_versions(Plan &plan, const Versions &versions, Observer &observer);
/// What run.json says before anything is measured.
void describe(Execution &run, const Origin &origin, const Versions &versions);
/// After describe(): takes over what the run has, when nothing has changed.
base::Status continue_from(Execution &run, const result::Run &earlier);
void prove_all(Execution &run);
/// A baseline that is not measured compares nothing: the first server that is takes its place, and the report says so.
void settle_baseline(Execution &run);
void pilot_all(Execution &run);
/// The answer that the calibration will give came from a pilot, so it is right.
void settle_calibration(Execution &run);
/// The trials of the plan in their order, and the blocks that a precision adds. Errors: what cannot be written.
base::Status measure_all(Execution &run);

} // namespace reqbench::run
