#include "statistics/debug_signs.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace reqbench::statistics {
namespace {

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

bool configures_without_type(const std::vector<std::string> &command) {
  const auto words = plain_words(command);
  return words.starts_with(" cmake ") && words.find(" --build ") == words.npos &&
         words.find("CMAKE_BUILD_TYPE") == words.npos;
}

bool says_debug(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text.find("debug") != text.npos;
}

} // namespace

std::string development_sign(const ServerRecord &server) {
  if (const auto *sign = sign_in(server.command, development_commands))
    return "its command says `" + std::string{sign->words} + "`: " + std::string{sign->meaning};
  for (const auto &[name, value] : development_variables)
    if (const auto set = server.environment.find(std::string{name});
        set != server.environment.end() && is_on(set->second, value))
      return "its environment says `" + set->first + "=" + set->second + "`";
  return {};
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

std::string own_debug_sign(const std::string &build_type) {
  if (build_type.empty() || build_type == "Release" || build_type == "RelWithDebInfo") return {};
  return "reqbench itself was built as " + build_type + ", so the generator takes several times the CPU that it need";
}

} // namespace reqbench::statistics
