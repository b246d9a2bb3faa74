// What a long run says while it runs: one line that is rewritten on a terminal, plain lines elsewhere; nothing with
// --quiet but warnings.
#pragma once

#include "run/run.hpp"

#include <string>

namespace reqbench::cli {

class Progress final : public run::Observer {
public:
  explicit Progress(bool quiet);
  ~Progress() override { clear(); }
  void on_step(std::string_view what, std::string_view phase, base::Nanoseconds left) override;
  void on_trial(const result::TrialRecord &trial) override;
  void on_warning(std::string_view text, const std::vector<std::string> &details) override;

private:
  void clear();
  bool quiet_, live_;
  bool shown_ = false;
  std::string last_;
};

/// "trial 7, block 2: go_nethttp, json: closed 26.9 k/s, p99 3.10 ms; common 2.00 k/s, p99 812 µs"
std::string trial_line(const result::TrialRecord &trial);

} // namespace reqbench::cli
