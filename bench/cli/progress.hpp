// How a run is told while it goes on: a block of lines that is rewritten on a terminal, a plain line for each step
// elsewhere, with --quiet nothing but warnings. progress_text.hpp has the words.
#pragma once

#include "base/stop.hpp"
#include "cli/live_block.hpp"
#include "cli/progress_text.hpp"
#include "run/observer.hpp"

#include <mutex>
#include <optional>

namespace reqbench::cli {

class Progress final : public run::Observer {
public:
  Progress(bool quiet, const base::StopFlag &stop);
  void on_step(const run::Step &step, const run::Pace &pace) override;
  void on_phase(std::string_view phase) override;
  load::LiveFeed *feed() override { return live_ ? &feed_ : nullptr; }
  void on_trial(const result::TrialRecord &trial, const run::Pace &pace) override;
  void on_warning(std::string_view text, const std::vector<std::string> &details) override;

private:
  std::vector<std::string> draw(ScreenSize size);

  const bool quiet_, live_;
  const base::StopFlag &stop_;
  load::LiveFeed feed_;
  std::mutex mutex_;
  Seen seen_; ///< what the run's thread has told, for the block's thread
  std::optional<LiveBlock> block_;
};

} // namespace reqbench::cli
