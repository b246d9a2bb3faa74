#include "verify/telling.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace reqbench::verify {
namespace {

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

bool same_cause(const Failure &a, const Failure &b) {
  return a.workload == b.workload && first_line(a.expected) == first_line(b.expected) &&
         first_line(a.got) == first_line(b.got);
}

struct Cause {
  const Failure *failure;
  std::vector<std::string> others; ///< checks that found the same
  std::vector<std::string> more{}; ///< failures of the same check, by what was asked
};

std::vector<Cause> causes_of(const Report &report) {
  std::vector<Cause> causes;
  for (const auto &failure : report.failures) {
    const auto cause = std::ranges::find_if(causes, [&](const Cause &c) { return same_cause(*c.failure, failure); });
    if (cause == causes.end())
      causes.push_back({.failure = &failure, .others = {}});
    else if (failure.check == cause->failure->check)
      cause->more.push_back(failure.asked);
    else if (std::ranges::find(cause->others, failure.check) == cause->others.end())
      cause->others.push_back(failure.check);
  }
  return causes;
}

/// "head, date"; those without a name are left out.
std::string named(const std::vector<std::string> &all) {
  std::string names;
  for (const auto &name : all)
    if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

/// Of what was asked: the request of the workload's file, else the workload.
std::string place_of(const Failure &failure) {
  const auto &place = failure.asked.empty() ? failure.workload : failure.asked;
  return place.empty() ? "" : " (" + place + ")";
}

void add_others(const Cause &cause, std::vector<std::string> &lines) {
  if (!cause.more.empty())
    lines.push_back("  the same in " + std::to_string(cause.more.size()) + " more of its questions" +
                    (named(cause.more).empty() ? "" : ": " + named(cause.more)));
  if (!cause.others.empty()) lines.push_back("  the same in " + named(cause.others));
}

} // namespace

int failed_checks(const Report &report) {
  std::set<std::pair<std::string_view, std::string_view>> failed;
  for (const auto &failure : report.failures) failed.emplace(failure.workload, failure.check);
  return static_cast<int>(failed.size());
}

std::string outcome_text(const Report &report) {
  const auto checks = std::to_string(report.checks);
  if (report.passed()) return checks + " checks, all right";
  return std::to_string(failed_checks(report)) + " of " + checks + " checks failed";
}

std::vector<std::string> failure_lines(const Report &report) {
  std::vector<std::string> lines;
  for (const auto &cause : causes_of(report)) {
    const auto &failure = *cause.failure;
    lines.push_back(failure.check + place_of(failure) + ":");
    for (auto &line : failure.to_lines()) lines.push_back("  " + std::move(line));
    add_others(cause, lines);
  }
  return lines;
}

} // namespace reqbench::verify
