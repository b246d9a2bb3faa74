// reqbench run: plan, measure, report.
#include "run/run.hpp"
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/page.hpp"
#include "cli/progress.hpp"
#include "cli/project.hpp"
#include "load/engine_choice.hpp"
#include "report/report.hpp"
#include "report/text.hpp"
#include "result/run_directory.hpp"
#include "run/capacity.hpp"
#include "run/resume.hpp"
#include "statistics/summary.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>
#include <memory>

namespace reqbench::cli {
namespace {

/// As typed; units are parsed in options_of(), so that every word's error has one form.
struct RunWords {
  std::vector<std::string> names, servers, workloads, loads, rates;
  std::string profile = "quick", duration, warm_up, baseline, out, engine = "epoll";
  std::string connections = "64";
  int cores = 1, port = 0, blocks = 0;
  std::optional<std::string> seed;
  std::string resume, slo, precision, arrivals;
  bool all = false, quiet = false, dry_run = false, json = false, allow_debug = false;
};

base::Status read_duration(const std::string &text, std::string_view option, std::optional<base::Nanoseconds> &into) {
  if (text.empty()) return {};
  const auto duration = base::parse_duration(text);
  if (!duration) return base::Error{duration.error()}.while_doing(option);
  if (*duration < std::chrono::milliseconds{100} || *duration > std::chrono::hours{1})
    return usage_error(std::string{option} + " takes 100ms to 1h");
  into = *duration;
  return {};
}

/// "3%": how far an interval may reach from its ratio.
base::Status read_precision(const std::string &text, std::optional<double> &into) {
  if (text.empty()) return {};
  double percent = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (code != std::errc{} || std::string_view{end} != "%" || !(percent >= 0.1) || percent > 50)
    return usage_error("--precision takes a percentage from 0.1% to 50%, as 3%; got '" + text + "'");
  into = percent / 100;
  return {};
}

base::Status read_slo(const std::string &text, std::optional<result::Objective> &into) {
  if (text.empty()) return {};
  auto objective = run::parse_objective(text);
  if (!objective) return std::move(objective).error().while_doing("--slo");
  into = *objective;
  return {};
}

base::Status read_arrivals(const std::string &text, std::optional<schedule::Arrivals> &into) {
  if (text.empty()) return {};
  const auto arrivals = schedule::parse_arrivals(text);
  if (!arrivals) return base::Error{arrivals.error()}.while_doing("--arrivals");
  into = *arrivals;
  return {};
}

/// Absolute, and with a last name, which becomes the run's id.
base::Result<std::filesystem::path> read_folder(const std::string &text) {
  std::error_code code;
  auto folder = std::filesystem::absolute(text, code).lexically_normal();
  if (code)
    return base::Error{base::ErrorKind::environment,
                       "--out " + text + ": " + code.message() + "; is the working directory still there?"};
  return folder.has_filename() ? folder : folder.parent_path();
}

base::Result<run::Options> options_of(const RunWords &words) {
  run::Options options;
  struct List {
    const char *option;
    const std::vector<std::string> &typed;
    std::vector<std::string> &into;
  };
  std::vector<std::string> listed, rates;
  for (const auto &[option, typed, into] :
       {List{"SERVER", words.names, options.servers}, List{"--servers", words.servers, listed},
        List{"--workloads", words.workloads, options.workloads}, List{"--loads", words.loads, options.loads},
        List{"--rates", words.rates, rates}}) {
    auto list = read_list(typed, option);
    if (!list) return std::move(list).error();
    into = *std::move(list);
  }
  std::ranges::move(listed, std::back_inserter(options.servers));
  options.all = words.all;
  options.allow_debug = words.allow_debug;
  options.profile = words.profile;
  options.cores = words.cores;
  options.port = words.port;
  options.blocks = words.blocks;
  options.baseline = words.baseline;
  options.engine = load::engine_named(words.engine);
  if (auto usable = load::engine_usable(options.engine); !usable)
    return std::move(usable).error().while_doing("--engine " + words.engine);
  if (words.seed) {
    const auto seed = parse_seed(*words.seed);
    if (!seed) return seed.error();
    options.seed = *seed;
  }
  const auto connections = base::parse_count(words.connections, 100'000);
  if (!connections) return base::Error{connections.error()}.while_doing("--connections");
  options.connections = *connections;
  for (const auto &text : rates) {
    const auto rate = base::parse_rate(text);
    if (!rate) return base::Error{rate.error()}.while_doing("--rates");
    options.rates.push_back(*rate);
  }
  if (auto read = read_duration(words.duration, "--duration", options.duration); !read) return std::move(read).error();
  if (auto read = read_duration(words.warm_up, "--warm-up", options.warm_up); !read) return std::move(read).error();
  if (auto read = read_slo(words.slo, options.slo); !read) return std::move(read).error();
  if (auto read = read_arrivals(words.arrivals, options.arrivals); !read) return std::move(read).error();
  if (auto read = read_precision(words.precision, options.precision); !read) return std::move(read).error();
  return options;
}

/// What makes the length of a run depend on what it finds.
std::string added_text(const run::Plan &plan) {
  std::string text;
  if (plan.precision)
    text += "  precision: " + base::format_significant(plan.precision->asked * 100, 3) +
            " % of every ratio; blocks are added up to " + std::to_string(plan.precision->most_blocks) + ", about " +
            base::format_duration(plan.estimate_most()) + "\n";
  if (plan.slo)
    text += "  capacity: the highest rate with " + result::to_string(*plan.slo) + ", at most " +
            std::to_string(run::CapacitySearch::most_steps) + " steps a launch; the time is that of a server with " +
            base::format_count(run::assumed_goodput) + " requests/s, one with 1.00 k needs " +
            base::format_duration(run::capacity_estimate(*plan.slo, 1000)) + " a launch\n";
  return text;
}

std::string plan_text(const run::Plan &plan) {
  using report::counted, report::joined;
  std::vector<std::string> servers, workloads, loads;
  for (const auto &participant : plan.participants) servers.push_back(participant.label);
  for (const auto &workload : plan.workloads) workloads.push_back(workload.name());
  for (const auto &load : plan.loads)
    loads.push_back(load.name + " (" + counted(static_cast<std::size_t>(load.connections), "connection") + ", " +
                    base::format_duration(load.measure) + (load.arrivals == "poisson" ? ", Poisson arrivals)" : ")"));
  std::string text = "reqbench run, profile " + std::string{plan.profile.name} + ": " +
                     counted(static_cast<std::size_t>(plan.blocks), "block") + ", " +
                     counted(plan.trials.size(), "trial") + ", about " + base::format_duration(plan.estimate()) + "\n" +
                     added_text(plan) + "  servers: " + joined(servers, ", ") +
                     "\n  workloads: " + joined(workloads, ", ") + "\n";
  for (const auto &sentence : plan.not_offered()) text += "  " + sentence + "\n";
  if (plan.calibration)
    text += "  calibration: " + plan.calibration->manifest.name + " (" + plan.workloads.front().name() + ", " +
            plan.calibration->load.name + ")\n";
  return text + "  loads: " + joined(loads, ", ") + "\n  baseline: " + plan.baseline + "; seed " +
         std::to_string(plan.seed) + "; server on processor " + base::to_string(plan.server_cpus) + ", all else on " +
         base::to_string(plan.generator_cpus) + "\n";
}

std::string order_text(const run::Plan &plan) {
  std::string text;
  int block = 0;
  for (const auto &trial : plan.trials) {
    if (trial.block != block) {
      text += (block == 0 ? "  block " : "\n  block ") + std::to_string(trial.block) + ":";
      block = trial.block;
    }
    text += " " + (trial.calibrates ? plan.calibration->manifest.name : plan.label(trial)) + "/" +
            plan.workloads[trial.workload].name();
  }
  return text + "\n";
}

/// The worst that holds decides: bench/README.md, "Errors".
int exit_code(const run::Ended &ended, const statistics::Summary &summary) {
  if (ended.interrupted) return exit_interrupted;
  if (ended.server_failed) return exit_server;
  if (ended.wrong_answer) return exit_wrong_answer;
  if (ended.finished == 0) return exit_server;
  return statistics::has_invalid(summary) ? exit_invalid : exit_fine;
}

std::string interrupted_text(const run::Ended &ended) {
  const auto go_on = "Continue: reqbench run --resume " + ended.folder.string();
  if (ended.finished == 0) return "interrupted before a trial was finished; there is nothing to report. " + go_on;
  return "interrupted; " + report::counted(static_cast<std::size_t>(ended.finished), "finished trial") +
         (ended.finished == 1 ? " is" : " are") + " kept. " + go_on + "\nReport: reqbench report " +
         ended.folder.string();
}

int tell(const run::Ended &ended, const RunWords &words) {
  const auto read = result::read_run(ended.folder);
  if (!read) return fail(read.error());
  const auto summary = statistics::summarize(*read);
  const auto view = report::make_view(*read, summary);
  if (ended.interrupted) {
    std::fprintf(stderr, "%s\n", interrupted_text(ended).c_str());
    return exit_interrupted;
  }
  const auto written = report::write_all(view, ended.folder);
  if (!written)
    return fail(base::Error{written.error()}.hint("every trial is kept; see to that, then: reqbench report " +
                                                  ended.folder.string()));
  if (words.json || !words.quiet) print_view(*report::find_format(words.json ? "json" : "terminal"), view);
  if (!words.json)
    print((words.quiet ? "report: " : "\nreport: ") + (ended.folder / "report.html").string() + "\n        " +
          (ended.folder / "report.md").string() + "\n");
  return exit_code(ended, summary);
}

run::Origin origin_of(const Context &context) {
  return {.version = std::string{version},
          .compiler = "GCC " __VERSION__,
          .build_type = REQBENCH_BUILD_TYPE,
          .arguments = context.arguments};
}

/// The plan is made again from the words that the run keeps; what has changed since is refused.
int resume(const RunWords &words, const Context &context) {
  const auto project = read_project();
  if (!project) return fail(project.error());
  const auto folder = result::find_run(project->root, words.resume);
  if (!folder) return fail(folder.error());
  const auto refuse = [&](base::Error why) { return fail(std::move(why).while_doing("resuming " + folder->string())); };
  const auto earlier = result::read_run(*folder);
  if (!earlier) return fail(earlier.error());
  const auto options = run::options_of(earlier->record);
  if (!options) return refuse(options.error());
  auto plan = run::make_plan(*options, project->servers, project->catalog, base::allowed_cpus());
  if (!plan) return refuse(plan.error());
  base::Result<run::Ended> ended = base::Error{base::ErrorKind::usage, ""};
  {
    Progress progress{words.quiet, context.stop};
    ended = run::resume(*std::move(plan), *earlier, project->root, *folder, origin_of(context), context.stop, progress);
  }
  if (!ended) return refuse(ended.error());
  return tell(*ended, words);
}

/// What else was typed would be taken for a change of the plan, and is none.
base::Status stands_alone(const CLI::App &app) {
  for (const auto *option : app.get_options()) {
    const auto name = option->get_name();
    if (option->count() == 0 || name == "--resume" || name == "--quiet" || name == "--json") continue;
    return usage_error("--resume stands alone: the run keeps the words it was started with; take away " + name);
  }
  return {};
}

int measure(const RunWords &words, const Context &context) {
  const auto options = options_of(words);
  if (!options) return fail(options.error());
  const auto project = read_project();
  if (!project) return fail(project.error());
  auto plan = run::make_plan(*options, project->servers, project->catalog, resource::read_topology());
  if (!plan) return fail(plan.error());
  if (words.dry_run) {
    for (const auto &note : plan->notes) warn(note);
    if (words.json) {
      auto json = run::options_json(*plan);
      json["trials"] = plan->trials.size();
      json["estimate_s"] = base::to_seconds(plan->estimate());
      json["estimate_most_s"] = base::to_seconds(plan->estimate_most());
      print_json(json);
    } else {
      print(plan_text(*plan) + order_text(*plan));
    }
    return exit_fine;
  }
  const auto results = project->root / "results";
  const auto folder =
      words.out.empty() ? base::Result{results / result::new_run_id(words.profile, results)} : read_folder(words.out);
  if (!folder) return fail(folder.error());
  if (!words.quiet) std::fputs(plan_text(*plan).c_str(), stderr);
  base::Result<run::Ended> ended = base::Error{base::ErrorKind::usage, ""};
  {
    Progress progress{words.quiet, context.stop};
    for (const auto &note : plan->notes) progress.on_warning(note, {});
    ended = run::execute(std::move(*plan), project->root, *folder, origin_of(context), context.stop, progress);
  }
  if (!ended) return fail(ended.error());
  return tell(*ended, words);
}

} // namespace

void add_run(CLI::App &app, Context &context) {
  auto w = std::make_shared<RunWords>();
  app.add_option("SERVER", w->names, "servers to compare; cpp_beast, go_nethttp and python_fastapi without");
  app.add_option("--servers", w->servers, "the same as a comma-separated list");
  app.add_option("--workloads", w->workloads, "comma separated; plaintext, json and order without");
  app.add_flag("--all", w->all, "every server and workload there is");
  app.add_option("--profile", w->profile, "quick (3 launches), standard (10) or rigorous (20)")->capture_default_str();
  app.add_option("--loads", w->loads,
                 "comma separated: closed, closed:512, common, share:50, rate:2000, steps:1k+5k, held:1000, churn:1");
  app.add_option("--rates", w->rates, "comma separated; each R adds the load rate:R");
  app.add_option("--connections", w->connections, "of each load")->capture_default_str();
  app.add_option("--duration", w->duration, "of each load, with a unit: 5s");
  app.add_option("--warm-up", w->warm_up, "a fixed warm-up instead of 'until steady'");
  app.add_option("--blocks", w->blocks, "launches of each cell, instead of the profile's")
      ->check(CLI::Range(1, result::most_blocks));
  app.add_option("--slo", w->slo,
                 "also search each launch for the highest rate that meets this: p99=20ms, or 'p99<20ms'");
  app.add_option("--arrivals", w->arrivals,
                 "of open loads and of the search of --slo: constant, or poisson as many users' [constant]");
  app.add_option("--precision", w->precision,
                 "add blocks (at least 6) until every ratio is known so well, as 3%, or the plan's most are measured");
  app.add_option("--cores", w->cores, "processors of the server, and its workers")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--port", w->port, "of the servers; 0 = a free port each")
      ->check(CLI::Range(0, 65535))
      ->capture_default_str();
  app.add_option("--engine", w->engine, "of the generator, the same for every load of the run")
      ->check(CLI::IsMember({"epoll", "io_uring"}))
      ->capture_default_str();
  app.add_option("--baseline", w->baseline,
                 "what the others are compared with; python_fastapi when it takes part, else the first");
  app.add_option("--seed", w->seed, "repeats the same order and the same requests");
  app.add_flag("--allow-debug", w->allow_debug,
               "measure development servers and debug builds all the same; without, they are refused");
  app.add_option("--resume", w->resume,
                 "go on with a run that was stopped: its folder, its id or latest; stands alone");
  app.add_option("--out", w->out, "a new folder for the run, instead of results/<run-id>");
  app.add_flag("--json", w->json, "the report as JSON on standard output");
  app.add_flag("--quiet", w->quiet, "nothing but warnings, and where the report lies");
  app.add_flag("--dry-run", w->dry_run, "show the plan, its order and its time; measure nothing");
  app.callback([w, &app, &context] {
    context.run = [w, &app, &context] {
      if (app.count("--resume") == 0) return measure(*w, context);
      if (auto alone = stands_alone(app); !alone) return fail(alone.error());
      return resume(*w, context);
    };
  });
}

} // namespace reqbench::cli
