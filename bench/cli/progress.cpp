#include "cli/progress.hpp"

#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"

#include <unistd.h>

#include <cstdio>

namespace reqbench::cli {
std::string trial_line(const result::TrialRecord &trial) {
  std::string text = "trial " + std::to_string(trial.number) + ", block " + std::to_string(trial.block) + ": " +
                     trial.server + ", " + trial.workload + ":";
  if (!trial.failure.empty()) return text + " FAILED: " + trial.failure;
  const char *separator = " ";
  for (const auto &load : trial.loads) {
    text += separator + load.name + " " + base::format_count(load.recording.achieved_per_s()) + "/s, p99 " +
            base::format_duration(load.recording.latency.quantile(0.99));
    separator = "; ";
  }
  for (const auto &mark : trial.marks) text += " [" + mark + "]";
  return text;
}

Progress::Progress(bool quiet) : quiet_{quiet}, live_{!quiet && has_live_terminal()} {}

void Progress::clear() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
  shown_ = false;
}

void Progress::on_step(std::string_view what, std::string_view phase, base::Nanoseconds left) {
  if (quiet_) return;
  if (!live_) {
    // One plain line a step, not a phase: a log file is read by people.
    if (what != last_)
      std::fprintf(stderr, "%s (about %s left)\n", std::string{what}.c_str(), base::format_duration(left).c_str());
    last_ = what;
    return;
  }
  auto line = std::string{what} + " · " + std::string{phase} + " · about " + base::format_duration(left) + " left";
  const auto width = terminal_width(STDERR_FILENO);
  if (line.size() >= width) line.resize(width - 1);
  clear();
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::on_trial(const result::TrialRecord &trial) {
  if (quiet_) return;
  clear();
  std::fprintf(stderr, "%s\n", printable(trial_line(trial)).c_str());
}

void Progress::on_warning(std::string_view text, const std::vector<std::string> &details) {
  clear();
  warn(text, details);
}

} // namespace reqbench::cli
