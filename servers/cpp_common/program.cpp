// Words into options, and when the server is ready; see program.hpp.
#include "program.hpp"

#include "server.hpp"
#include "text.hpp"

#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <span>
#include <system_error>

namespace cpp_common {
namespace {

struct Options {
  std::uint64_t port = 0;
  std::uint64_t workers = 1;
  Limits limits;
  bool version = false;
};

struct Usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string_view name;
  std::uint64_t least;
  std::uint64_t most;
  void (*set)(Options &, std::uint64_t);
};

constexpr std::uint64_t megabyte = 1024 * 1024;
constexpr std::uint64_t gigabyte = 1024 * megabyte;

template <class Time> void set_time(Time &time, std::uint64_t count) {
  time = Time(static_cast<typename Time::rep>(count));
}

constexpr std::array known{
    Option{"--port", 0, 65535, [](Options &o, std::uint64_t n) { o.port = n; }},
    Option{"--workers", 1, 1024, [](Options &o, std::uint64_t n) { o.workers = n; }},
    Option{"--request-line-bytes", 16, megabyte, [](Options &o, std::uint64_t n) { o.limits.request_line = n; }},
    Option{"--header-bytes", 16, megabyte, [](Options &o, std::uint64_t n) { o.limits.header_block = n; }},
    Option{"--header-fields", 1, 10'000, [](Options &o, std::uint64_t n) { o.limits.fields = n; }},
    Option{"--chunk-extension-bytes", 0, megabyte, [](Options &o, std::uint64_t n) { o.limits.chunk_extensions = n; }},
    Option{"--body-bytes", 0, gigabyte, [](Options &o, std::uint64_t n) { o.limits.body = n; }},
    Option{"--body-progress-bytes", 1, gigabyte, [](Options &o, std::uint64_t n) { o.limits.body_progress = n; }},
    Option{"--connections", 1, megabyte, [](Options &o, std::uint64_t n) { o.limits.connections = n; }},
    Option{"--header-seconds", 1, 3600, [](Options &o, std::uint64_t n) { set_time(o.limits.header_time, n); }},
    Option{"--body-seconds", 1, 3600, [](Options &o, std::uint64_t n) { set_time(o.limits.body_time, n); }},
    Option{"--idle-seconds", 1, 3600, [](Options &o, std::uint64_t n) { set_time(o.limits.idle_time, n); }},
    Option{"--linger-seconds", 1, 3600, [](Options &o, std::uint64_t n) { set_time(o.limits.linger_time, n); }},
    Option{"--stop-milliseconds", 0, 3'600'000, [](Options &o, std::uint64_t n) { set_time(o.limits.stop_time, n); }},
};

std::uint64_t whole(const Option &option, std::string_view text) {
  if (const auto number = whole_number(text, option.least, option.most)) return *number;
  throw Usage(std::string(option.name) + " must be " + std::to_string(option.least) + " to " +
              std::to_string(option.most) + ", got '" + std::string(text) + "'");
}

[[noreturn]] void refuse_word(std::string_view word) {
  std::string sentence = "unexpected argument '" + std::string(word) + "'; known are --version";
  for (const Option &option : known) (sentence += ", ") += std::string(option.name) + " N";
  throw Usage(sentence);
}

Options parse_arguments(std::span<const char *const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--version") {
      options.version = true;
      continue;
    }
    const auto *const option = std::ranges::find(known, name, &Option::name);
    if (option == known.end()) refuse_word(name);
    option->set(options, whole(*option, i + 1 < arguments.size() ? arguments[i + 1] : ""));
    ++i;
  }
  return options;
}

OrderedJson versions() {
  const auto dotted = [](int major, int minor, int patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  };
  return {
      {"gcc", __VERSION__},
      {"boost", dotted(BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1'000, BOOST_VERSION % 100)},
      {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"zlib", zlibVersion()}};
}

/// The soft limit is for programs that use select(); here it would only be a cap that nobody chose.
void raise_descriptor_limit() {
  rlimit descriptors{};
  if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return;
  descriptors.rlim_cur = descriptors.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &descriptors);
}

/// What can be done about it; the system says only what happened.
std::string_view remedy(int error) {
  switch (error) {
  case EADDRINUSE: return "; another program has it: choose another one, or 0 for one that is free";
  case EACCES: return "; this user may not take it: choose one above 1023";
  case EADDRNOTAVAIL: return "; this machine has no 127.0.0.1: bring its loopback interface up";
  case EMFILE: return "; too few descriptors are allowed: raise the limit (ulimit -n)";
  case ENFILE: return "; the whole machine has no descriptor left: end other programs, or raise fs.file-max";
  default: return "";
  }
}

/// Asio puts the name of the call before what the system said: "bind: Address already in use [system:98]".
std::string cannot_serve(std::uint64_t port, const boost::system::system_error &error) {
  const std::string_view what = error.what();
  return "cannot serve on port " + std::to_string(port) + ": " + std::string(what.substr(0, what.find(" ["))) +
         std::string(remedy(error.code().value()));
}

void run(const Options &options, MakeService make) {
  if (options.version) {
    std::cout << versions() << std::endl;
    return;
  }
  raise_descriptor_limit();
  Server server(static_cast<std::uint16_t>(options.port), static_cast<unsigned>(options.workers), options.limits, make);
  // The kernel queues connections from listen on, so whoever reads this line gets an answer.
  std::cout << OrderedJson{{"port", server.port()}} << std::endl;
  server.serve();
}

} // namespace

int run_program(const char *name, int argc, char **argv, MakeService make) {
  Options options;
  try {
    options = parse_arguments(std::span<const char *const>(argv, static_cast<std::size_t>(argc)).subspan(1));
    run(options, make);
    return 0;
  } catch (const boost::system::system_error &error) {
    std::cerr << name << ": " << cannot_serve(options.port, error) << '\n';
  } catch (const std::system_error &error) { // of the standard library's there is one: a thread that does not begin
    std::cerr << name << ": cannot begin " << options.workers << " threads: " << error.code().message()
              << "; take fewer --workers, or raise the limit (ulimit -u)\n";
  } catch (const std::exception &error) {
    std::cerr << name << ": " << error.what() << '\n';
  }
  return 1;
}

} // namespace cpp_common
