#include "resource/process_tree.hpp"

#include "base/cpu_time.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "resource/descendants.hpp"
#include "resource/proc_text.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
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

std::optional<ProcessStat> stat_of(pid_t process) { return parse_stat(text_of(folder_of(process) / "stat")); }

std::optional<base::Nanoseconds> clock_of(pid_t process) {
  clockid_t clock = 0;
  return ::clock_getcpuclockid(process, &clock) == 0 ? base::read_clock(clock) : std::nullopt;
}

Cpu cpu_of(std::uint64_t user_ticks, std::uint64_t system_ticks) {
  const auto ticks = base::ticks_per_second();
  const auto user = base::from_ticks(user_ticks, ticks), system = base::from_ticks(system_ticks, ticks);
  return {user + system, user, system};
}

std::string name_of(const fs::path &task) {
  auto name = text_of(task / "comm");
  if (name.ends_with('\n')) name.pop_back();
  return name;
}

/// Nanoseconds, where the kernel counts them (CONFIG_SCHED_INFO), else ticks of 10 ms.
std::optional<base::Nanoseconds> cpu_of_thread(const fs::path &task) {
  const auto times = text_of(task / "schedstat");
  if (const auto ran = parse_number(std::string_view{times}.substr(0, times.find(' '))))
    return base::Nanoseconds{static_cast<std::int64_t>(*ran)};
  const auto stat = parse_stat(text_of(task / "stat"));
  if (!stat) return std::nullopt;
  return cpu_of(stat->user_ticks, stat->system_ticks).total;
}

} // namespace

std::vector<ThreadUse> used_between(const std::vector<ThreadUse> &begin, const std::vector<ThreadUse> &end,
                                    std::size_t most) {
  std::vector<ThreadUse> used;
  for (const auto &thread : end) {
    const auto before = std::ranges::find(begin, thread.thread, &ThreadUse::thread);
    // A number that was given to another thread since has used less than its owner before.
    if (before == begin.end() || before->cpu >= thread.cpu) continue;
    used.push_back({thread.thread, thread.name, thread.cpu - before->cpu});
  }
  std::ranges::stable_sort(used, std::ranges::greater{}, &ThreadUse::cpu);
  if (used.size() > most) used.resize(most);
  return used;
}

ProcessTree::ProcessTree(pid_t root, pid_t reaper) : root_{root}, reaper_{reaper} { refresh(); }

void ProcessTree::refresh() {
  parent_of_.clear();
  drops_children_.clear();
  find_processes();
}

void ProcessTree::find_processes() {
  update_parents(parent_of_);
  processes_ = descendants_in(parent_of_, reaper_ != 0 ? reaper_ : root_);
  if (reaper_ == 0) processes_.insert(processes_.begin(), root_);
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

TreeCpu ProcessTree::cpu() {
  find_processes();
  TreeCpu reading;
  for (const pid_t process : processes_) {
    const auto stat = stat_of(process);
    if (!stat) continue;
    const auto [known, is_new] = drops_children_.try_emplace(process, false);
    if (is_new) known->second = ignores_children(text_of(folder_of(process) / "status"));
    auto own = cpu_of(stat->user_ticks, stat->system_ticks);
    own.total = clock_of(process).value_or(own.total);
    reading.processes.push_back({.process = process,
                                 .parent = stat->parent,
                                 .started = stat->started,
                                 .own = own,
                                 .waited_for = cpu_of(stat->waited_user_ticks, stat->waited_system_ticks),
                                 .drops_children = known->second});
  }
  if (const auto reaper = reaper_ != 0 ? stat_of(reaper_) : std::nullopt)
    reading.waited_for_by_reaper = cpu_of(reaper->waited_user_ticks, reaper->waited_system_ticks);
  reading.at = base::now();
  return reading;
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
      auto name = name_of(folder_of(process) / "task" / std::to_string(thread));
      auto cpus = base::affinity_of(thread);
      if (!cpus.empty()) all.push_back({thread, std::move(name), std::move(cpus)}); // empty: it ended meanwhile
    }
  }
  return all;
}

std::vector<ThreadUse> ProcessTree::threads() const {
  std::vector<ThreadUse> all;
  for (const pid_t process : processes_) {
    for (const pid_t thread : numbers_in(folder_of(process) / "task")) {
      const auto task = folder_of(process) / "task" / std::to_string(thread);
      if (const auto cpu = cpu_of_thread(task)) all.push_back({thread, name_of(task), *cpu});
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
