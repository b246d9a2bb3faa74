// What the phases of one trial share, and the phases themselves: each takes the trial on by one step, and writes what
// goes wrong into its record. trial.cpp says in which order they run.
#pragma once

#include "base/random.hpp"
#include "base/stop.hpp"
#include "connection/endpoint.hpp"
#include "launch/launcher.hpp"
#include "load/load.hpp"
#include "resource/process_tree.hpp"
#include "result/record.hpp"
#include "run/trial.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace reqbench::run {

/// After connecting, before the measure window: the new connections' first requests are not the load's.
inline constexpr base::Nanoseconds lead_in = std::chrono::milliseconds{200};

/// The state that the phases of one trial share.
struct Trial {
  const TrialSetting &setting;
  const base::StopFlag &stop;
  result::TrialRecord record;
  base::ErrorKind failure{}; ///< of record.failure
  std::optional<launch::RunningServer> server;
  std::optional<resource::ProcessTree> tree;
  connection::Endpoint endpoint;

  const Plan &plan() const { return setting.plan; }
  bool calibrates() const { return setting.trial.calibrates; }
  const launch::Manifest &manifest() const {
    return calibrates() ? plan().calibration->manifest : plan().participants[setting.trial.participant].manifest;
  }
  const workload::Workload &workload() const { return plan().workloads[setting.trial.workload]; }
  /// Every trial has seeds of its own: the same requests in every launch would be an input that a server could learn.
  std::uint64_t seed(std::string_view purpose) const {
    return base::Random::stream(plan().seed, purpose, static_cast<std::uint64_t>(setting.trial.number)).next();
  }
  void fail(std::string why, base::ErrorKind kind = base::ErrorKind::server) {
    if (!record.failure.empty()) return;
    record.failure = std::move(why);
    failure = kind;
    if (server) record.last_words = server->last_words();
  }
  void mark(const std::string &what) {
    if (std::ranges::find(record.marks, what) == record.marks.end()) record.marks.push_back(what);
  }
  bool going_on() const { return record.failure.empty() && !stop.requested(); }
};

/// The same Host whatever port the server was given: requests stay equal byte for byte over all launches.
connection::Endpoint named_localhost(connection::Endpoint endpoint);
/// Sleeps in slices, so that a wish to stop is heard within 20 ms.
void rest(base::Nanoseconds length, const base::StopFlag &stop);
/// A load of this trial, but for its model, its length and its seed.
load::LoadPlan base_plan(const Trial &trial);
/// No answer came in the window, and the generator was not there to see one: the machine stood still. Such a load is
/// measured again before a server is blamed, at most so often.
bool says_nothing(const sample::Recording &recording);
/// No answer at all, right or wrong, came in the window, or to what was asked in it.
bool none_came(const sample::Recording &recording);
inline constexpr int most_measured_again = 2;
/// "3021 bad_body, 2 reset": what became of the requests that were not answered right.
std::string ends_of(const sample::Ledger &ledger);
/// Tells a server that died from one that answers wrongly, and both from one that does not answer. `ledger`: of the
/// load, when there is one.
void explain_silence(Trial &trial, const std::string &load_name, const sample::Ledger &ledger = {});
void read_memory(Trial &trial, std::optional<resource::Memory> &into);

// In bring_up.cpp.
void launch_server(Trial &trial);
void first_right_answer(Trial &trial);
void check_port(Trial &trial);
void verify_briefly(Trial &trial);
/// After the last load: a server that fell silent in the middle of it has answers in it all the same.
void last_right_answer(Trial &trial);
void stop_server(Trial &trial);

// In settle.cpp.
void read_idle(Trial &trial);
void warm_up(Trial &trial);
void read_affinity(Trial &trial);
void read_after(Trial &trial);

// In measure.cpp.
void measure(Trial &trial, const result::LoadRequest &wanted);

// In capacity_phase.cpp.
void find_capacity(Trial &trial);

} // namespace reqbench::run
