#include "report/advise_view.hpp"

#include "base/units.hpp"
#include "report/figures.hpp"
#include "report/found.hpp"
#include "report/limiter_words.hpp"
#include "report/program_view.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Basis;
using statistics::Need;
using statistics::Wish;

bool answers(const Need &need) { return need.basis == Basis::measured || need.basis == Basis::extrapolated; }

/// "json", "80 % json and 20 % order".
std::string mix_text(const Wish &wish) {
  if (wish.mix.size() == 1) return wish.mix.front().workload;
  std::vector<std::string> parts;
  for (const auto &share : wish.mix) parts.push_back(share_text(share.part) + " " + share.workload);
  return listed(parts);
}

std::string wish_text(const Wish &wish) {
  return base::format_count(wish.rate_per_s) + " requests/s of " + mix_text(wish) + " with " +
         result::to_string(wish.objective);
}

/// "2.41 (2.22–2.63)", "≤ 2.41", "2.22–2.63" of bounds.
Figure instances_figure(const Need &need) {
  if (!answers(need)) return {};
  const auto number = [](double value) { return base::format_significant(value, 3); };
  const auto &[value, interval, n] = need.instances;
  if (need.at_most) return {"≤ " + number(interval ? interval->high : value), value};
  if (!interval) return {number(value), value};
  const auto range = number(interval->low) + "–" + number(interval->high);
  return {need.basis == Basis::extrapolated ? range : number(value) + " (" + range + ")", value};
}

Figure processors_figure(const Need &need) {
  if (!answers(need)) return {};
  return {std::to_string(need.processors), static_cast<double>(need.processors)};
}

/// "4", "≥ 4" of the least, "–" of a bound.
Figure likely_figure(const Need &need) {
  const auto figure = [](std::string_view sign, std::int64_t processors) -> Figure {
    return {std::string{sign} + std::to_string(processors), static_cast<double>(processors)};
  };
  if (need.likely_processors) return figure("", *need.likely_processors);
  if (need.least_processors) return figure("≥ ", *need.least_processors);
  return {};
}

Figure memory_figure(const Need &need) {
  const auto &[value, interval, n] = need.memory_bytes;
  if (n == 0) return {};
  auto text = base::format_bytes(value);
  if (interval) text += " (" + range_text(base::format_bytes(interval->low), base::format_bytes(interval->high)) + ")";
  return {text, value};
}

Figure limiter_figure(const Need &need) {
  if (!answers(need)) return {};
  return {std::string{limiter_words(need.limiter)}};
}

Tone tone_of_basis(Basis basis) {
  switch (basis) {
  case Basis::measured: return Tone::none;
  case Basis::cannot: return Tone::worse;
  case Basis::extrapolated:
  case Basis::unknown: break;
  }
  return Tone::open;
}

constexpr std::string_view instance_says = "an instance is the server as this run started it; how many of them the "
                                           "rate keeps busy, with its 95 % interval, or "
                                           "from the least to the most where that was not measured";

