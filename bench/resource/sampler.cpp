#include "resource/sampler.hpp"

#include "base/cpu_time.hpp"
#include "base/descriptor.hpp"
#include "resource/proc_text.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace reqbench::resource {
namespace {

/// Opened once: a path costs more than the reading of a file.
struct OpenFiles {
  base::Descriptor stat, statm;
};

std::string_view reread(const base::Descriptor &file, std::array<char, 1024> &into) {
  const auto got = file.get() < 0 ? -1 : ::pread(file.get(), into.data(), into.size(), 0);
  return {into.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

base::Descriptor opened(pid_t process, const char *name) {
  const auto path = "/proc/" + std::to_string(process) + "/" + name;
  return base::Descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
}

/// The second word of statm is what is resident, in pages.
std::uint64_t resident_pages(std::string_view statm) {
  const auto blank = statm.find(' ');
  if (blank == statm.npos) return 0;
  const auto rest = statm.substr(blank + 1);
  return parse_number(rest.substr(0, rest.find(' '))).value_or(0);
}

UsePoint look(const std::vector<OpenFiles> &processes, std::uint64_t page, std::uint64_t ticks) {
  UsePoint point{.at = base::now(), .rss_bytes = 0, .cpu = {}};
  std::array<char, 1024> text;
  for (const auto &process : processes) {
    point.rss_bytes += resident_pages(reread(process.statm, text)) * page;
    if (const auto stat = parse_stat(reread(process.stat, text)))
      point.cpu += base::from_ticks(stat->user_ticks + stat->system_ticks, ticks);
  }
  return point;
}

} // namespace

Sampler::Sampler(std::vector<pid_t> processes)
    : thread_{[this, processes = std::move(processes)](const std::stop_token &stop) {
        const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
        const auto ticks = base::ticks_per_second();
        std::vector<OpenFiles> files;
        for (const pid_t process : processes) files.push_back({opened(process, "stat"), opened(process, "statm")});
        std::mutex mutex;
        std::condition_variable_any asleep;
        std::unique_lock lock{mutex};
        for (auto due = base::now(); !stop.stop_requested(); due += period) {
          sampled_.points.push_back(look(files, page, ticks));
          asleep.wait_until(lock, stop, due + period, [] { return false; });
        }
        sampled_.points.push_back(look(files, page, ticks));
        sampled_.cpu = base::read_clock(CLOCK_THREAD_CPUTIME_ID).value_or(base::Nanoseconds{0});
      }} {}

Sampled Sampler::stop() {
  thread_.request_stop();
  thread_.join();
  return std::move(sampled_);
}

} // namespace reqbench::resource
