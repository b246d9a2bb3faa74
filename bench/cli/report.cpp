// reqbench report: the same samples told again; no server is needed.
#include "report/report.hpp"
#include "cli/command.hpp"
#include "cli/page.hpp"
#include "report/baseline.hpp"
#include "result/run_directory.hpp"

#include <memory>

namespace reqbench::cli {
namespace {

struct ReportWords {
  std::string run = "latest";
  std::string format;
  std::string baseline;
  std::string out;
};

constexpr std::string_view nothing_replaced = "nothing there was replaced; see to that, or name another folder";

/// Into words.out; tells which files were written.
int write(const report::View &view, const ReportWords &words) {
  std::error_code code;
  std::filesystem::create_directories(words.out, code);
  if (code)
    return fail({base::ErrorKind::environment,
                 "making " + words.out + ": " + code.message() + "; choose a folder that can be written"});
  if (words.format.empty()) {
    const auto written = report::write_all(view, words.out);
    if (!written) return fail(base::Error{written.error()}.hint(nothing_replaced));
    for (const auto &path : *written) print(path.string() + "\n");
    return exit_fine;
  }
  const auto file = report::write_one(*report::find_format(words.format), view, words.out);
  if (!file) return fail(base::Error{file.error()}.hint(nothing_replaced));
  print(file->string() + "\n");
  return exit_fine;
}

int tell(const ReportWords &words) {
  const auto folder = result::locate_run(words.run);
  if (!folder) return fail(folder.error());
  auto run = result::read_run(*folder);
  if (!run) return fail(run.error());
  warn_damaged(*run);
  const auto summary = report::summarize_against(*run, words.baseline);
  if (!summary) return fail(summary.error());
  const auto view = report::make_view(*run, *summary);
  if (!words.out.empty()) {
    if (const int written = write(view, words); written != exit_fine) return written;
  } else {
    print_view(*report::find_format(words.format.empty() ? "terminal" : words.format), view);
  }
  const bool nothing_was_left = run->trials.empty() && !run->damaged.empty();
  return nothing_was_left ? exit_usage : exit_fine;
}

} // namespace

void add_report(CLI::App &app, Context &context) {
  auto words = std::make_shared<ReportWords>();
  std::vector<std::string> formats;
  std::string says = "how it is told:";
  for (const auto &format : report::format_table) {
    formats.emplace_back(format.name);
    says += " " + std::string{format.name} + " (" + std::string{format.says} + ")";
  }
  app.add_option("RUN", words->run, "a directory, a run id, or latest")->capture_default_str();
  app.add_option("--format", words->format, says)->check(CLI::IsMember(formats));
  app.add_option("--baseline", words->baseline,
                 "another server of the run that all others are set against; the run's own without");
  app.add_option("--out", words->out,
                 "write into this folder instead of standard output; without --format all formats");
  app.callback([words, &context] { context.run = [words] { return tell(*words); }; });
}

} // namespace reqbench::cli
