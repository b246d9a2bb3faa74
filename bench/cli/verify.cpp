// reqbench verify: the proof, without a measurement.
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "launch/build_state.hpp"
#include "run/plan.hpp"
#include "run/proof.hpp"
#include "verify/life_cycle.hpp"
#include "verify/telling.hpp"

#include <algorithm>
#include <iterator>
#include <memory>

namespace reqbench::cli {
namespace {

struct VerifyWords {
  std::vector<std::string> servers;
  std::optional<std::string> seed;
  int workers = 1;
  bool brief = false, json = false;
};

/// What is asked of every server.
struct Asked {
  const Project &project;
  launch::LaunchPlan plan;
  std::uint64_t seed;
  bool quiet;
  const base::StopFlag &stop;
};

struct Tally {
  bool wrong = false, failed = false;
  base::Json rows = base::Json::array();
};

base::Json to_json(const verify::Flood &flood) {
  base::Json answers = base::Json::object();
  for (const auto &[status, count] : flood.answers) answers[std::to_string(status)] = count;
  return {{"requests", flood.requests()},
          {"answers", std::move(answers)},
          {"closed", flood.closed},
          {"memory_anonymous_bytes", flood.memory_anonymous_bytes}};
}

base::Json to_json(const std::vector<verify::Failure> &failures) {
  base::Json rows = base::Json::array();
  for (const auto &failure : failures)
    rows.push_back({{"check", failure.check},
                    {"workload", failure.workload},
                    {"asked", failure.asked},
                    {"request", failure.request},
                    {"expected", failure.expected},
                    {"got", failure.got}});
  return rows;
}

std::int64_t milliseconds(base::Nanoseconds time) { return time.count() / 1'000'000; }

void tell(const launch::Manifest &manifest, const verify::Report &report, bool quiet, Tally &tally) {
  base::Json row{{"server", manifest.name},
                 {"passed", report.passed()},
                 {"checks", report.checks},
                 {"took_ms", milliseconds(report.took)},
                 {"skipped", report.skipped},
                 {"stale", report.stale},
                 {"failures", to_json(report.failures)}};
  std::string text =
      manifest.name + ": " + verify::outcome_text(report) + ", " + base::format_duration(report.took) + "\n";
  if (report.flood) {
    row["garbage"] = to_json(*report.flood);
    text += "  garbage: " + report.flood->to_sentence() + "\n";
  }
  for (const auto &deviation : report.skipped) text += "  skipped: " + printable(deviation) + "\n";
  for (const auto &deviation : report.stale) text += "  stale deviation: " + printable(deviation) + "\n";
  for (const auto &line : verify::failure_lines(report)) text += "  " + printable(line) + "\n";
  if (!quiet) print(text);
  tally.rows.push_back(std::move(row));
  tally.wrong |= !report.passed();
}

/// What each launch of a run is asked before it is measured, and how long that takes: a launch for each workload.
base::Status prove_in_brief(const launch::Manifest &manifest, const Asked &asked, Tally &tally) {
  const auto &[project, plan, seed, quiet, stop] = asked;
  if (!launch::is_candidate(manifest))
    return base::Error{base::ErrorKind::usage,
                       manifest.name + " is a calibration: it has no right answers; verify it without --brief"};
  base::Json took = base::Json::object();
  std::vector<verify::Failure> failures;
  std::string text = manifest.name + ":", lines;
  for (const auto &workload : project.catalog) {
    if (!run::offers(manifest, workload)) continue;
    const auto report = run::prove(manifest, {workload}, project.root, plan, seed, stop, verify::Depth::brief);
    if (!report || stop.requested()) return report ? base::Status{} : report.error();
    took[workload.name()] = milliseconds(report->took);
    text += (took.size() > 1 ? ", " : " ") + workload.name() + " " + base::format_duration(report->took);
    for (const auto &line : verify::failure_lines(*report)) lines += "  " + printable(line) + "\n";
    failures.insert(failures.end(), report->failures.begin(), report->failures.end());
  }
  if (!quiet) print(text + (failures.empty() ? ", all right\n" : ", wrong\n") + lines);
  tally.wrong |= !failures.empty();
  tally.rows.push_back({{"server", manifest.name},
                        {"passed", failures.empty()},
                        {"brief_took_ms", std::move(took)},
                        {"failures", to_json(failures)}});
  return {};
}

base::Status prove_in_full(const launch::Manifest &manifest, const Asked &asked, Tally &tally) {
  const auto &[project, plan, seed, quiet, stop] = asked;
  // What a calibration answers is right for no workload; that it starts and stops can be proven all the same.
  std::vector<workload::Workload> offered;
  if (launch::is_candidate(manifest))
    std::ranges::copy_if(project.catalog, std::back_inserter(offered),
                         [&](const auto &workload) { return run::offers(manifest, workload); });
  auto report = launch::is_candidate(manifest) ? run::prove(manifest, offered, project.root, plan, seed, stop)
                                               : base::Result{verify::Report{}};
  if (!report) return std::move(report).error();
  if (auto lived = verify::check_life_cycle({manifest, project.root, plan, offered, seed, stop}, *report); !lived)
    return lived;
  if (!stop.requested()) tell(manifest, *report, quiet, tally);
  return {};
}

int verify_servers(const VerifyWords &words, const base::StopFlag &stop) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  const auto listed = read_list(words.servers, "SERVER");
  if (!listed) return fail(listed.error());
  const auto names = listed->empty() ? candidates(*project) : *listed;
  const auto read = words.seed ? parse_seed(*words.seed) : base::fresh_seed();
  if (!read) return fail(read.error());
  const auto seed = *read;
  std::fprintf(stderr, "seed %llu\n", static_cast<unsigned long long>(seed));
  Asked asked{*project, {}, seed, words.json, stop};
  asked.plan.workers = words.workers;
  Tally tally;
  for (const auto &name : names) {
    const auto manifest = find_server(*project, name);
    if (!manifest) {
      const int code = fail(manifest.error());
      if (code == exit_usage) return code;
      tally.failed = true;
      continue;
    }
    if (const auto newer = launch::newer_source(*manifest, project->root); !newer.empty())
      warn(name + ": " + newer +
           " is newer than its build, which is what is proven; run scripts/setup to build it anew");
    const auto proven = (words.brief ? prove_in_brief : prove_in_full)(*manifest, asked, tally);
    if (stop.requested()) return exit_interrupted;
    if (proven) continue;
    if (const int code = fail(proven.error()); code == exit_usage) return code;
    tally.failed = true;
  }
  if (words.json) print_json({{"seed", seed}, {"servers", tally.rows}});
  return tally.failed ? exit_server : tally.wrong ? exit_wrong_answer : exit_fine;
}

} // namespace

void add_verify(CLI::App &app, Context &context) {
  auto words = std::make_shared<VerifyWords>();
  app.add_option("SERVER", words->servers,
                 "names of servers; all of them without. Of a calibration only its life cycle is proven");
  app.add_option("--seed", words->seed, "draws the same requests again, garbage too");
  app.add_option("--workers", words->workers, "as --cores of a run")->check(CLI::Range(1, 1024));
  app.add_flag("--brief", words->brief,
               "only what each launch of a run is asked before it is measured, and how long that takes");
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words, &context] { return verify_servers(*words, context.stop); }; });
}

} // namespace reqbench::cli
