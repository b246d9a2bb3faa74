// Reading and sending; see connection.hpp.
#include "connection.hpp"

#include <boost/asio/buffer.hpp>

namespace cpp_beast_tuned {
namespace {

namespace asio = boost::asio;
using namespace cpp_common;

constexpr std::size_t idle_input_bytes = 2 * 1024;  // most headers fit, and an idle connection stays below 8 KiB
constexpr std::size_t most_input_bytes = 64 * 1024; // for a long body: fewer reads

} // namespace

Connection::Connection(Socket socket, TunedWorker &worker)
    : socket_(std::move(socket)),
      worker_(worker),
      conversation_(worker.limits(), worker.heads()),
      input_(idle_input_bytes) {
  worker.watch(*this);
}

void Connection::read(Owner self) {
  Connection &it = *self;
  const auto room = asio::buffer(it.input_) + it.held_;
  it.socket_.async_read_some(room, [self = std::move(self)](const ErrorCode &error, std::size_t received) mutable {
    if (!error) answer_received(std::move(self), received);
  });
}

void Connection::answer_received(Owner self, std::size_t received) {
  Connection &it = *self;
  std::string &output = it.worker_.output();
  output.clear();
  const std::size_t held = it.held_ + received;
  it.keep_rest(it.conversation_.take({it.input_.data(), held}, output, it.worker_.stopping()), held);
  if (it.send_at_once(output)) return go_on(std::move(self));
  it.unsent_ = output;
  send_rest(std::move(self));
}

/// Moves what was not used to the front. The buffer grows when it was filled, and shrinks when nothing is under way.
void Connection::keep_rest(std::size_t used, std::size_t held) {
  held_ = held - used;
  if (held_ > 0 && used > 0) std::memmove(input_.data(), input_.data() + used, held_);
  if (held == input_.size() && held < most_input_bytes) {
    input_.resize(2 * held);
  } else if (input_.size() > idle_input_bytes && conversation_.is_idle()) {
    input_.resize(std::max(idle_input_bytes, 2 * held_));
    input_.shrink_to_fit();
  }
}

/// Most answers fit into the socket's buffer: one system call and no turn through the scheduler. What it did not take
/// stays in `output`.
bool Connection::send_at_once(std::string &output) {
  if (output.empty()) return true;
  ErrorCode error;
  output.erase(0, socket_.write_some(asio::buffer(output), error));
  return output.empty();
}

void Connection::send_rest(Owner self) {
  Connection &it = *self;
  it.socket_.async_write_some(asio::buffer(it.unsent_),
                              [self = std::move(self)](const ErrorCode &error, std::size_t sent) mutable {
                                if (error) return;
                                self->sent_ += sent;
                                self->unsent_.erase(0, sent);
                                if (!self->unsent_.empty()) return send_rest(std::move(self));
                                self->unsent_.shrink_to_fit();
                                go_on(std::move(self));
                              });
}

void Connection::go_on(Owner self) {
  TunedWorker &worker = self->worker_;
  const bool stopped = worker.stopping() && self->conversation_.is_idle();
  if (self->conversation_.is_over() || stopped) return worker.see_off(std::move(self->socket_), {});
  worker.read_on(std::move(self));
}

Sight Connection::look() const {
  Sight sight = conversation_.look();
  if (!unsent_.empty()) sight.phase = Phase::writing, sight.bytes = sent_;
  return sight;
}

void Connection::close() {
  ErrorCode ignored;
  socket_.close(ignored);
}

} // namespace cpp_beast_tuned
