// Checks of how the servers were built and started, and of what they kept.
#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace reqbench::statistics {
namespace {

using result::Run;
using result::ServerRecord;

/// Words that stand one behind the other in a command.
struct CommandSign {
  std::string_view words, meaning;
};
constexpr std::array development_commands{
    CommandSign{"flask run", "Flask's development server"},
    CommandSign{"runserver", "Django's development server"},
    CommandSign{"fastapi dev", "FastAPI's development server"},
    CommandSign{"--reload", "it watches its own source and starts anew"},
    CommandSign{"--debug", "a debug mode"},
    CommandSign{"go run", "built at the start, without the flags of a build"},
    CommandSign{"nodemon", "it watches its own source and starts anew"},
    CommandSign{"dotnet watch", "it watches its own source and starts anew"},
    CommandSign{"next dev", "Next's development server"},
    CommandSign{"-X dev", "Python's development mode"},
    CommandSign{"cProfile", "a profiler"},
    CommandSign{"py-spy", "a profiler"},
    CommandSign{"valgrind", "every instruction is watched"},
    CommandSign{"strace", "every call of the kernel is watched"},
    CommandSign{"gdb", "a debugger"},
    CommandSign{"perf record", "a profiler"},
};

struct VariableSign {
  std::string_view name;
  std::string_view value; ///< empty = any but "", "0" and "false"
};
constexpr std::array development_variables{
    VariableSign{"FLASK_DEBUG", ""},
    VariableSign{"FLASK_ENV", "development"},
    VariableSign{"DJANGO_DEBUG", ""},
    VariableSign{"PYTHONDEVMODE", ""},
    VariableSign{"PYTHONASYNCIODEBUG", ""},
    VariableSign{"NODE_ENV", "development"},
    VariableSign{"GIN_MODE", "debug"},
    VariableSign{"RAILS_ENV", "development"},
    VariableSign{"ASPNETCORE_ENVIRONMENT", "Development"},
};

constexpr std::array debug_builds{
    CommandSign{"-DCMAKE_BUILD_TYPE=Debug", "CMake's build type is Debug"},
    CommandSign{"-O0", "nothing is optimised"},
    CommandSign{"-race", "Go's race detector is built in"},
    CommandSign{"-fsanitize", "a sanitizer is built in"},
    CommandSign{"-gcflags=all=-N", "Go's optimiser is off"},
};

std::string base_name(const std::string &word) { return word.substr(word.rfind('/') + 1); }

/// A command as " word word ", programs without their folders, an option's value apart.
std::string plain_words(const std::vector<std::string> &command) {
  std::string text = " ";
  for (const auto &word : command) {
    text += (word.starts_with('-') ? word : base_name(word)) + " ";
    if (const auto equals = word.find('='); word.starts_with('-') && equals != word.npos)
      text += word.substr(0, equals) + " ";
  }
  return text;
}

template <class Signs> const CommandSign *sign_in(const std::vector<std::string> &command, const Signs &signs) {
  const auto text = plain_words(command);
  const auto found = std::ranges::find_if(
      signs, [&](const CommandSign &sign) { return text.find(" " + std::string{sign.words} + " ") != text.npos; });
  return found == signs.end() ? nullptr : &*found;
}

bool is_on(const std::string &value, std::string_view wanted) {
  if (!wanted.empty()) return value == wanted;
  return !value.empty() && value != "0" && value != "false" && value != "False";
}

std::string development_sign(const ServerRecord &server) {
  if (const auto *sign = sign_in(server.command, development_commands))
    return "its command says `" + std::string{sign->words} + "`: " + std::string{sign->meaning};
  for (const auto &[name, value] : development_variables)
    if (const auto set = server.environment.find(std::string{name});
        set != server.environment.end() && is_on(set->second, value))
      return "its environment says `" + set->first + "=" + set->second + "`";
  return {};
}

bool configures_without_type(const std::vector<std::string> &command) {
  const auto words = plain_words(command);
  return words.starts_with(" cmake ") && words.find(" --build ") == words.npos &&
         words.find("CMAKE_BUILD_TYPE") == words.npos;
}

bool says_debug(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text.find("debug") != text.npos;
}

std::string debug_sign(const ServerRecord &server) {
  for (const auto &command : server.build) {
    if (const auto *sign = sign_in(command, debug_builds))
      return "its build says `" + std::string{sign->words} + "`: " + std::string{sign->meaning};
    if (configures_without_type(command)) return "its build asks CMake for no build type, so nothing is optimised";
  }
  if (server.versions.is_object())
    for (const auto &[name, version] : server.versions.items())
      if (version.is_string() && says_debug(version.get<std::string>()))
        return "it says of itself: " + name + " " + version.get<std::string>();
  return {};
}

bool measured(const Run &run, const ServerRecord &server) {
  return server.skipped.empty() &&
         std::ranges::any_of(run.trials, [&](const auto &trial) { return trial.server == server.label; });
}

/// What the process grew by in the windows of its loads, and in their second halves alone.
struct Growth {
  double requests = 0, bytes = 0, late_bytes = 0;
};

Growth growth_of(const Run &run, const result::TrialRecord &trial) {
  Growth growth;
  for (const auto &load : trial.loads) {
    const auto *asked = asked_load(run, load.name);
    // Held connections cost memory of their own, and hardly ask.
    if (!load.memory || load.recording.interrupted || asked == nullptr || asked->model == "held") continue;
    growth.requests += static_cast<double>(load.recording.ledger.planned);
    growth.bytes += static_cast<double>(load.memory->end_bytes) - static_cast<double>(load.memory->begin_bytes);
    growth.late_bytes += static_cast<double>(load.memory->end_bytes) - static_cast<double>(load.memory->middle_bytes);
  }
  return growth;
}

/// Not a heap that fills and then stays: the second half of the windows still has its part. A MiB is more than what an
/// allocator takes at a time.
bool leaks(const Growth &growth) {
  constexpr double least_per_request = 512, least_bytes = 1024 * 1024, late_part = 1.0 / 3;
  return growth.requests > 0 && growth.bytes >= least_bytes && growth.bytes / growth.requests >= least_per_request &&
         growth.late_bytes >= late_part * growth.bytes;
}

} // namespace

