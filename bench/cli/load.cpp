// reqbench load: the load generator alone, against any URL.
#include "base/file.hpp"
#include "cli/command.hpp"
#include "cli/live_block.hpp"
#include "cli/live_line.hpp"
#include "load/order.hpp"
#include "report/report.hpp"
#include "result/single_load.hpp"
#include "run/checkout.hpp"
#include "statistics/single_load.hpp"

#include <unistd.h>

#include <algorithm>
#include <memory>

namespace reqbench::cli {
namespace {

namespace fs = std::filesystem;

/// The words of the load, and where its result goes.
struct LoadWords : load::Words {
  std::optional<std::string> save, json;
};

/// A file that cannot be written is found before the load, not after it.
base::Status check_writable(const LoadWords &words) {
  if (!words.json || *words.json == "-") return {};
  const auto bad = [&](std::string_view why) {
    return usage_error("--json '" + *words.json + "': " + std::string{why} +
                       "; name a file in a folder that can be written, or - for standard "
                       "output");
  };
  std::error_code code;
  const fs::path file{*words.json};
  if (!file.has_filename() || fs::is_directory(file, code)) return bad("it is not a file");
  if (words.save && file.lexically_normal() == fs::path{*words.save}.lexically_normal())
    return bad("--save names the same");
  constexpr std::size_t longest_name =
      255 - std::string_view{"..4194304-999.part"}.size(); // it is written under that name first
  if (file.filename().native().size() > longest_name) return bad("its name is too long");
  const auto folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
  if (!fs::is_directory(folder, code)) return bad("there is no such folder");
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return bad("its folder cannot be written");
  return {};
}

base::Result<load::Order> order_and_place(const LoadWords &words) {
  auto order = load::order_of(words);
  if (!order) return order;
  if (auto writable = check_writable(words); !writable) return std::move(writable).error();
  return order;
}

base::Result<sample::Recording> drive(load::Order &order, const base::StopFlag &stop) {
  const auto learned = load::learn(order, stop);
  if (!learned) return learned.error();
  if (const auto &wrong = learned->wrong) // is counted, not an error of the command
    warn(wrong->message() + "; the load goes on and counts such answers as wrong", wrong->details());
  auto engine_choice = load::settle_engine(order.plan, learned->shots);
  if (!engine_choice.empty()) note("engine " + std::string{load::to_string(order.plan.engine)} + ": " + engine_choice);
  load::LiveFeed feed;
  std::optional<LiveBlock> line;
  if (has_live_terminal())
    line.emplace(
        [&](ScreenSize size) { return std::vector{live_text(feed.read(), order.plan, base::now(), size.columns)}; });
  auto recording = load::run_load(
      order.url.endpoint, learned->shots, order.plan, stop, [&](auto phase, auto at) { feed.on_phase(phase, at); },
      load::followed(line ? &feed : nullptr, order.plan));
  if (recording) recording->generator.engine_choice = std::move(engine_choice);
  return recording;
}

/// The folder of --save: proved before the load, filled after it, and not left behind empty.
class Folder {
public:
  static base::Result<Folder> make(const std::optional<std::string> &path) {
    Folder folder;
    if (!path) return folder;
    if (path->empty()) return usage_error("--save names no folder; name a new one, or leave the option out");
    std::error_code ignored;
    folder.existed_ = fs::exists(*path, ignored);
    auto writer = result::RunWriter::create(*path);
    if (!writer) return std::move(writer).error().while_doing("--save");
    folder.writer_ = std::make_unique<result::RunWriter>(std::move(*writer));
    return folder;
  }
  Folder(Folder &&) = default;
  Folder &operator=(Folder &&) = delete;
  ~Folder() {
    if (!writer_) return;
    std::error_code ignored; // these succeed on empty folders only
    fs::remove(writer_->folder() / "trials", ignored);
    if (!existed_) fs::remove(writer_->folder(), ignored);
  }

