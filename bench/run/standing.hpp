// Who is still measured: the trials of a plan without those of servers that were not proven or never started, of cells
// that fail again and again, and of those that a continued run has already. Pure.
#pragma once

#include "run/plan.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace reqbench::run {

class Standing {
public:
  /// After so many failed trials of one server and workload in succession the rest would only cost time.
  static constexpr int failures_in_a_row = 2;

  /// The plan may grow by blocks, and must live as long as this.
  explicit Standing(const Plan &plan) : plan_{plan} {}

  void exclude(std::size_t participant) { excluded_.insert(participant); }
  /// The server and its twin of the A/A pair: they share a program, a proof and a pilot.
  void give_up(const std::string &server, std::size_t workload);
  /// What the run has already.
  void keep(std::set<int> numbers) { done_ = std::move(numbers); }
  /// True when this failure made its cell be given up.
  bool book(const TrialPlan &trial, bool failed);

  bool is_excluded(std::size_t participant) const { return excluded_.contains(participant); }
  bool is_continued() const { return !done_.empty(); }
  bool is_done(const TrialPlan &trial) const { return done_.contains(trial.number); }
  /// Of a trial that is no calibration.
  bool is_left_out(const TrialPlan &trial) const;
  /// Of a server or its twin. A precision may add blocks of cells whose trials are all done.
  bool has_to_do(std::size_t participant, std::optional<std::size_t> workload = {}) const;
  bool has_to_calibrate() const;
  /// A pilot also tells the calibration what to answer.
  bool wants_pilot(std::size_t participant, std::size_t workload, bool answer_is_stored) const;

private:
  using Cell = std::pair<std::size_t, std::size_t>; ///< participant, workload
  const Plan &plan_;
  std::set<std::size_t> excluded_;
  std::set<Cell> given_up_;
  std::map<Cell, int> failures_;
  std::set<int> done_; ///< numbers of trials
};

} // namespace reqbench::run
