#include "report/load_view.hpp"

#include "report/chart/charts.hpp"
#include "report/conditions.hpp"
#include "report/damage.hpp"
#include "report/found.hpp"
#include "report/load_tables.hpp"
#include "report/program_view.hpp"
#include "report/sentences.hpp"
#include "report/text.hpp"

#include "base/exit_code.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <iterator>

namespace reqbench::report {
namespace {

using sample::Histogram;
using sample::Recording;
using statistics::Limiter;

/// "half of them came within 402 µs"; of a lower bound only the opposite is known.
std::string within(const Histogram &latency, double p, std::string_view those, std::string_view others) {
  const auto value = base::format_duration(latency.quantile(p));
  if (latency.quantile_is_at_least(p)) return std::string{others} + " took longer than " + value;
  return std::string{those} + " within " + value;
}

/// Of so few that none lies beyond its p99 the largest is told.
std::string half_and_tail(const Recording &recording) {
  return within(recording.latency, 0.50, "half of them came", "half of them") + ", " +
         (recording.latency.beyond(0.99) > 0 ? within(recording.latency, 0.99, "99 of 100", "1 of 100 or more")
                                             : within(recording.latency, 1, "the slowest", "the slowest"));
}

std::string rate_sentence(const Recording &recording, Limiter limiter) {
  const bool bound = limiter == Limiter::generator || limiter == Limiter::both;
  auto text = "On this machine, the target gave " + std::string{bound ? "at least " : ""} +
              base::format_count(recording.achieved_per_s()) + " right answers/s";
  if (recording.offered_per_s > 0) text += " of " + base::format_count(recording.offered_per_s) + "/s asked";
  text += " over " + counted(static_cast<std::size_t>(recording.connections), "connection");
  return text + (recording.model == "closed" ? "; " : "; counted from when each was due, ") + half_and_tail(recording) +
         ".";
}

std::string held_sentence(const Recording &recording) {
  const auto &seen = recording.connections_seen;
  return counted(static_cast<std::size_t>(recording.connections), "connection") +
         (recording.connections == 1 ? " was" : " were") + " held for " + base::format_duration(recording.measured) +
         "; " + std::to_string(seen.lost) + " got lost.";
}

std::string answers_sentence(const Recording &recording) {
  const auto &ledger = recording.ledger;
  if (ledger.planned == 0) return "No request was due while it measured.";
  if (ledger.ok() == ledger.planned)
    return "Each of the " + counted(ledger.planned, "request") + " got its right answer" +
           (recording.generator.checked_by_length > 0 ? ", as far as it was looked at (see checked)." : ".");
  if (ledger.ok() == 0) return "No answer was right, of " + counted(ledger.planned, "request") + ".";
  const auto bad = ledger.failed() + ledger.timed_out();
  std::vector<std::string> parts;
  if (bad > 0) {
    const double share = 100 * static_cast<double>(bad) / static_cast<double>(ledger.planned);
    parts.push_back(std::to_string(bad) + " (" + base::format_significant(share, 2) +
                    " %) did not get their right answer");
  }
  if (ledger.unsent > 0) parts.push_back(std::to_string(ledger.unsent) + " were never sent");
  if (ledger.in_flight > 0) parts.push_back(std::to_string(ledger.in_flight) + " were still under way at its end");
  return "Of " + counted(ledger.planned, "request") + " " + joined(parts, ", ") +
         "; the others got their right answer.";
}

std::vector<std::string> load_sentences(const Recording &recording, Limiter limiter) {
  std::vector<std::string> sentences;
  if (recording.model == "held") sentences.push_back(held_sentence(recording));
  if (recording.ledger.ok() > 0) sentences.push_back(rate_sentence(recording, limiter));
  sentences.push_back(answers_sentence(recording));
  if (recording.interrupted && recording.measured.count() == 0)
    return {"The load was interrupted in its warm-up: nothing was measured."};
  if (recording.interrupted)
    sentences.push_back("It was interrupted: this is what " + base::format_duration(recording.measured) + " showed.");
  return sentences;
}

std::string asked(const result::RunRecord &run) {
  return run.workloads.empty() ? "a load" : run.workloads.front().title;
}

std::string load_subtitle(const result::RunRecord &run) {
  std::vector<std::string> parts;
  if (run.options.is_object() && run.options.contains("shape") && run.options["shape"].is_string())
    parts.push_back(run.options["shape"].get<std::string>());
  for (const auto &load : run.loads) {
    parts.push_back(counted(static_cast<std::size_t>(load.connections), "connection"));
    parts.push_back(base::format_duration(load.measure));
  }
  parts.push_back(minute_of(run.started));
  if (!run.host.cpu_model.empty()) parts.push_back("on " + run.host.cpu_model);
  return joined(parts, ", ");
}

std::string trust_of(const result::Run &run, const std::vector<statistics::Finding> &findings) {
  auto text = "One load, measured once: how much it varies is not known, so there is no interval and no verdict; " +
              findings_words(findings);
  for (const auto &clause : damage_clauses(run)) text += "; " + clause;
  return text + ".";
}

} // namespace

View make_load_view(const result::Run &run, const statistics::Summary &summary) {
  View view;
  view.title = "reqbench load: " + asked(run.record);
  view.subtitle = load_subtitle(run.record);
  view.run_id = run.record.id;
  view.findings = load_findings(summary);
  view.found = by_check(view.findings);
  view.trust = trust_of(run, view.findings);
  view.conditions = make_load_conditions(run);
  view.data = tidy_rows(run);
  view.cells = cells_json(summary);
  view.ratios = ratios_json(summary);
  const auto *load = the_load(run);
  if (load == nullptr) {
    view.verdicts = {"The load has left no figures: it did not end, or its trial file is damaged."};
    return view;
  }
  const auto limiter = load_limiter(summary);
  if (statistics::load_exit_code(load->recording, summary) == base::exit_invalid)
    view.verdicts.push_back(invalid_sentence(view.findings, "the load"));
  std::ranges::move(load_sentences(load->recording, limiter), std::back_inserter(view.verdicts));
  auto latency = latency_table(load->recording);
  if (!latency.rows.empty()) view.tables.push_back(std::move(latency));
  auto steps = steps_table(load->recording);
  if (!steps.rows.empty()) view.tables.push_back(std::move(steps));
  view.tables.push_back(account_table(load->recording, limiter));
  view.reading = load_meanings();
  view.charts = make_load_charts(Lineup{run, summary});
  return view;
}

} // namespace reqbench::report
