// reqbench load: the load generator alone, against any URL.
#include "load/load.hpp"
#include "base/file.hpp"
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/load_result.hpp"
#include "load/engine_choice.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace reqbench::cli {
namespace {

struct Words {
  std::string url;
  std::string connections = "64", duration = "10s", rate, arrivals = "constant", warm_up = "1s", timeout = "2s";
  int threads = 1;
  std::string engine = "epoll";
  bool check_all = false;
  std::string method = "GET", body_file, expect_body_file, json;
  std::vector<std::string> headers;
  int expect_status = 200;
  bool allow_remote = false;
  std::optional<std::uint64_t> seed;
};

base::Result<workload::Field> parse_header(const std::string &text) {
  const auto colon = text.find(':');
  const auto bad = [&](std::string_view why) {
    return base::Error{base::ErrorKind::usage,
                       "--header '" + text + "': " + std::string{why} + "; write it like 'Accept: text/plain'"};
  };
  if (colon == 0 || colon == std::string::npos) return bad("no name before a colon");
  if (text.find_first_of("\r\n") != std::string::npos) return bad("a line break is not allowed");
  const auto name = text.substr(0, colon);
  if (name.find_first_of(" \t") != std::string::npos) return bad("no spaces in the name");
  const auto begin = text.find_first_not_of(" \t", colon + 1);
  return workload::Field{name, begin == std::string::npos ? "" : text.substr(begin)};
}

base::Result<workload::Case> case_of(const Words &words, const std::string &target) {
  workload::Case wanted;
  wanted.name = "load";
  wanted.method = words.method;
  wanted.target = target;
  wanted.expect.status = words.expect_status;
  if (words.method.empty() || !std::ranges::all_of(words.method, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return base::Error{base::ErrorKind::usage,
                       "--method '" + words.method + "' is not a method; write it like GET or POST"};
  for (const auto &text : words.headers) {
    auto field = parse_header(text);
    if (!field) return std::move(field).error();
    wanted.fields.push_back(std::move(*field));
  }
  if (!words.body_file.empty()) {
    auto body = base::read_file(words.body_file);
    if (!body) return std::move(body).error();
    wanted.body = std::move(*body);
  }
  if (!words.expect_body_file.empty()) {
    auto body = base::read_file(words.expect_body_file);
    if (!body) return std::move(body).error();
    wanted.expect.body = workload::BodyRule::text;
    wanted.expect.text = std::move(*body);
  }
  return wanted;
}

base::Result<base::Nanoseconds> duration_of(const std::string &text, std::string_view option) {
  auto duration = base::parse_duration(text);
  if (!duration) return std::move(duration).error().while_doing(option);
  return *duration;
}

base::Result<load::LoadPlan> plan_of(const Words &words) {
  load::LoadPlan plan;
  const auto connections = base::parse_count(words.connections, 100'000);
  if (!connections) return base::Error{connections.error()}.while_doing("--connections");
  plan.connections = *connections;
  plan.threads = words.threads;
  plan.engine = load::engine_named(words.engine);
  if (auto usable = load::engine_usable(plan.engine); !usable)
    return std::move(usable).error().while_doing("--engine " + words.engine);
  if (words.check_all) plan.check_in_full_each = 1;
  struct Row {
    const std::string &text;
    std::string_view option;
    base::Nanoseconds &into;
  };
  for (const auto &row :
       {Row{words.duration, "--duration", plan.measure}, Row{words.warm_up, "--warm-up", plan.warm_up},
        Row{words.timeout, "--timeout", plan.timeout}}) {
    const auto duration = duration_of(row.text, row.option);
    if (!duration) return duration.error();
    row.into = *duration;
  }
  if (plan.measure <= base::Nanoseconds{0} || plan.timeout <= base::Nanoseconds{0})
    return base::Error{base::ErrorKind::usage, "--duration and --timeout must be above 0"};
  if (!words.rate.empty()) {
    const auto rate = base::parse_rate(words.rate);
    if (!rate) return base::Error{rate.error()}.while_doing("--rate");
    plan.model = load::open_at(*rate, plan.measure);
  }
  plan.drain = std::max(plan.drain, plan.timeout);
  plan.seed = words.seed ? *words.seed : base::fresh_seed();
  return plan;
}

int exit_code(const sample::Recording &recording) {
  if (recording.interrupted) return exit_interrupted;
  if (recording.ledger.ok() == 0) return exit_server;
  const bool late = recording.model == "open" && sample::generator_late(recording);
  return late || recording.ledger.difference() != 0 ? exit_invalid : exit_fine;
}

/// The answer is learned before the load; a page whose answer cannot be learned (it changes) is parsed each time.
base::Result<std::vector<load::Shot>> shots_of(const connection::Endpoint &endpoint, const workload::Case &wanted,
                                               base::Nanoseconds timeout) {
  auto shots = load::learn_shots(endpoint, {&wanted, 1}, timeout);
  if (shots || shots.error().kind() != base::ErrorKind::wrong_answer) return shots;
  // A wrong first answer is counted like every other one, not an error of the command.
  warn(shots.error().message(), shots.error().details());
  load::Shot shot{workload::render(wanted, endpoint.host_field()), wanted.expect, {}, wanted.method == "HEAD"};
  return std::vector<load::Shot>{std::move(shot)};
}

/// Why the engine was taken, told at once; empty when it was asked for.
std::string settle_engine(load::LoadPlan &plan, const std::vector<load::Shot> &shots) {
  if (plan.engine != load::EngineKind::automatic) return {};
  auto choice = load::choose_engine(shots.front().answer.size(), plan.connections);
  plan.engine = choice.kind;
  std::fprintf(stderr, "engine %s: %s\n", std::string{load::to_string(choice.kind)}.c_str(), choice.reason.c_str());
  return std::move(choice.reason);
}

int drive(const Words &words, const base::StopFlag &stop) {
  const auto url = connection::parse_url(words.url);
  if (!url) return fail(url.error());
  if (!url->endpoint.is_loopback() && !words.allow_remote)
    return fail({base::ErrorKind::usage, "http://" + url->endpoint.address +
                                             " is not this machine; a load can hurt its owner: "
                                             "add --allow-remote when it is yours"});
  auto plan = plan_of(words);
  if (!plan) return fail(plan.error());
  const auto wanted = case_of(words, url->target);
  if (!wanted) return fail(wanted.error());
  const auto shots = shots_of(url->endpoint, *wanted, plan->timeout);
  if (!shots) return fail(shots.error());
  const auto engine_choice = settle_engine(*plan, *shots);
  auto recording = load::run_load(url->endpoint, *shots, *plan, stop);
  if (!recording) return fail(recording.error());
  recording->generator.engine_choice = engine_choice;
  const auto summary = summarize_load(*recording);
  const auto json = load_json(words.url, *recording, summary);
  if (words.json == "-") {
    print_json(json);
  } else {
    print(load_text(words.url, *recording, summary));
    if (!words.json.empty()) {
      if (auto written = base::write_file_atomically(words.json, base::to_pretty(json)); !written)
        return fail(written.error());
    }
  }
  return exit_code(*recording);
}

} // namespace

void add_load(CLI::App &app, Context &context) {
  auto w = std::make_shared<Words>();
  app.add_option("URL", w->url, "http://host:port/path?query")->required();
  app.add_option("--connections", w->connections, "kept open and reused")->capture_default_str();
  app.add_option("--duration", w->duration, "of the measure window")->capture_default_str();
  app.add_option(
      "--rate", w->rate,
      "open load: requests per second in total (2000, 5k); without it each connection sends when its answer came");
  app.add_option("--arrivals", w->arrivals, "how requests of an open load are spaced")
      ->check(CLI::IsMember({"constant"}))
      ->capture_default_str();
  app.add_option("--warm-up", w->warm_up, "before the window, not recorded")->capture_default_str();
  app.add_option("--timeout", w->timeout, "of one request")->capture_default_str();
  app.add_option("--threads", w->threads, "of the generator")->check(CLI::Range(1, 256))->capture_default_str();
  app.add_option("--engine", w->engine, "how bytes travel; auto tries both and takes the one that costs less CPU")
      ->check(CLI::IsMember({"epoll", "io_uring", "auto"}))
      ->capture_default_str();
  app.add_option("--method", w->method, "GET, POST, …")->capture_default_str();
  app.add_option("--header", w->headers, "'Name: value'; may be repeated");
  app.add_option("--body-file", w->body_file, "the request's body");
  app.add_option("--expect-status", w->expect_status, "what a right answer has")
      ->check(CLI::Range(100, 599))
      ->capture_default_str();
  app.add_option("--expect-body-file", w->expect_body_file,
                 "what a right answer holds, byte by byte; without it the first answer's status counts alone");
  app.add_flag("--check-all", w->check_all,
               "compare every body in full; without it 15 of 16 bodies above 32 KiB are checked by header and length");
  app.add_option("--seed", w->seed, "of the draw of requests");
  app.add_flag("--allow-remote", w->allow_remote, "allow a target that is not on this machine");
  app.add_option("--json", w->json, "write the result there as JSON; - for standard output");
  app.callback([w, &context] { context.run = [w, &context] { return drive(*w, context.stop); }; });
}

} // namespace reqbench::cli
