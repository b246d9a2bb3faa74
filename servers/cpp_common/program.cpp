// From the command line to the exit code; see program.hpp.
#include "program.hpp"

#include "arguments.hpp"
#include "json_text.hpp"

#include <boost/version.hpp>
#include <zlib.h>

#include <iostream>

namespace cpp_common {
namespace {

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

void run(const Arguments &arguments, const MakeWorker &make_worker) {
  if (arguments.version) {
    std::cout << versions() << std::endl;
    return;
  }
  Server server(arguments.port, arguments.workers, arguments.limits, make_worker);
  // The kernel queues connections from listen on, so whoever reads this line gets an answer.
  std::cout << OrderedJson{{"port", server.port()}} << std::endl;
  server.serve();
}

} // namespace

int run_program(const char *name, int argc, const char *const *argv, const MakeWorker &make_worker) {
  Arguments arguments;
  try {
    arguments = parse_arguments(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
    run(arguments, make_worker);
    return 0;
  } catch (const boost::system::system_error &error) {
    std::cerr << name << ": cannot serve on port " << arguments.port << ": " << error.code().message() << '\n';
  } catch (const std::exception &error) {
    std::cerr << name << ": " << error.what() << '\n';
  }
  return 1;
}

} // namespace cpp_common
