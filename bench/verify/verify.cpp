#include "verify/verify.hpp"

#include "base/nearest.hpp"
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"
#include "verify/life_cycle.hpp"

#include <algorithm>
#include <array>

namespace reqbench::verify {
namespace {

constexpr std::array<Check, 13> table{{
    {"each_request", "each request of the workload gets its right answer", Depth::full, check_each_request},
    {"random_draws", "random inputs get their right answers", Depth::brief, check_random_draws},
    {"invalid_inputs", "invalid inputs are refused as the workload says", Depth::full, check_invalid_inputs},
    {"alternating_bodies", "a long and a short request in turn keep their own answers", Depth::full,
     check_alternating_bodies},
    {"unknown_path", "an unknown path is 404", Depth::full, check_unknown_path},
    {"wrong_method", "405 names the allowed methods in Allow", Depth::full, check_wrong_method},
    {"head", "HEAD has the status, type and length of GET, and no body", Depth::full, check_head},
    {"keep_alive", "one connection serves many requests", Depth::brief, check_keep_alive},
    {"connection_close", "Connection: close is answered, then obeyed", Depth::full, check_connection_close},
    {"split_segments", "a request that comes in parts is put together", Depth::full, check_split_segments},
    {"pipelined_pair", "two requests sent at once are answered in order", Depth::full, check_pipelined_pair},
    {"error_framing", "a refusal leaves the framing intact", Depth::full, check_error_framing},
    {"long_header", "a header of 64 KiB is refused, and the server lives on", Depth::full, check_long_header},
}};

/// One hang may be the check's own defect; two are a server that hangs.
constexpr int most_silences = 2;

/// A deviation that names no check would silently excuse nothing.
void refuse_unknown_deviations(const Subject &subject, Report &report) {
  std::vector<std::string> known;
  for (const auto &check : table) known.emplace_back(check.id);
  for (const auto &check : life_cycle_checks()) known.emplace_back(check.id);
  for (const auto &deviation : subject.manifest.deviations) {
    if (std::ranges::find(known, deviation.check) != known.end()) continue;
    report.failures.push_back({deviation.check, "", "server.json: deviations", "the id of a check",
                               base::unknown_name("check", deviation.check, known).message()});
  }
}

/// The checks to run, in order; those that the manifest excuses are noted.
std::vector<const Check *> chosen(const Subject &subject, Depth depth, Report &report) {
  std::vector<const Check *> rows;
  for (const auto &check : table) {
    if (depth == Depth::brief && check.depth != Depth::brief) continue;
    const auto &deviations = subject.manifest.deviations;
    const auto deviation = std::ranges::find(deviations, check.id, &launch::Deviation::check);
    if (deviation == deviations.end())
      rows.push_back(&check);
    else
      report.skipped.push_back(deviation->check + ": " + deviation->reason);
  }
  return rows;
}

void run_checks(const Subject &subject, std::span<const Check *const> rows, Report &report) {
  const auto all = static_cast<int>(rows.size() * subject.workloads.size());
  for (const auto &workload : subject.workloads) {
    for (const auto *check : rows) {
      if (subject.stop != nullptr && subject.stop->requested()) return;
      Examination examination{subject, workload, check->id, report};
      check->run(examination);
      ++report.checks;
      if (report.silences < most_silences) continue;
      if (report.checks < all)
        report.failures.back().got += "\n" + std::to_string(all - report.checks) +
                                      " further checks were not run: the server did not answer twice";
      return;
    }
  }
}

void add_lines(std::vector<std::string> &lines, std::string_view prefix, std::string_view text) {
  for (;;) {
    const auto end = text.find('\n');
    if (end != text.npos || !text.empty()) lines.push_back(std::string{prefix} + std::string{text.substr(0, end)});
    if (end == text.npos) return;
    text.remove_prefix(end + 1);
  }
}

} // namespace

std::span<const Check> checks() { return table; }

std::vector<std::string> Failure::to_lines() const {
  std::vector<std::string> lines;
  add_lines(lines, "  ", request);
  add_lines(lines, "- ", expected);
  add_lines(lines, "+ ", got);
  return lines;
}

Report verify(const Subject &subject, Depth depth) {
  const auto begun = base::now();
  Report report;
  refuse_unknown_deviations(subject, report);
  const auto rows = chosen(subject, depth, report);
  run_checks(subject, rows, report);
  report.took = base::now() - begun;
  return report;
}

} // namespace reqbench::verify
