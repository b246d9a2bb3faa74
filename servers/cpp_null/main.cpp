// cpp_null answers every request with the same stored bytes. It is no server to compare with: it shows how many
// requests a generator can ask for when an answer costs next to nothing, so that a run knows which side was the limit.
#include "null_server.hpp"

#include <charconv>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>

namespace cpp_null {
namespace {

constexpr std::string_view greeting =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n"
    "\r\nHello, World!";

struct Usage : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Arguments {
  std::uint16_t port = 0;
  unsigned workers = 1;
  bool version = false;
  std::string answer{greeting};
};

unsigned whole(std::string_view name, std::string_view text, unsigned least, unsigned most) {
  unsigned number = 0;
  const char *const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) {
    throw Usage(std::string(name) + " must be " + std::to_string(least) + " to " + std::to_string(most) + ", got '" +
                std::string(text) + "'");
  }
  return number;
}

/// A whole answer, from its status line to the end of its body.
std::string read_answer(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string answer{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw Usage("--answer: cannot read '" + path + "'");
  if (!answer.starts_with("HTTP/1.1 ") || answer.find("\r\n\r\n") == std::string::npos) {
    throw Usage("--answer: '" + path + "' holds no answer of HTTP/1.1");
  }
  return answer;
}

Arguments parse_arguments(std::span<const char *const> words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view name = words[i];
    const std::string_view value = i + 1 < words.size() ? words[i + 1] : "";
    if (name == "--version") {
      arguments.version = true;
      continue;
    }
    if (name == "--port") {
      arguments.port = static_cast<std::uint16_t>(whole(name, value, 0, 65535));
    } else if (name == "--workers") {
      arguments.workers = whole(name, value, 1, 1024);
    } else if (name == "--answer") {
      arguments.answer = read_answer(std::string(value));
    } else {
      throw Usage("unexpected argument '" + std::string(name) +
                  "'; known are --port P, --workers N, --answer FILE and --version");
    }
    ++i;
  }
  return arguments;
}

void run(const Arguments &arguments) {
  if (arguments.version) {
    std::cout << R"({"gcc": ")" << __VERSION__ << "\"}" << std::endl;
    return;
  }
  NullServer server(arguments.port, arguments.answer);
  std::cout << R"({"port": )" << server.port() << "}" << std::endl;
  server.serve(arguments.workers);
}

} // namespace
} // namespace cpp_null

int main(int argc, char **argv) {
  try {
    const std::span<const char *const> words(argv, static_cast<std::size_t>(argc));
    cpp_null::run(cpp_null::parse_arguments(words.subspan(1)));
    return 0;
  } catch (const std::exception &error) {
    std::cerr << "cpp_null: " << error.what() << '\n';
    return 1;
  }
}
