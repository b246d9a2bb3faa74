#include "cli/live_line.hpp"

#include "base/units.hpp"
#include "cli/terminal.hpp"
#include "report/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

namespace reqbench::cli {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

/// A window ends every second; looking twice as often shows it soon.
constexpr auto pause = std::chrono::milliseconds{500};

/// One part of the line; of those that do not fit, the one of the highest `dispensable` goes first.
struct Part {
  std::string text;
  int dispensable;
};

/// How much of the whole worker 0 has: connections of a closed load, requests of an open one.
double workers_share(const load::LoadPlan &plan) {
  if (plan.model.kind == load::Model::Kind::open) return 1.0 / plan.threads;
  const int slots = (plan.connections + plan.threads - 1) / plan.threads;
  return static_cast<double>(slots) / plan.connections;
}

std::string left_text(base::Nanoseconds left) {
  const auto seconds = std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(left).count());
  if (seconds < 60) return std::to_string(seconds) + " s left";
  return base::format_duration(std::chrono::seconds{seconds}) + " left";
}

std::string phase_text(int phases_begun) {
  constexpr std::array words{"connecting", "warming up", "measuring", "waiting for the last answers"};
  return words[static_cast<std::size_t>(std::min(phases_begun, 3))];
}

std::string fitted(std::vector<Part> parts, std::size_t width) {
  while (true) {
    std::vector<std::string> texts;
    for (const auto &part : parts) texts.push_back(part.text);
    const auto line = report::joined(texts, " · ");
    if (report::width(line) <= width || parts.empty()) return line;
    parts.erase(std::ranges::max_element(parts, {}, &Part::dispensable));
  }
}

/// One system call, so that a line is never seen in half. A terminal that is gone ends nothing.
void to_terminal(const std::string &bytes) { (void)!::write(STDERR_FILENO, bytes.data(), bytes.size()); }

} // namespace

void LiveFeed::on_phase(sample::Phase phase, base::Instant at) {
  if (phase == sample::Phase::warm_up) begin_.store(at.time_since_epoch().count(), relaxed);
  phases_begun_.store(static_cast<int>(phase) + 1, std::memory_order_release);
}

void LiveFeed::on_window(const sample::Window &window) {
  length_.store(window.length.count(), relaxed);
  p50_.store(window.p50.count(), relaxed);
  p99_.store(window.p99.count(), relaxed);
  ok_.store(window.ok, relaxed);
  failed_.store(failed_.load(relaxed) + window.failed, relaxed);
  windows_.store(windows_.load(relaxed) + 1, std::memory_order_release);
}

LiveFeed::Reading LiveFeed::read() const {
  Reading reading;
  reading.windows = windows_.load(std::memory_order_acquire);
  reading.phases_begun = phases_begun_.load(std::memory_order_acquire);
  reading.begin = base::Instant{base::Nanoseconds{begin_.load(relaxed)}};
  reading.length = base::Nanoseconds{length_.load(relaxed)};
  reading.p50 = base::Nanoseconds{p50_.load(relaxed)};
  reading.p99 = base::Nanoseconds{p99_.load(relaxed)};
  reading.ok = ok_.load(relaxed);
  reading.failed = failed_.load(relaxed);
  return reading;
}

std::string live_text(const LiveFeed::Reading &reading, const load::LoadPlan &plan, base::Instant now,
                      std::size_t width) {
  std::vector<Part> parts{{phase_text(reading.phases_begun), 5}};
  const double share = workers_share(plan);
  if (reading.windows > 0 && reading.length.count() > 0) {
    const double rate = static_cast<double>(reading.ok) / base::to_seconds(reading.length) / share;
    parts.push_back({base::format_count(rate) + "/s", 0});
    if (reading.ok > 0) {
      parts.push_back({"p50 " + base::format_duration(reading.p50), 4});
      parts.push_back({"p99 " + base::format_duration(reading.p99), 2});
    }
    const auto failed = static_cast<std::uint64_t>(static_cast<double>(reading.failed) / share + 0.5);
    parts.push_back({report::counted(failed, "error"), 1});
  }
  if (reading.phases_begun == 1 || reading.phases_begun == 2)
    parts.push_back({left_text(reading.begin + plan.warm_up + plan.measure - now), 3});
  return fitted(std::move(parts), width);
}

LiveLine::LiveLine(const LiveFeed &feed, const load::LoadPlan &plan, bool shown) : feed_{feed}, plan_{plan} {
  if (shown) printer_ = std::thread{[this] { rewrite(); }};
}

LiveLine::~LiveLine() {
  if (!printer_.joinable()) return;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  stop_.notify_all();
  printer_.join();
  to_terminal("\r\x1b[K");
}

void LiveLine::rewrite() {
  std::unique_lock lock{mutex_};
  while (!stop_.wait_for(lock, pause, [this] { return stopping_; })) {
    // The last column stays free: a line that fills it would wrap in some terminals.
    const auto text = live_text(feed_.read(), plan_, base::now(), terminal_width(STDERR_FILENO) - 1);
    to_terminal("\r" + text + "\x1b[K");
  }
}

} // namespace reqbench::cli
