// cpp_null gives one stored answer to every request, whatever it asks: how many requests a second the generator can
// send and check at all, against a server that costs as little as one can. It looks for the end of each request and
// for nothing else, so it is a reference, never a contender.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace cpp_null {
namespace {

constexpr int backlog = 4096;
constexpr std::size_t longest_unfinished = 16 * 1024;
constexpr std::string_view built_in_answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                             "Content-Length: 27\r\n\r\n{\"message\":\"Hello, World!\"}";

struct Options {
  std::uint16_t port = 0;
  std::uint16_t workers = 1;
  std::string answer{built_in_answer};
  bool version = false;
};

std::uint16_t whole(std::string_view name, std::string_view text, std::uint16_t least, std::uint16_t most) {
  std::uint16_t number = 0;
  const char *const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < least || number > most) {
    throw std::runtime_error(std::string(name) + " must be " + std::to_string(least) + " to " + std::to_string(most) +
                             ", got '" + std::string(text) + "'");
  }
  return number;
}

std::string read_answer(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string answer{std::istreambuf_iterator<char>(file), {}};
  if (!file || !answer.starts_with("HTTP/1.1 ") || answer.find("\r\n\r\n") == std::string::npos) {
    throw std::runtime_error("--answer-file must name a file that holds a whole answer, from 'HTTP/1.1 ' on; '" + path +
                             "' does not");
  }
  return answer;
}

Options parse_arguments(std::span<const char *const> arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    const std::string_view value = i + 1 < arguments.size() ? arguments[i + 1] : "";
    if (name == "--version") {
      options.version = true;
      continue;
    }
    if (name == "--port") {
      options.port = whole(name, value, 0, 65535);
    } else if (name == "--workers") {
      options.workers = whole(name, value, 1, 1024);
    } else if (name == "--answer-file") {
      options.answer = read_answer(std::string(value));
    } else {
      throw std::runtime_error("unexpected argument '" + std::string(name) +
                               "'; known are --port P, --workers N, --answer-file F and --version");
    }
    ++i;
  }
  return options;
}

[[noreturn]] void fail(const std::string &what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

int listen_on(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 ||
      ::listen(fd, backlog) != 0) {
    fail("cannot serve on port " + std::to_string(port));
  }
  return fd;
}

std::uint16_t port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) != 0) fail("cannot tell the port");
  return ntohs(address.sin_port);
}

/// How long the request at the front is; 0 while it is not complete.
std::size_t request_bytes(std::string_view text) {
  constexpr std::string_view length_field = "\r\nContent-Length: ";
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  std::size_t bytes = end + 4;
  if (text.front() == 'P') { // POST, PUT, PATCH; as the generator writes its fields
    if (const std::size_t at = text.substr(0, end).find(length_field); at != std::string_view::npos) {
      std::size_t body = 0;
      std::from_chars(text.data() + at + length_field.size(), text.data() + end, body);
      bytes += body;
    }
  }
  return bytes <= text.size() ? bytes : 0;
}

/// Written by the signal, readable in every loop from then on.
int stop_event = -1;

/// One thread's share: it accepts, reads and answers by itself.
class Loop {
public:
  Loop(int listener, std::string_view answer)
      : listener_(listener), answer_(answer), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    add(listener, EPOLLIN | EPOLLEXCLUSIVE);
    add(stop_event, EPOLLIN);
  }

  void run() {
    std::array<epoll_event, 512> ready;
    for (;;) {
      const int count = ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), -1);
      for (const epoll_event &event : std::span(ready).first(static_cast<std::size_t>(count > 0 ? count : 0))) {
        if (event.data.fd == stop_event) return;
        if (event.data.fd == listener_) {
          accept();
        } else {
          read(event.data.fd);
        }
      }
    }
  }

private:
  void add(int fd, std::uint32_t events) {
    epoll_event event{.events = events, .data = {.fd = fd}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) ::close(fd);
  }

  void accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    add(fd, EPOLLIN | EPOLLET);
  }

  /// Reads once: more than the buffer holds comes as another event, because the socket is asked again below.
  void read(int fd) {
    for (;;) {
      const ssize_t got = ::recv(fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (got == 0 || (got < 0 && errno != EAGAIN)) return close(fd);
      if (got < 0) return;
      const std::string_view came(buffer_.data(), static_cast<std::size_t>(got));
      if (!answer(fd, came)) return close(fd);
      if (came.size() < buffer_.size()) return;
    }
  }

  bool answer(int fd, std::string_view came) {
    const auto unfinished = unfinished_.find(fd);
    std::string joined;
    if (unfinished != unfinished_.end()) {
      joined = std::move(unfinished->second) + std::string(came);
      unfinished_.erase(unfinished);
      came = joined;
    }
    std::string more;
    std::size_t requests = 0;
    for (std::size_t bytes = 0; !came.empty() && (bytes = request_bytes(came)) != 0; came.remove_prefix(bytes)) {
      if (++requests > 1) more += answer_;
    }
    if (!came.empty()) {
      if (came.size() > longest_unfinished) return false;
      unfinished_[fd] = came;
    }
    if (requests == 0) return true;
    return send(fd, requests == 1 ? answer_ : (more += answer_));
  }

  /// Who does not take the answers at once is no generator of ours.
  static bool send(int fd, std::string_view text) {
    return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(text.size());
  }

  void close(int fd) {
    unfinished_.erase(fd);
    ::close(fd);
  }

  const int listener_;
  const std::string_view answer_;
  const int epoll_;
  std::array<char, 64 * 1024> buffer_;
  std::unordered_map<int, std::string> unfinished_;
};

void stop(int) {
  const std::uint64_t one = 1;
  if (::write(stop_event, &one, sizeof one) < 0) _exit(1);
}

void serve(const Options &options) {
  stop_event = ::eventfd(0, EFD_CLOEXEC);
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  const int listener = listen_on(options.port);
  std::cout << "{\"port\": " << port_of(listener) << "}" << std::endl;
  const auto work = [&] { std::make_unique<Loop>(listener, options.answer)->run(); };
  std::vector<std::jthread> threads;
  for (int i = 1; i < options.workers; ++i) threads.emplace_back(work);
  work();
}

} // namespace
} // namespace cpp_null

int main(int argc, char **argv) {
  using namespace cpp_null;
  try {
    const Options options =
        parse_arguments(std::span<const char *const>(argv, static_cast<std::size_t>(argc)).subspan(1));
    if (options.version) {
      std::cout << "{\"gcc\": \"" __VERSION__ "\"}" << std::endl;
    } else {
      serve(options);
    }
    return 0;
  } catch (const std::exception &error) {
    std::cerr << "cpp_null: " << error.what() << '\n';
    return 1;
  }
}