Table advise_table(const Advice &advice) {
  Table table;
  table.title = wish_text(advice.wish);
  table.of = "server";
  table.note = "Fewest processors first. Instances: how many the rate keeps busy. Surely enough: whole ones up to the "
               "upper end of that; likely: up to its mean (≥: the least that it can be).";
  table.columns = {
      {"processors_likely", "processors, likely",
       "of as many whole instances as the mean of the launches asks for; ≥: of the least, where none "
       "was searched",
       true},
      {"processors", "surely enough", "processors of as many whole instances as the upper end of the interval asks for",
       true},
      {"instances", "instances", std::string{instance_says}, true},
      {"memory_pss_bytes", "memory of those", "PSS right after load, of the instances that are surely enough", true},
      {"limiter", "limited by", "what ended its growth in the closed load", false},
      {"basis", "basis",
       "measured: capacity was searched under this objective; extrapolated: from open loads that met it; "
       "cannot: no rate met it; unknown: this run does not say",
       false}};
  for (const auto &need : advice.needs) {
    Row row;
    row.label = row.server = need.server;
    if (advice.wish.mix.size() == 1) row.workload = advice.wish.mix.front().workload;
    row.cells = {likely_figure(need),
                 processors_figure(need),
                 instances_figure(need),
                 memory_figure(need),
                 limiter_figure(need),
                 {std::string{statistics::to_string(need.basis)}, std::nan(""), tone_of_basis(need.basis)}};
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string processors_counted(std::int64_t processors) {
  return counted(static_cast<std::size_t>(processors), "processor");
}

/// "`cpp_beast` needs 1 processor and 4.6 MiB"; where the safe number is not the likely one, both: "`cpp_beast` likely
/// needs 4 processors (surely enough: 70 processors and 3.4 GiB)".
std::string need_clause(const Need &need) {
  const auto memory = need.memory_bytes.n > 0 ? " and " + base::format_bytes(need.memory_bytes.value) : "";
  const auto sure = processors_counted(need.processors) + memory;
  auto text = "`" + need.server + "` ";
  const auto &fewer = need.likely_processors ? need.likely_processors : need.least_processors;
  if (fewer && *fewer != need.processors)
    text += (need.likely_processors ? "likely needs " : "needs at least ") + processors_counted(*fewer) +
            in_brackets("surely enough: " + sure);
  else
    text += (need.at_most ? "needs at most " : "needs ") + sure;
  if (need.basis == Basis::extrapolated) text += " (extrapolated)";
  if (need.unanswered > 0)
    text +=
        " (" + std::to_string(need.unanswered) + " of " + std::to_string(need.launches) + " launches gave no answer)";
  return text;
}

std::string verdict_of(const Advice &advice) {
  std::vector<std::string> clauses, without, unknown;
  for (const auto &need : advice.needs) {
    if (answers(need)) clauses.push_back(need_clause(need));
    if (need.basis == Basis::cannot) without.push_back("`" + need.server + "`");
    if (need.basis == Basis::unknown) unknown.push_back("`" + need.server + "`");
  }
  const auto text = wish_text(advice.wish) + ": ";
  if (without.size() == advice.needs.size()) return text + "no server meets it at any rate.";
  if (unknown.size() == advice.needs.size()) return text + "this run does not say what it needs.";
  std::vector<std::string> parts;
  if (!clauses.empty()) parts.push_back(shortened(std::move(clauses)));
  if (!without.empty())
    parts.push_back(listed(without) + (without.size() == 1 ? " does not meet it" : " do not meet it"));
  if (!unknown.empty()) parts.push_back("of " + listed(unknown) + " this run does not say");
  return text + joined(parts, "; ") + ".";
}

/// "20ms", "250us": as --slo takes it, to the microsecond.
std::string typed(base::Nanoseconds latency) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
  return us % 1000 == 0 ? std::to_string(us / 1000) + "ms" : std::to_string(us) + "us";
}

/// The run that would answer what this one leaves open: of ten launches some may fail to answer.
std::string measuring_command(const result::RunRecord &run, const std::vector<Advice> &advices) {
  std::vector<std::string> servers, workloads;
  const auto add = [](std::vector<std::string> &names, const std::string &name) {
    const bool is_plain = std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
    if (!is_plain) return; // what would mean something to a shell is no name of a server or workload here
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const auto &server : run.servers)
    if (server.skipped.empty()) add(servers, server.name);
  for (const auto &advice : advices)
    for (const auto &share : advice.wish.mix) add(workloads, share.workload);
  const auto &objective = advices.front().wish.objective;
  return "reqbench run " + joined(servers, " ") + " --workloads " + joined(workloads, ",") +
         " --profile standard --slo " + result::percentile_name(objective) + "=" + typed(objective.latency) +
         (objective.arrivals == "constant" ? "" : " --arrivals " + objective.arrivals) +
         (run.workers > 1 ? " --cores " + std::to_string(run.workers) : "");
}

void tell_reasons(View &view, const std::vector<Advice> &advices) {
  for (const auto &advice : advices)
    for (const auto &need : advice.needs) {
      if (!need.why.empty()) view.absent.push_back("`" + need.server + "`: " + ended(need.why));
    }
}

base::Json estimate_of(const statistics::Estimate &estimate) {
  base::Json json{{"value", base::finite_or_null(estimate.value)}, {"n", estimate.n}};
  add_interval(json, estimate);
  return json;
}

base::Json needs_json(const std::vector<Advice> &advices) {
  auto all = base::Json::array();
  for (const auto &advice : advices) {
    base::Json mix;
    for (const auto &share : advice.wish.mix) mix[share.workload] = share.part;
    for (const auto &need : advice.needs) {
      base::Json json{{"server", need.server},
                      {"rate_per_s", advice.wish.rate_per_s},
                      {"slo", result::to_string(advice.wish.objective)},
                      {"mix", mix},
                      {"basis", statistics::to_string(need.basis)},
                      {"why", need.why},
                      {"launches", need.launches},
                      {"launches_unanswered", need.unanswered}};
      if (answers(need)) {
        json["instances_busy"] = estimate_of(need.instances);
        json["instances"] = need.started;
        json["processors"] = need.processors;
        if (need.likely_processors) json["processors_likely"] = *need.likely_processors;
        if (need.least_processors) json["processors_least"] = *need.least_processors;
        json["at_most"] = need.at_most;
        json["limiter"] = statistics::to_string(need.limiter);
        if (need.memory_bytes.n > 0) json["memory_pss_bytes"] = estimate_of(need.memory_bytes);
      }
      all.push_back(std::move(json));
    }
  }
  return all;
}

std::vector<Line> conditions_of_advice(const result::RunRecord &run) {
  return {
      {"instance", "The server as this run started it: " + counted(static_cast<std::size_t>(run.workers), "worker") +
                       " on " + counted(run.server_cpus.size(), "processor") +
                       ". Several are told to be needed as copies behind a balancer; that they share no other limit "
                       "(a database, a network) is taken for granted."},
      {"mix", "Each workload was measured by itself; in a mix their parts of an instance's time add up."},
      {"margin", "The objective is met at the rate that was searched, not far below it: start one instance more where "
                 "the rate has peaks."}};
}

} // namespace

