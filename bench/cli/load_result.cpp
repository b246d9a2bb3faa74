#include "cli/load_result.hpp"

#include "base/units.hpp"
#include "result/record.hpp"

#include <algorithm>
#include <cstdio>

namespace reqbench::cli {
namespace {

constexpr std::string_view target = "target", workload = "request";

std::string percentile(const sample::Histogram &histogram, double p) {
  if (histogram.count() == 0) return "–";
  return (histogram.quantile_is_at_least(p) ? "> " : "") + base::format_duration(histogram.quantile(p));
}

std::string percentiles(std::string_view title, const sample::Histogram &histogram) {
  std::string text = "  " + std::string{title};
  text.resize(16, ' ');
  for (const auto &[name, p] : {std::pair{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1.0}})
    text += std::string{name} + " " + percentile(histogram, p) + "   ";
  while (text.ends_with(' ')) text.pop_back();
  return text + "\n";
}

std::string ledger_line(const sample::Ledger &ledger) {
  std::string text =
      "  requests      planned " + std::to_string(ledger.planned) + " = ok " + std::to_string(ledger.ok());
  for (std::size_t i = 0; i < sample::outcome_count; ++i) {
    const auto outcome = static_cast<sample::Outcome>(i);
    if (outcome != sample::Outcome::ok && ledger.of(outcome) > 0)
      text += " + " + std::string{sample::outcome_names[i]} + " " + std::to_string(ledger.of(outcome));
  }
  if (ledger.unsent > 0) text += " + unsent " + std::to_string(ledger.unsent);
  if (ledger.in_flight > 0) text += " + in flight " + std::to_string(ledger.in_flight);
  return text + "\n";
}

/// Empty when every answer was compared in full.
std::string checking_line(const sample::Recording &recording) {
  const auto counted = recording.generator.checked_by_length, ok = recording.ledger.ok();
  if (counted == 0 || ok == 0) return {};
  char line[160];
  std::snprintf(line, sizeof line, "  checked       %.1f %% in full, %.1f %% by header and length of the body\n",
                100.0 * static_cast<double>(ok - std::min(ok, counted)) / static_cast<double>(ok),
                100.0 * static_cast<double>(counted) / static_cast<double>(ok));
  return line;
}

double cpu_us_per_request(const sample::Recording &recording) {
  const auto &usage = recording.generator;
  if (recording.completed_in_window == 0) return 0;
  return (usage.cpu_user_s + usage.cpu_system_s - usage.cpu_spin_s) * 1e6 /
         static_cast<double>(recording.completed_in_window);
}

statistics::Limiter limiter_of(const statistics::Summary &summary) {
  return summary.cells.empty() ? statistics::Limiter::unknown : summary.cells.front().limiter;
}

} // namespace

statistics::Summary summarize_load(const sample::Recording &recording) {
  result::LoadRecord load;
  load.name = recording.model;
  load.recording = recording;
  result::TrialRecord trial;
  trial.number = trial.block = 1;
  trial.server = target;
  trial.workload = workload;
  trial.affinity_as_asked = true; // the target is not ours to pin
  if (sample::generator_late(recording)) trial.marks.push_back("generator late in " + recording.model);
  trial.loads.push_back(std::move(load));

  result::Run run;
  run.record.blocks = run.record.workers = 1;
  run.record.baseline = target;
  result::ServerRecord server;
  server.name = server.label = target;
  run.record.servers.push_back(std::move(server));
  result::WorkloadRecord asked;
  asked.name = workload;
  run.record.workloads.push_back(std::move(asked));
  result::LoadRequest request;
  request.name = request.model = recording.model;
  request.connections = recording.connections;
  request.measure = recording.measured;
  run.record.loads.push_back(std::move(request));
  run.trials.push_back(std::move(trial));
  return statistics::summarize(run);
}

base::Json load_json(std::string_view url, const sample::Recording &recording, const statistics::Summary &summary) {
  base::Json json{{"url", url}};
  json.update(result::to_json(recording));
  json["service_time_ns"] = sample::to_json(recording.service_time);
  json["lateness_ns"] = sample::to_json(recording.lateness);
  json["limiter"] = statistics::to_string(limiter_of(summary));
  auto findings = base::Json::array();
  for (const auto &finding : summary.findings)
    findings.push_back({{"id", finding.id}, {"text", finding.text}, {"remedy", finding.remedy}});
  json["findings"] = std::move(findings);
  return json;
}

std::string load_text(std::string_view url, const sample::Recording &recording, const statistics::Summary &summary) {
  const bool open = recording.model == "open";
  std::string text = std::string{url} + ": " + recording.model + ", " + std::to_string(recording.connections) +
                     " connections, " + base::format_duration(recording.measured) +
                     (recording.interrupted ? " (interrupted)" : "") + "\n  right answers " +
                     base::format_count(recording.achieved_per_s()) + "/s";
  if (open) text += " of " + base::format_count(recording.offered_per_s) + "/s asked";
  text += "\n" + ledger_line(recording.ledger) + percentiles("latency", recording.latency);
  if (open) text += percentiles("service time", recording.service_time) + percentiles("lateness", recording.lateness);
  text += percentiles("first byte", recording.first_byte);
  char generator[200];
  std::snprintf(generator, sizeof generator,
                "  generator     %.2f µs CPU a request, %.0f %% busy, %s, %d thread%s; limited by: %s\n",
                cpu_us_per_request(recording), recording.generator.busy_share * 100, recording.generator.engine.c_str(),
                recording.generator.threads, recording.generator.threads == 1 ? "" : "s",
                std::string{statistics::to_string(limiter_of(summary))}.c_str());
  text += checking_line(recording) + generator;
  for (const auto &finding : summary.findings) text += "  ! " + finding.text + "; " + finding.remedy + "\n";
  return text;
}

} // namespace reqbench::cli
