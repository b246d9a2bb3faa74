#include "cli/command.hpp"

#include "base/trimmed.hpp"
#include "base/unseen.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace reqbench::cli {
namespace {

/// Of the first write to standard output that failed; 0 while all arrived.
int output_error = 0;

} // namespace

const std::array<Command, 10> command_table{{
    {"list", "what there is: servers, workloads, runs",
     "  reqbench list\n  reqbench list runs\n  reqbench list servers --versions\n  reqbench list servers --json",
     add_list, true},
    {"verify", "prove that servers answer right, byte by byte",
     "  reqbench verify                  every server that is built\n  reqbench verify go_nethttp\n"
     "  reqbench verify --brief          how long the proof in each launch takes",
     add_verify, true},
    {"run", "compare servers: verify, load, record, report",
     "  reqbench run                                   the quick comparison of three servers\n"
     "  reqbench run cpp_beast go_nethttp --workloads json --profile standard\n"
     "  reqbench run --loads closed:512,rate:5k --duration 5s\n"
     "  reqbench run --all --dry-run\n"
     "  reqbench run --resume latest                   go on with a run that was stopped",
     add_run, true},
    {"load", "drive any URL and check every answer",
     "  reqbench load http://127.0.0.1:8080/json                        64 connections, as fast as they go, 10 s\n"
     "  reqbench load http://127.0.0.1:8080/ --rate 5k --arrivals poisson --json load.json\n"
     "  reqbench load http://127.0.0.1:8080/ --ramp 1k..20k/30s --connections 256\n"
     "  reqbench load http://127.0.0.1:8080/ --held=5s --connections 10k --duration 1m\n"
     "  reqbench load http://127.0.0.1:8080/order --method POST --body-file order.json \\\n"
     "      --header 'Content-Type: application/json' --expect-status 201\n"
     "  reqbench load http://127.0.0.1:8080/ --save before              then: reqbench compare before after",
     add_load, true},
    {"report", "tell a run again, in any format",
     "  reqbench report                     the latest run, as a table\n"
     "  reqbench report latest --format html --out /tmp/page\n"
     "  reqbench report latest --baseline go_nethttp      the closest two against each other\n"
     "  reqbench report 20261123-052059-quick --format csv\n"
     "Exit code: 0 told (trial files that are missing or damaged are named and left out), 1 the output cannot be\n"
     "written, or no more files be opened, 2 wrong words, or nothing of the run can be read.",
     add_report},
    {"compare", "how far a newer run moved from older ones; or two saved loads side by side",
     "  reqbench compare results/main results/change --fail-on throughput=-5%\n"
     "  reqbench compare old1 old2 old3 old4 old5 new --fail-on cpu=+5% --fail-on p99=+10% --format markdown\n"
     "  reqbench compare results/main latest --fail-on 'throughput<-5%' --strict\n"
     "  reqbench compare results/main latest --baseline go_nethttp\n"
     "  reqbench load http://127.0.0.1:8080/json --save before\n"
     "  reqbench load http://127.0.0.1:8081/json --save after\n"
     "  reqbench compare before after\n"
     "Exit code: 0 no regression shown, 5 a figure lies wholly beyond its limit, 4 nothing is comparable or a finding\n"
     "of grade invalid hits it (with --strict also: an interval contains its limit, or what an older run measured is\n"
     "lost), 2 wrong words or files (of several older runs that cannot be read are named, and the others told).",
     add_compare},
    {"advise", "how many processors and how much memory a rate needs on each server",
     "  reqbench run --workloads json --slo p99=20ms --profile standard     searches what each can do\n"
     "  reqbench advise latest --rate 5000 --slo p99=20ms\n"
     "  reqbench advise results/main --rate 5k --slo 'p99<20ms' --mix json=80,order=20 --json\n"
     "Exit code: 0 answered (that a server cannot is an answer), 1 the run answers for no server, 4 a finding of "
     "grade\n"
     "invalid hits the run, 2 wrong words or files.",
     add_advise},
    {"doctor", "what this machine can and cannot measure", "  reqbench doctor\n  reqbench doctor --json", add_doctor},
    {"serve", "start one server as a run would, for any other tool",
     "  reqbench serve go_nethttp --port 8080\n  reqbench serve cpp_beast --workers 1", add_serve, true},
    {"new", "a working start for a server or a workload of your own",
     "  reqbench new server rust_axum --like go_nethttp    a copy, to be changed\n"
     "  reqbench new workload invoice                      a catalog file, to be changed",
     add_new},
}};

int fail(const base::Error &error) {
  std::fprintf(stderr, "reqbench: %s\n", printable(error.message()).c_str());
  for (const auto &line : error.details()) std::fprintf(stderr, "  | %s\n", printable(line).c_str());
  switch (error.kind()) {
  case base::ErrorKind::usage:
  case base::ErrorKind::damaged: return exit_usage;
  case base::ErrorKind::environment:
  case base::ErrorKind::server: return exit_server;
  case base::ErrorKind::wrong_answer: return exit_wrong_answer;
  case base::ErrorKind::interrupted: return exit_interrupted;
  }
  return exit_server;
}

void note(std::string_view text) { std::fprintf(stderr, "note: %s\n", printable(text).c_str()); }

void warn(std::string_view text, const std::vector<std::string> &details) {
  std::fprintf(stderr, "warning: %s\n", printable(text).c_str());
  for (const auto &line : details) std::fprintf(stderr, "  | %s\n", printable(line).c_str());
}

void print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written && output_error == 0) output_error = errno;
}

int delivered(int code) {
  if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno;
  if (output_error == 0 && std::ferror(stdout) != 0) output_error = EIO; // written by CLI11, which keeps no reason
  if (output_error == 0 || output_error == EPIPE) return code;
  const int failed =
      fail({base::ErrorKind::environment, std::string{"writing to standard output: "} + std::strerror(output_error)});
  return code == exit_interrupted || code == exit_usage ? code : failed;
}

void print_json(const base::Json &json) { print(base::to_pretty(json)); }

std::string printable(std::string_view text) {
  std::string shown;
  const auto escape = [&](char byte) {
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(byte)));
    shown += escaped;
  };
  while (!text.empty()) {
    const auto [code, bytes] = base::first_character(text);
    const auto character = text.substr(0, bytes);
    if (base::is_control(code) && code != U'\t')
      for (const char byte : character) escape(byte);
    else if (base::is_unseen(code))
      shown += base::escaped(code);
    else
      shown += character;
    text.remove_prefix(bytes);
  }
  return shown;
}

std::vector<std::string> split_words(const std::vector<std::string> &words) {
  std::vector<std::string> parts;
  for (const auto &word : words) {
    for (std::size_t begin = 0; begin <= word.size();) {
      const auto comma = std::min(word.find(',', begin), word.size());
      const auto part = base::trimmed(std::string_view{word}.substr(begin, comma - begin));
      if (!part.empty()) parts.emplace_back(part);
      begin = comma + 1;
    }
  }
  return parts;
}

base::Result<std::vector<std::string>> read_list(const std::vector<std::string> &typed, std::string_view option) {
  auto words = split_words(typed);
  if (words.empty() && !typed.empty())
    return usage_error(std::string{option} + " names nothing; leave it out, or name one");
  return words;
}

} // namespace reqbench::cli
