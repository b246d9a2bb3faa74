#include "cli/progress.hpp"

#include "cli/command.hpp"

#include <cstdio>

namespace reqbench::cli {
namespace {

void print_line(const std::string &line) { std::fprintf(stderr, "%s\n", printable(line).c_str()); }

} // namespace

Progress::Progress(bool quiet, const base::StopFlag &stop)
    : quiet_{quiet}, live_{!quiet && has_live_terminal()}, stop_{stop} {}

void Progress::on_step(const run::Step &step, const run::Pace &pace) {
  {
    const std::lock_guard lock{mutex_};
    seen_.step = step;
    seen_.pace = pace;
    seen_.phase.clear();
    feed_.clear();
  }
  // Not before the first step: by then the run's thread is where all of ours belongs, beside the generator.
  if (live_ && !block_) block_.emplace([this](ScreenSize size) { return draw(size); });
  if (live_ || quiet_) return;
  if (const auto line = step_line(step, pace.left(base::now())); !line.empty()) print_line(line);
}

void Progress::on_phase(std::string_view phase) {
  const std::lock_guard lock{mutex_};
  seen_.phase = phase;
  feed_.clear();
}

void Progress::on_trial(const result::TrialRecord &trial, const run::Pace &pace) {
  const std::lock_guard lock{mutex_};
  seen_.pace = pace;
  if (live_)
    seen_.last = parts_of(trial);
  else if (!quiet_)
    print_line(trial_line(seen_.step, trial, pace.left(base::now())));
}

void Progress::on_warning(std::string_view text, const std::vector<std::string> &details) {
  const auto print = [&] { warn(text, details); };
  block_ ? block_->above(print) : print();
}

std::vector<std::string> Progress::draw(ScreenSize size) {
  const std::lock_guard lock{mutex_};
  auto seen = seen_;
  seen.load = feed_.read();
  seen.stopping = stop_.requested();
  return progress_block(seen, base::now(), size.columns, size.rows);
}

} // namespace reqbench::cli