View make_advise_view(const result::Run &run, const statistics::Summary &summary, const std::vector<Advice> &advices) {
  const auto &record = run.record;
  View view;
  view.title = "reqbench advise: " + base::format_count(advices.front().wish.rate_per_s) + " requests/s with " +
               result::to_string(advices.front().wish.objective);
  view.subtitle = "from run " + record.id + ": " + record.profile + ", " +
                  counted(static_cast<std::size_t>(record.blocks), "block") + ", " + minute_of(record.started) +
                  ", on " + record.host.cpu_model;
  view.run_id = record.id;
  if (auto invalid = invalid_sentence(summary.findings); !invalid.empty()) view.verdicts.push_back(std::move(invalid));
  bool is_open = false;
  for (const auto &advice : advices) {
    view.verdicts.push_back(verdict_of(advice));
    view.tables.push_back(advise_table(advice));
    is_open = is_open || std::ranges::any_of(advice.needs, [](const Need &need) {
                return need.basis == Basis::extrapolated || need.basis == Basis::unknown;
              });
  }
  tell_reasons(view, advices);
  if (is_open)
    view.absent.push_back("This would measure what is extrapolated or unknown here: `" +
                          measuring_command(record, advices) + "`.");
  view.trust =
      "an interval is 95 % over at least " + std::to_string(statistics::least_launches) +
      " launches of one run on one machine; " +
      std::string{statistics::has_invalid(summary) ? "a finding of grade invalid hits the run, so do not rely on this."
                                                   : "another machine needs a run of its own."};
  for (const auto &finding : summary.findings)
    if (finding.grade == statistics::Grade::invalid) view.findings.push_back(finding);
  view.found = by_check(view.findings);
  view.conditions = conditions_of_advice(record);
  view.cells = needs_json(advices);
  return view;
}

} // namespace reqbench::report
