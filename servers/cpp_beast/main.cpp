// cpp_beast answers the workloads of reqbench with Boost.Beast and Asio coroutines: it stands for what a C++ team
// writes when it wants clean code that is fast. This file turns words into options and says when the server is ready.
#include "server.hpp"

#include <boost/version.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <iostream>
#include <span>

namespace cpp_beast {
namespace {

struct Options {
  std::uint16_t port = 0;
  std::uint16_t workers = 1;
  bool version = false;
};

struct Usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::uint16_t whole(std::string_view name, std::string_view text, std::uint16_t least, std::uint16_t most) {
  std::uint16_t number = 0;
  const char *const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) {
    throw Usage(std::string(name) + " must be " + std::to_string(least) + " to " + std::to_string(most) + ", got '" +
                std::string(text) + "'");
  }
  return number;
}

Options parse_arguments(std::span<const char *const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (name == "--version") {
      options.version = true;
    } else if (name == "--port") {
      options.port = whole(name, value, 0, 65535);
      ++i;
    } else if (name == "--workers") {
      options.workers = whole(name, value, 1, 1024);
      ++i;
    } else {
      throw Usage("unexpected argument '" + std::string(name) + "'; known are --port P, --workers N and --version");
    }
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
      {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)}};
}

void run(const Options &options) {
  if (options.version) {
    std::cout << versions() << std::endl;
    return;
  }
  Server server(options.port, options.workers);
  // The kernel queues connections from listen on, so whoever reads this line gets an answer.
  std::cout << OrderedJson{{"port", server.port()}} << std::endl;
  server.serve();
}

} // namespace
} // namespace cpp_beast

int main(int argc, char **argv) {
  using namespace cpp_beast;
  Options options;
  try {
    options = parse_arguments(std::span<const char *const>(argv, static_cast<std::size_t>(argc)).subspan(1));
    run(options);
    return 0;
  } catch (const boost::system::system_error &error) {
    std::cerr << "cpp_beast: cannot serve on port " << options.port << ": " << error.code().message() << '\n';
  } catch (const std::exception &error) {
    std::cerr << "cpp_beast: " << error.what() << '\n';
  }
  return 1;
}
