// The edge between words and work: each subcommand is one file and one row of command_table. A command maps arguments
// to a call, prints what came back and picks the exit code; it decides nothing else.
#pragma once

#include "base/error.hpp"
#include "base/exit_code.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::cli {

using enum base::ExitCode;

struct Context {
  std::vector<std::string> arguments; ///< as typed, without the program's name
  const base::StopFlag &stop;
  std::function<int()> run; ///< the chosen command; returns the exit code
};

struct Command {
  std::string_view name;
  std::string_view says;     ///< one line of `reqbench --help`
  std::string_view examples; ///< end of `reqbench NAME --help`
  void (*add)(CLI::App &app, Context &context);
  bool hears = false; ///< looks at Context::stop, and has something to bring down; any other ends at the first signal
};

void add_list(CLI::App &app, Context &context);
void add_verify(CLI::App &app, Context &context);
void add_run(CLI::App &app, Context &context);
void add_load(CLI::App &app, Context &context);
void add_report(CLI::App &app, Context &context);
void add_compare(CLI::App &app, Context &context);
void add_advise(CLI::App &app, Context &context);
void add_doctor(CLI::App &app, Context &context);
void add_serve(CLI::App &app, Context &context);
void add_new(CLI::App &app, Context &context);

extern const std::array<Command, 10> command_table;

using base::parse_seed;
using base::usage_error;
/// Prints "reqbench: message" and its details on standard error; returns the exit code of its kind.
int fail(const base::Error &error);
/// A line on standard error about a choice that was made.
void note(std::string_view text);
/// A warning with its evidence, on standard error.
void warn(std::string_view text, const std::vector<std::string> &details = {});
void print(std::string_view text);
/// The exit code of a command whose output was printed with `code`: what could not be written is an error too (kind
/// environment, unless the code is graver); a reader that left early (`| head -1`) is none.
int delivered(int code);
void print_json(const base::Json &json);

/// Removes bytes that a terminal would act on: what servers print is shown, never obeyed.
std::string printable(std::string_view text);

/// "a,b", "a, b" and the words a and b are the same list.
std::vector<std::string> split_words(const std::vector<std::string> &words);
/// The same of an option that was given. Errors (kind usage): it names nothing, which is not taken for an option that
/// was left out.
base::Result<std::vector<std::string>> read_list(const std::vector<std::string> &typed, std::string_view option);

inline constexpr std::string_view version = REQBENCH_VERSION;

} // namespace reqbench::cli
