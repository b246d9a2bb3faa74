// reqbench verify: the proof, without a measurement.
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "run/run.hpp"
#include "verify/life_cycle.hpp"
#include "verify/telling.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

struct VerifyWords {
  std::vector<std::string> servers;
  std::optional<std::string> seed;
  int workers = 1;
  bool json = false;
};

struct Tally {
  bool wrong = false, failed = false;
  base::Json rows = base::Json::array();
};

void tell(const launch::Manifest &manifest, const verify::Report &report, bool quiet, base::Json &rows) {
  base::Json row{{"server", manifest.name},        {"passed", report.passed()},
                 {"checks", report.checks},        {"took_ms", report.took.count() / 1'000'000},
                 {"skipped", report.skipped},      {"stale", report.stale},
                 {"failures", base::Json::array()}};
  std::string text =
      manifest.name + ": " + verify::outcome_text(report) + ", " + base::format_duration(report.took) + "\n";
  for (const auto &deviation : report.skipped) text += "  skipped: " + printable(deviation) + "\n";
  for (const auto &deviation : report.stale) text += "  stale deviation: " + printable(deviation) + "\n";
  for (const auto &line : verify::failure_lines(report)) text += "  " + printable(line) + "\n";
  for (const auto &failure : report.failures)
    row["failures"].push_back({{"check", failure.check},
                               {"workload", failure.workload},
                               {"request", failure.request},
                               {"expected", failure.expected},
                               {"got", failure.got}});
  if (!quiet) print(text);
  rows.push_back(std::move(row));
}

int verify_servers(const VerifyWords &words, const base::StopFlag &stop) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  auto names = split_words(words.servers);
  if (names.empty()) names = candidates(*project);
  const auto read = words.seed ? parse_seed(*words.seed) : base::fresh_seed();
  if (!read) return fail(read.error());
  const auto seed = *read;
  std::fprintf(stderr, "seed %llu\n", static_cast<unsigned long long>(seed));
  launch::LaunchPlan plan;
  plan.workers = words.workers;
  Tally tally;
  for (const auto &name : names) {
    const auto manifest = find_server(*project, name);
    if (!manifest) {
      const int code = fail(manifest.error());
      if (code == exit_usage) return code;
      tally.failed = true;
      continue;
    }
    // What a calibration answers is right for no workload; that it starts and stops can be proven all the same.
    auto report = launch::is_candidate(*manifest)
                      ? run::prove(*manifest, project->catalog, project->root, plan, seed, stop)
                      : base::Result{verify::Report{}};
    const auto lived =
        report ? verify::check_life_cycle(*manifest, project->root, plan, stop, *report) : base::Status{};
    if (stop.requested()) return exit_interrupted;
    if (!report || !lived) {
      fail(report ? lived.error() : report.error());
      tally.failed = true;
      continue;
    }
    tell(*manifest, *report, words.json, tally.rows);
    tally.wrong |= !report->passed();
  }
  if (words.json) print_json({{"seed", seed}, {"servers", tally.rows}});
  return tally.failed ? exit_server : tally.wrong ? exit_wrong_answer : exit_fine;
}

} // namespace

void add_verify(CLI::App &app, Context &context) {
  auto words = std::make_shared<VerifyWords>();
  app.add_option("SERVER", words->servers,
                 "names of servers; all of them without. Of a calibration only its life cycle is proven");
  app.add_option("--seed", words->seed, "draws the same requests again");
  app.add_option("--workers", words->workers, "as --cores of a run")->check(CLI::Range(1, 1024));
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words, &context] { return verify_servers(*words, context.stop); }; });
}

} // namespace reqbench::cli