Observations development_servers(const Run &run, const Summary &) {
  Observations all;
  for (const auto &server : run.record.servers) {
    if (!measured(run, server) || result::is_again(server)) continue;
    if (const auto sign = development_sign(server); !sign.empty())
      all.push_back({Grade::invalid, "`" + server.label + "`: " + sign});
  }
  return all;
}

Observations debug_builds_used(const Run &run, const Summary &) {
  Observations all;
  const auto &own = run.record.build_type;
  if (!own.empty() && own != "Release" && own != "RelWithDebInfo")
    all.push_back({Grade::warning, "reqbench itself was built as " + own +
                                       ", so the generator takes several times the CPU that it need"});
  for (const auto &server : run.record.servers) {
    if (!measured(run, server) || result::is_again(server)) continue;
    if (const auto sign = debug_sign(server); !sign.empty())
      all.push_back({Grade::warning, "`" + server.label + "`: " + sign});
  }
  return all;
}

Observations unequal_variants(const Run &run, const Summary &) {
  const auto baseline = std::ranges::find(run.record.servers, run.record.baseline, &ServerRecord::label);
  if (baseline == run.record.servers.end()) return {};
  std::string names;
  for (const auto &server : run.record.servers)
    if (measured(run, server) && server.variant != baseline->variant)
      names += (names.empty() ? "`" : ", `") + server.label + "` (" + server.variant + ")";
  if (names.empty()) return {};
  return {{Grade::note, names + " beside the baseline `" + baseline->label + "` (" + baseline->variant +
                            "): their ratios compare how much was tuned, too"}};
}

Observations growing_memory(const Run &run, const Summary &) {
  Observations all;
  for (const auto &workload : run.record.workloads)
    for (const auto &server : run.record.servers) {
      std::size_t count = 0, hits = 0;
      Growth sum;
      for (const auto &trial : run.trials) {
        if (trial.server != server.label || trial.workload != workload.name || !trial.failure.empty()) continue;
        const auto growth = growth_of(run, trial);
        if (growth.requests <= 0) continue;
        ++count;
        if (!leaks(growth)) continue;
        ++hits;
        sum.requests += growth.requests;
        sum.bytes += growth.bytes;
      }
      if (hits * 2 <= count) continue;
      all.push_back({Grade::warning, "`" + server.label + "` × `" + workload.name + "`: in " + of_trials(hits, count) +
                                         " its memory grew by " + base::format_bytes(sum.bytes / sum.requests) +
                                         " a request (" + base::format_bytes(sum.bytes) + " in " +
                                         base::format_count(sum.requests) +
                                         "), in the second half of the windows as well"});
    }
  return all;
}

} // namespace reqbench::statistics
