#include "verify/verify.hpp"

#include "base/nearest.hpp"
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"
#include "verify/life_cycle.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace reqbench::verify {
namespace {

constexpr std::array<Check, 30> table{{
    {"each_request", "each request of the workload gets its right answer", Depth::full, Concern::all,
     check_each_request},
    {"random_draws", "random inputs get their right answers", Depth::brief, Concern::all, check_random_draws},
    {"invalid_inputs", "invalid inputs are refused as the workload says", Depth::full, Concern::all,
     check_invalid_inputs},
    {"alternating_bodies", "a long and a short request in turn keep their own answers", Depth::full, Concern::all,
     check_alternating_bodies},
    {"unknown_path", "an unknown path is 404", Depth::full, Concern::all, check_unknown_path},
    {"wrong_method", "405 names the allowed methods in Allow", Depth::full, Concern::all, check_wrong_method},
    {"head", "HEAD has the status, type and length of GET, and no body", Depth::full, Concern::all, check_head},
    {"query_escapes", "a query means the same however it is percent-encoded", Depth::full, Concern::queries,
     check_query_escapes},
    {"json_spelling", "a JSON document means the same with white space and escapes", Depth::full, Concern::json_bodies,
     check_json_spelling},
    {"broken_json", "ten forms of broken JSON are refused", Depth::full, Concern::json_bodies, check_broken_json},
    {"json_constants", "NaN and Infinity are no JSON", Depth::full, Concern::json_bodies, check_json_constants},
    {"numbers_as_texts", "a number written as a text is refused", Depth::full, Concern::named, check_numbers_as_texts},
    {"missing_members", "a JSON body without one of its members is refused", Depth::full, Concern::named,
     check_missing_members},
    {"extra_members", "members that nobody knows change nothing", Depth::full, Concern::named, check_extra_members},
    {"keep_alive", "one connection serves a hundred requests", Depth::brief, Concern::all, check_keep_alive},
    {"connection_close", "Connection: close is answered, then obeyed", Depth::full, Concern::all,
     check_connection_close},
    {"interleaved", "half a request on one connection holds up no other", Depth::full, Concern::all, check_interleaved},
    {"split_segments", "a request that comes in parts is put together", Depth::full, Concern::all,
     check_split_segments},
    {"byte_by_byte", "a request that comes byte by byte is put together", Depth::full, Concern::all,
     check_byte_by_byte},
    {"pipelined_pair", "two requests sent at once are answered in order", Depth::full, Concern::all,
     check_pipelined_pair},
    {"pipelined_sixteen", "sixteen requests sent at once are answered in order", Depth::full, Concern::all,
     check_pipelined_sixteen},
    {"expect_continue", "Expect: 100-continue is told to continue", Depth::full, Concern::bodies,
     check_expect_continue},
    {"chunked_body", "a body that comes in chunks is put together", Depth::full, Concern::named, check_chunked_body},
    {"body_limit", "a body above 16 MiB is refused with 413 before it is read", Depth::full, Concern::bodies,
     check_body_limit},
    {"largest_body", "a body of 16 MiB is answered right, a larger one never", Depth::full, Concern::named,
     check_largest_body},
    {"error_framing", "a refusal leaves the framing intact", Depth::full, Concern::all, check_error_framing},
    {"ordinary_header", "a header of 8 KiB in ordinary fields is accepted", Depth::full, Concern::all,
     check_ordinary_header},
    {"garbage", "garbage gets an answer below 500, and the server lives on", Depth::full, Concern::all, check_garbage},
    {"date", "Date is the time of the answer, and moves", Depth::full, Concern::all, check_date, Turn::last},
    {"long_header", "a header of 64 KiB is refused, and the server lives on", Depth::full, Concern::all,
     check_long_header, Turn::last},
}};

/// One hang may be the check's own defect; two are a server that hangs.
constexpr int most_silences = 2;
/// A server that is excused from an answer is not waited for as long as one that owes it.
constexpr base::Nanoseconds patience_with_excused = std::chrono::seconds{1};

/// A drawn request of which this holds.
bool some_request(const workload::Workload &workload, bool (*holds)(const workload::Case &)) {
  constexpr std::size_t draws = 20;
  return std::ranges::any_of(workload.draw(1, draws), holds);
}

bool has_query(const workload::Case &drawn) { return drawn.target.find('?') != drawn.target.npos; }
bool has_body(const workload::Case &drawn) { return !drawn.body.empty(); }
bool has_json_body(const workload::Case &drawn) {
  const auto body = base::Json::parse(drawn.body, nullptr, false);
  return body.is_object() && !body.empty();
}

/// A workload that names no check would silently be asked too little.
void refuse_unknown_checks(const Subject &subject, Report &report) {
  std::vector<std::string> known;
  for (const auto &check : table)
    if (check.concern == Concern::named) known.emplace_back(check.id);
  for (const auto &workload : subject.workloads) {
    for (const auto &id : workload.checks()) {
      if (std::ranges::find(known, id) != known.end()) continue;
      report.failures.push_back({id, workload.name(), workload.name() + ".json: checks", "the id of a check",
                                 base::unknown_name("check", id, known).message()});
    }
  }
}

const launch::Deviation *deviation_of(const Subject &subject, std::string_view id) {
  const auto &deviations = subject.manifest.deviations;
  const auto found = std::ranges::find(deviations, id, &launch::Deviation::check);
  return found == deviations.end() ? nullptr : &*found;
}

struct Question {
  const Check *check;
  const workload::Workload *workload;
};

/// Of every workload the checks that concern it and that the manifest does not excuse, or those that it does.
std::vector<Question> questions(const Subject &subject, Depth depth, bool excused) {
  std::vector<Question> chosen;
  for (const auto &workload : subject.workloads)
    for (const auto &check : table)
      if ((depth == Depth::full || check.depth == Depth::brief) && concerns(check, workload) &&
          (deviation_of(subject, check.id) != nullptr) == excused)
        chosen.push_back({&check, &workload});
  std::ranges::stable_partition(chosen, [](const Question &question) { return question.check->turn == Turn::any; });
  return chosen;
}

bool stopped(const Subject &subject) { return subject.stop != nullptr && subject.stop->requested(); }

void run_checks(const Subject &subject, Depth depth, Report &report, Dates &dates) {
  const auto all = questions(subject, depth, false);
  for (const auto &[check, workload] : all) {
    if (stopped(subject)) return;
    Examination examination{subject, *workload, check->id, depth, report, dates};
    check->run(examination);
    ++report.checks;
    if (report.silences < most_silences) continue;
    if (const auto left = static_cast<int>(all.size()) - report.checks; left > 0)
      report.failures.back().got +=
          "\n" + std::to_string(left) + " further checks were not run: the server did not answer twice";
    return;
  }
}

/// After all others, because a check that is excused may leave a server in pieces.
void look_for_stale_deviations(const Subject &subject, Report &report, Dates &dates) {
  std::set<std::string_view> stale;
  for (const auto &question : questions(subject, Depth::full, true)) stale.insert(question.check->id);
  for (const auto &[check, workload] : questions(subject, Depth::full, true)) {
    if (stopped(subject)) return;
    if (!stale.contains(check->id)) continue;
    auto impatient = subject;
    impatient.timeout = std::min(subject.timeout, patience_with_excused);
    Report scratch;
    Examination examination{impatient, *workload, check->id, Depth::full, scratch, dates};
    check->run(examination);
    if (!scratch.passed()) stale.erase(check->id);
  }
  for (const auto id : stale)
    report.stale.push_back(std::string{id} + ": the check passes by now; remove this deviation from server.json");
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

bool concerns(const Check &check, const workload::Workload &workload) {
  switch (check.concern) {
  case Concern::all: return true;
  case Concern::queries: return some_request(workload, has_query);
  case Concern::bodies: return some_request(workload, has_body);
  case Concern::json_bodies: return some_request(workload, has_json_body);
  case Concern::named: break;
  }
  return std::ranges::find(workload.checks(), check.id) != workload.checks().end();
}

std::vector<std::string> Failure::to_lines() const {
  std::vector<std::string> lines;
  add_lines(lines, "  ", request);
  add_lines(lines, "- ", expected);
  add_lines(lines, "+ ", got);
  return lines;
}

base::Status check_deviations(const launch::Manifest &manifest) {
  std::vector<std::string> known;
  for (const auto &check : table) known.emplace_back(check.id);
  for (const auto &check : life_cycle_checks()) known.emplace_back(check.id);
  for (std::size_t i = 0; i < manifest.deviations.size(); ++i) {
    const auto &id = manifest.deviations[i].check;
    if (std::ranges::find(known, id) != known.end()) continue;
    return base::unknown_name("check", id, known)
        .while_doing("servers/" + manifest.name + "/server.json: at /deviations/" + std::to_string(i) + "/check");
  }
  return {};
}

Report verify(const Subject &subject, Depth depth) {
  const auto begun = base::now();
  Report report;
  Dates dates;
  refuse_unknown_checks(subject, report);
  for (const auto &check : table)
    if (const auto *deviation = deviation_of(subject, check.id);
        deviation != nullptr && (depth == Depth::full || check.depth == Depth::brief))
      report.skipped.push_back(deviation->check + ": " + deviation->reason);
  run_checks(subject, depth, report, dates);
  if (depth == Depth::full && report.silences < most_silences) look_for_stale_deviations(subject, report, dates);
  report.took = base::now() - begun;
  return report;
}

} // namespace reqbench::verify
