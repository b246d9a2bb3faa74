// One descriptor in another; see readiness.hpp.
#include "readiness.hpp"

#include "connection.hpp"

#include <boost/asio/post.hpp>

#include <sys/epoll.h>

#include <algorithm>
#include <array>

namespace cpp_beast_tuned {
namespace {

constexpr std::size_t most_at_once = 128; // then Asio's timers and accepts have a turn

constexpr std::size_t most_unsent_bytes = 64 * 1024; // who asks for much does not keep the others waiting

int made_epoll() {
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) throw boost::system::system_error(errno, boost::system::system_category(), "epoll_create1");
  return epoll;
}

} // namespace

Readiness::Readiness(Shared &shared, const cpp_common::Executor &executor)
    : shared_(shared), epoll_(executor, made_epoll()) {}

bool Readiness::watch(int socket, Connection &connection) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &connection;
  if (::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket, &event) != 0) return false;
  ++watched_;
  arm();
  return true;
}

void Readiness::forget() {
  if (--watched_ == 0) epoll_.cancel();
}

void Readiness::again(Connection &connection) { again_.push_back(&connection); }

void Readiness::arm() {
  if (armed_ || watched_ == 0) return;
  armed_ = true;
  const auto go_on = [this](boost::system::error_code error = {}) {
    armed_ = false;
    if (!error) look();
    arm();
  };
  if (!again_.empty()) return boost::asio::post(epoll_.get_executor(), go_on);
  epoll_.async_wait(boost::asio::posix::descriptor_base::wait_read, go_on);
}

/// A closed socket leaves epoll by itself, so that whoever is told here is alive. Between two askings of a connection
/// its answers are sent: it may end in any of them, and must not be in Shared::answered then.
void Readiness::look() {
  const auto turn = again_.begin() + static_cast<std::ptrdiff_t>(std::min(again_.size(), most_at_once));
  const std::vector<Connection *> first(again_.begin(), turn);
  again_.erase(again_.begin(), turn);
  for (Connection *connection : first) {
    connection->go_on();
    if (shared_.output.text().size() > most_unsent_bytes) shared_.send();
  }
  if (!first.empty()) shared_.send();
  std::array<epoll_event, most_at_once> events;
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event &event = events[static_cast<std::size_t>(i)];
    static_cast<Connection *>(event.data.ptr)
        ->ready((event.events & (EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
    if (shared_.output.text().size() > most_unsent_bytes) shared_.send();
  }
  shared_.send();
}

} // namespace cpp_beast_tuned
