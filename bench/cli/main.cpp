// reqbench: words in, exit code out.
#include "base/file.hpp"
#include "cli/command.hpp"
#include "cli/live_block.hpp"
#include "launch/launcher.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace reqbench;

base::StopFlag stop_flag;
volatile std::sig_atomic_t signals_seen = 0;
volatile std::sig_atomic_t command_hears = 0; ///< Command::hears of the one that runs

/// The first signal asks for an orderly end where anybody listens; else, and the second time, it ends at once (the
/// guardians take the servers down).
void on_signal(int) {
  if (signals_seen > 0 || command_hears == 0) {
    base::remove_temporaries();
    cli::leave_terminal_clean();
    _exit(cli::exit_interrupted);
  }
  signals_seen = 1;
  stop_flag.request();
}

void handle_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
  struct sigaction hang_up {};
  sigaction(SIGHUP, nullptr, &hang_up);
  if (hang_up.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr); // nohup's word stands
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN); // a full quota is an error of write(), not our end
}

/// Whatever is opened would take the number of a standard stream that is closed, and get what is meant for that one.
/// The wrong way round, so that writing fails as it should.
void occupy_standard_streams() {
  for (const auto &[stream, mode] :
       {std::pair{STDIN_FILENO, O_WRONLY}, std::pair{STDOUT_FILENO, O_RDONLY}, std::pair{STDERR_FILENO, O_RDONLY}})
    if (::fcntl(stream, F_GETFD) < 0) (void)::open("/dev/null", mode); // gets the lowest number that is free
}

/// Connections are descriptors; the soft limit of a shell is often 1024, the hard one is the machine's word.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// The empty word that an unset variable of a script leaves: taken for "not given", it would switch off a gate.
std::string empty_word(int argc, char **argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word{argv[i]};
    const bool is_cut = word.starts_with("--") && word.find('=') == word.size() - 1;
    if (word.empty() || is_cut)
      return std::string{word.empty() ? argv[i - 1] : argv[i]} +
             (word.empty() ? " is followed by an empty word" : " has an empty value") + "; is a variable unset?";
  }
  return {};
}

int run(int argc, char **argv) {
  if (const auto empty = empty_word(argc, argv); !empty.empty()) return cli::fail(cli::usage_error(empty));
  CLI::App app{"reqbench: which backend should serve these requests, and at what price?", "reqbench"};
  app.set_version_flag("--version", "reqbench " + std::string{cli::version});
  app.require_subcommand(1);
  app.footer(
      "Every command has --help with examples. Exit codes: 0 fine, 1 a server failed, 2 usage, 3 a server answers\n"
      "wrongly, 4 the result is invalid, 5 a regression is shown, 130 interrupted.");
  cli::Context context{.arguments = {argv + 1, argv + argc}, .stop = stop_flag, .run = {}};
  for (const auto &command : cli::command_table) {
    auto *sub = app.add_subcommand(std::string{command.name}, std::string{command.says});
    sub->footer("Examples:\n" + std::string{command.examples});
    command.add(*sub, context);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success &wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError &error) {
    std::fprintf(stderr, "%s\nRun with --help for more information.\n", cli::printable(error.what()).c_str());
    return cli::exit_usage;
  }
  const auto chosen = app.get_subcommands().front()->get_name();
  command_hears = std::ranges::find(cli::command_table, chosen, &cli::Command::name)->hears ? 1 : 0;
  handle_signals();
  raise_descriptor_limit();
  try {
    return context.run();
  } catch (const std::bad_alloc &) {
    return cli::fail({base::ErrorKind::environment, "there is not enough memory for this"});
  }
}

} // namespace

int main(int argc, char **argv) {
  occupy_standard_streams();
  if (argc > 1 && std::strcmp(argv[1], "guard") == 0) return launch::guard_main(argc, argv);
  return cli::delivered(run(argc, argv));
}