  std::string name() const {
    if (!writer_) return "load";
    std::error_code code;
    const auto folder = fs::absolute(writer_->folder(), code).lexically_normal();
    return (folder.has_filename() ? folder : folder.parent_path()).filename().string();
  }
  /// The reports are made from what stands in the folder, so that reqbench report says the same to the byte.
  base::Status fill(const result::Run &run) {
    if (!writer_) return {};
    if (auto written = writer_->write_trial(run.trials.front()); !written) return written;
    if (auto written = writer_->write_run(run.record); !written) return written;
    const auto saved = result::read_run(writer_->folder());
    if (!saved) return saved.error();
    const auto reports = report::write_all(report::make_view(*saved, statistics::summarize(*saved)), writer_->folder());
    return reports ? base::Status{} : reports.error();
  }

private:
  Folder() = default;
  bool existed_ = false;
  std::unique_ptr<result::RunWriter> writer_;
};

/// On the screen a load is told without what its user has just typed.
std::string page_of(report::View view) {
  view.conditions.clear();
  view.reading.clear();
  return report::find_format("terminal")->print(view);
}

base::Status tell(const LoadWords &words, const result::Run &run, const statistics::Summary &summary, Folder &folder) {
  const auto json = statistics::load_json(run, summary);
  words.json == "-" ? print_json(json) : print(page_of(report::make_view(run, summary)));
  auto filled = folder.fill(run); // one that fails costs nothing of the other
  if (words.json && *words.json != "-")
    if (auto written = base::write_file_atomically(*words.json, base::to_pretty(json)); !written) return written;
  return filled;
}

/// The checkout around it tells the commit; a load may be driven without one.
result::Program this_program() {
  result::Program program{.version = std::string{version}, .build_type = REQBENCH_BUILD_TYPE};
  const auto root = base::project_root();
  if (!root) return program;
  auto [commit, dirty] = run::read_checkout(*root);
  program.git_commit = std::move(commit);
  program.git_dirty = dirty;
  return program;
}

int load_and_tell(const LoadWords &words, const Context &context) {
  auto order = order_and_place(words);
  if (!order) return fail(order.error());
  auto folder = Folder::make(words.save);
  if (!folder) return fail(folder.error());
  auto started = base::utc_now();
  auto recording = drive(*order, context.stop);
  if (!recording) return fail(recording.error());
  const auto run = result::run_of({.id = folder->name(),
                                   .started = std::move(started),
                                   .finished = base::utc_now(),
                                   .arguments = load::without_secrets(context.arguments),
                                   .options = load::options_of(*order, recording->generator.engine),
                                   .asked = load::asked_of(*order),
                                   .measure = order->plan.measure,
                                   .seed = order->plan.seed,
                                   .program = this_program(),
                                   .recording = std::move(*recording)});
  const auto summary = statistics::summarize(run);
  if (auto told = tell(words, run, summary, *folder); !told) return fail(told.error());
  return statistics::load_exit_code(result::the_load(run)->recording, summary);
}

void add_shape_options(CLI::App &app, LoadWords &w) {
  app.add_option("--connections", w.connections, "kept open and reused")->capture_default_str();
  app.add_option("--duration", w.duration,
                 "of what is measured; with --steps of each [" + std::string{load::default_duration} + "]");
  app.add_option("--rate", w.rate,
                 "open load: requests per second in total (2000, 5k); without it each connection sends when its "
                 "answer came");
  app.add_option("--ramp", w.ramp, "open load whose rate rises or falls evenly: 1k..20k/30s");
  app.add_option("--steps", w.steps, "open load of one rate after the other: 1k+5k+10k");
  app.add_flag("--held{" + std::string{load::no_heartbeat} + "}", w.held,
               "hold the connections open and idle; --held=5s: each asks once in 5 s");
  app.add_option("--arrivals", w.arrivals, "of an open load: constant or poisson [constant]");
  app.add_option("--churn", w.churn, "a new connection after every K requests");
  app.add_option("--warm-up", w.warm_up, "before the window, not counted")->capture_default_str();
  app.add_option("--timeout", w.timeout, "of one answer, from its send, and of one connect")->capture_default_str();
  app.add_option("--threads", w.threads, "of the generator")->capture_default_str();
  app.add_option("--engine", w.engine, "epoll, io_uring, or auto: what is cheaper here")->capture_default_str();
  app.add_flag("--check-all", w.check_all,
               "compare every body in full; without it 15 of 16 bodies above 32 KiB are checked by header and length");
  app.add_option("--seed", w.seed, "of everything that is drawn");
}

void add_request_options(CLI::App &app, LoadWords &w) {
  app.add_option("URL", w.url, "http://host:port/path?query; IPv4, no https; proxies of the environment are ignored")
      ->required();
  app.add_option("--method", w.method, "GET, POST, …")->capture_default_str();
  app.add_option("--header", w.headers, "'Name: value'; may be repeated; Host replaces the one of the URL")
      ->allow_extra_args(false);
  app.add_option("--body-file", w.body_file, "the request's body");
  app.add_option("--expect-status", w.expect_status, "what a right answer has; redirects are not followed")
      ->capture_default_str();
  app.add_option("--expect-body-file", w.expect_body_file,
                 "what a right answer holds, byte by byte; without it the status decides");
  app.add_flag("--allow-remote", w.allow_remote, "allow a target that is not on this machine's loopback");
}

} // namespace

void add_load(CLI::App &app, Context &context) {
  auto w = std::make_shared<LoadWords>();
  add_request_options(app, *w);
  add_shape_options(app, *w);
  app.add_option("--save", w->save, "a new folder for the result: reqbench report DIR, reqbench compare DIR DIR");
  app.add_option("--json", w->json, "write the result there as JSON; - for standard output");
  app.callback([w, &context] { context.run = [w, &context] { return load_and_tell(*w, context); }; });
}

} // namespace reqbench::cli
