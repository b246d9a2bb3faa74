// Checks of what changed while it was measured: over the whole run, and inside a window.
#include "statistics/change_point.hpp"
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::Run;
using result::TrialRecord;

/// Of what a share leaves free: the time that a request waits grows as 1 ÷ (1 − share), here by 25 % at most.
constexpr double free_band = 0.2;
constexpr double drift_band = 0.03;       ///< that of throughput: a change of no consequence
constexpr double rate_step = 0.10;        ///< of a closed load's goodput
constexpr double latency_step = 0.25;     ///< of an open load's median
constexpr std::uint64_t few_answers = 20; ///< a window with fewer says little of a rate or of a median

std::vector<Moment> moments_of(const Run &run, const std::string &load) {
  std::map<std::pair<std::string, std::string>, std::size_t> groups;
  std::vector<Moment> moments;
  for (const auto &trial : run.trials) {
    if (!trial.failure.empty()) continue;
    for (const auto &one : trial.loads) {
      if (one.name != load || one.recording.interrupted || one.recording.achieved_per_s() <= 0) continue;
      const auto group = groups.try_emplace({trial.server, trial.workload}, groups.size()).first->second;
      moments.push_back({group, static_cast<double>(trial.number), one.recording.achieved_per_s()});
    }
  }
  return moments;
}

/// The values of the measured windows that are looked at for a step: goodput of a closed load, median of an open one of
/// one rate. The last window may be cut short by the edge.
std::vector<double> levels_of(const LoadRecord &load) {
  const auto &recording = load.recording;
  const bool closed = recording.model == "closed";
  std::vector<double> levels;
  if (recording.interrupted || recording.model == "held" || !recording.stretches.empty()) return levels;
  base::Nanoseconds usual{0};
  for (const auto &window : recording.windows)
    if (window.measured) usual = std::max(usual, window.length);
  for (const auto &window : recording.windows) {
    if (!window.measured || window.length < usual / 2) continue;
    if (window.ok < few_answers) return {};
    levels.push_back(closed ? static_cast<double>(window.ok) / base::to_seconds(window.length)
                            : static_cast<double>(window.p50.count()));
  }
  return levels;
}

std::string level_text(bool closed, double level) {
  return closed ? base::format_count(level) + "/s" : base::format_duration(base::Nanoseconds{std::llround(level)});
}

} // namespace

Observations missed_share(const Run &run, const Summary &summary) {
  const auto *full = result::full_load(run.record);
  return each_cell(run, summary, [&](const Cell &cell, const auto &) -> std::optional<Observation> {
    const double asked = asked_load(run, cell.load)->share;
    const auto *whole = full ? summary.cell(cell.server, cell.workload, full->name) : nullptr;
    const auto reached = asked > 0 && whole ? reached_share(cell, *whole) : std::nullopt;
    if (!reached) return std::nullopt;
    const double off = reached->value - asked;
    if (std::fabs(off) <= free_band * (1 - asked) || (off > 0 && reached->at_most)) return std::nullopt;
    return Observation{.grade = Grade::note,
                       .text = percent(asked) + " of its pilot came to " + (reached->at_most ? "at most " : "") +
                               reached->percent() + " of what it gave under full load",
                       .size = std::fabs(off)};
  });
}

Observations drift_of_run(const Run &run, const Summary &) {
  const auto *load = result::full_load(run.record); // one value a trial, because loads of one trial share its fate
  if (load == nullptr) return {};
  const auto found = drift(moments_of(run, load->name));
  if (!found) return {};
  const auto &interval = *found->interval;
  const bool beyond = interval.low > 1 + drift_band || interval.high < 1 / (1 + drift_band);
  if (!beyond) return {};
  return {{Grade::warning, "from the first launch to the last the requests/s of `" + load->name + "` changed by " +
                               base::format_significant((found->value - 1) * 100, 3) + " % (99 % interval " +
                               base::format_significant((interval.low - 1) * 100, 3) + " to " +
                               base::format_significant((interval.high - 1) * 100, 3) + " %), in all servers alike"}};
}

Observations changed_inside(const Run &run, const Summary &summary) {
  return each_cell(run, summary, [&](const Cell &cell, const auto &launches) -> std::optional<Observation> {
    const bool closed = asked_load(run, cell.load)->model == "closed";
    std::size_t hits = 0;
    std::optional<ChangePoint> largest;
    const auto size = [](const ChangePoint &step) { return std::fabs(std::log(step.after / step.before)); };
    for (const auto &launch : launches) {
      const auto step = change_point(levels_of(*launch.load), closed ? rate_step : latency_step);
      if (!step) continue;
      ++hits;
      if (!largest || size(*step) > size(*largest)) largest = step;
    }
    if (hits == 0) return std::nullopt;
    return Observation{hits * 3 > launches.size() ? Grade::warning : Grade::note,
                       "in " + launches_hit(hits, launches.size()) + " " +
                           (closed ? "the rate" : "the median latency") +
                           " changed in the middle of the window, at most from " + level_text(closed, largest->before) +
                           " to " + level_text(closed, largest->after),
                       size(*largest)};
  });
}

} // namespace reqbench::statistics
