#include "resource/process_tree.hpp"

#include "base/cpu_time.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "resource/descendants.hpp"
#include "resource/proc_text.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <optional>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorKind;

fs::path folder_of(pid_t process) { return fs::path{"/proc"} / std::to_string(process); }

std::string text_of(const fs::path &file) { return base::read_file(file).value_or(std::string{}); }

/// Names of a folder's entries that are numbers: threads of task/, descriptors of fd/.
std::vector<pid_t> numbers_in(const fs::path &folder) {
  std::vector<pid_t> numbers;
  std::error_code code;
  for (fs::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code))
    if (const auto number = parse_number(entry->path().filename().string()))
      numbers.push_back(static_cast<pid_t>(*number));
  return numbers;
}

Error none_readable(const char *what, pid_t root) {
  return Error{ErrorKind::environment, std::string{"reading the "} + what + " of process " + std::to_string(root) +
                                           " and its descendants: none of them is there, or this user may not; run "
                                           "reqbench as the user that runs the server"};
}

std::optional<base::Nanoseconds> read_clock(clockid_t clock) {
  timespec time{};
  if (::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds{time.tv_sec} + base::Nanoseconds{time.tv_nsec};
}

} // namespace

ProcessTree::ProcessTree(pid_t root, pid_t reaper) : root_{root}, reaper_{reaper} { refresh(); }

void ProcessTree::refresh() {
  processes_ = descendants(reaper_ != 0 ? reaper_ : root_);
  if (reaper_ == 0) processes_.insert(processes_.begin(), root_);
  clocks_.clear();
  for (const pid_t process : processes_)
    if (clockid_t clock = 0; ::clock_getcpuclockid(process, &clock) == 0) clocks_.push_back(clock);
}

const std::vector<pid_t> &ProcessTree::processes() const { return processes_; }

base::Result<Memory> ProcessTree::memory() const {
  Memory sum;
  bool any = false;
  for (const pid_t process : processes_) {
    const auto rollup = text_of(folder_of(process) / "smaps_rollup");
    const auto pss = number_of(rollup, "Pss"), anonymous = number_of(rollup, "Anonymous");
    if (!pss || !anonymous) continue;
    any = true;
    sum.pss += *pss;
    sum.anonymous += *anonymous;
    sum.rss_peak_sum += number_of(text_of(folder_of(process) / "status"), "VmHWM").value_or(0);
  }
  if (!any) return none_readable("memory", root_);
  return sum;
}

Cpu ProcessTree::cpu_total() const {
  Cpu sum;
  for (const clockid_t clock : clocks_) sum.total += read_clock(clock).value_or(base::Nanoseconds{0});
  sum.at = base::now();
  return sum;
}

Cpu ProcessTree::cpu() const {
  Cpu sum = cpu_total();
  for (const pid_t process : processes_) {
    const auto stat = parse_stat(text_of(folder_of(process) / "stat"));
    if (!stat) continue;
    sum.user += base::from_ticks(stat->user_ticks, base::ticks_per_second());
    sum.system += base::from_ticks(stat->system_ticks, base::ticks_per_second());
  }
  return sum;
}

base::Result<Counters> ProcessTree::counters() const {
  Counters sum;
  for (const pid_t process : processes_) {
    const auto threads = numbers_in(folder_of(process) / "task");
    if (threads.empty()) continue;
    ++sum.processes;
    sum.threads += static_cast<int>(threads.size());
    sum.descriptors += static_cast<int>(numbers_in(folder_of(process) / "fd").size());
    for (const pid_t thread : threads) {
      const auto status = text_of(folder_of(process) / "task" / std::to_string(thread) / "status");
      sum.voluntary_switches += number_of(status, "voluntary_ctxt_switches").value_or(0);
      sum.involuntary_switches += number_of(status, "nonvoluntary_ctxt_switches").value_or(0);
    }
  }
  if (sum.processes == 0) return none_readable("counters", root_);
  return sum;
}

std::vector<ThreadAffinity> ProcessTree::affinity() const {
  std::vector<ThreadAffinity> all;
  for (const pid_t process : processes_) {
    for (const pid_t thread : numbers_in(folder_of(process) / "task")) {
      auto name = text_of(folder_of(process) / "task" / std::to_string(thread) / "comm");
      if (name.ends_with('\n')) name.pop_back();
      auto cpus = base::affinity_of(thread);
      if (!cpus.empty()) all.push_back({thread, std::move(name), std::move(cpus)}); // empty: it ended meanwhile
    }
  }
  return all;
}

bool ProcessTree::reset_peaks() const {
  bool all = !processes_.empty();
  for (const pid_t process : processes_) {
    const base::Descriptor file{::open((folder_of(process) / "clear_refs").c_str(), O_WRONLY | O_CLOEXEC)};
    if (!file && errno == ENOENT) continue; // vanished
    // proc(5): "5" resets the peak resident set size.
    all = file && ::write(file.get(), "5", 1) == 1 && all;
  }
  return all;
}

} // namespace reqbench::resource
