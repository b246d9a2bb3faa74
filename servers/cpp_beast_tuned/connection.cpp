// Receiving, answering, sending; see connection.hpp.
#include "connection.hpp"

#include "routes.hpp"
#include "worker.hpp"

#include <boost/asio/buffer.hpp>

#include <sys/socket.h>
#include <unistd.h>

namespace cpp_beast_tuned {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::size_t receive_bytes = 64 * 1024;
constexpr std::size_t idle_bytes = 2 * 1024; // by a connection that waits for its next request
constexpr int most_receives = 16;            // then the other connections have a turn

class Service final : public cpp_common::Service {
public:
  explicit Service(Worker &worker) : shared_(worker) {}
  std::unique_ptr<cpp_common::Connection> connect(Socket socket, Count &count) override {
    return std::make_unique<Connection>(std::move(socket), shared_, count);
  }

private:
  Shared shared_;
};

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

/// Out of Asio's hands, whose own descriptor would report everything a second time.
int released(Socket &socket) {
  boost::system::error_code error;
  const int descriptor = socket.release(error);
  return error ? -1 : descriptor;
}

} // namespace

std::unique_ptr<cpp_common::Service> make_service(Worker &worker) { return std::make_unique<Service>(worker); }

Shared::Shared(Worker &its_worker) : worker(its_worker), readiness(*this, worker.executor()), received(receive_bytes) {}

/// Only now, together: the client that an answer wakes finds more of them, instead of falling asleep after each.
void Shared::send() {
  std::size_t begin = 0;
  for (const Answered &one : answered) {
    one.connection->send_answers(output.text().substr(begin, one.end - begin));
    begin = one.end;
  }
  answered.clear();
  output.clear();
}

Connection::Connection(Socket socket, Shared &shared, Count &count)
    : cpp_common::Connection(shared.worker, count), shared_(shared), socket_(released(socket)) {}

Connection::~Connection() {
  if (socket_ >= 0) ::close(socket_);
  if (watched_) shared_.readiness.forget();
}

void Connection::serve() {
  watched_ = shared_.readiness.watch(socket_, *this);
  if (!watched_) worker_.release(*this);
}

void Connection::refuse(const Refusal &refusal) {
  end_with(refusal);
  unsent_ = shared_.output.text();
  shared_.output.clear();
  serve(); // the first readiness is that it can be written
}

/// Both directions: whatever it waits for is ready now, and fails.
void Connection::end() { ::shutdown(socket_, SHUT_RDWR); }

void Connection::ready(bool odd) {
  odd_ = odd_ || odd;
  if (!waits_its_turn_) work();
}

void Connection::go_on() {
  waits_its_turn_ = false;
  work();
}

/// Until there is nothing to receive, or too much to send, or it was enough for one turn.
void Connection::work() {
  Next next = Next::read;
  for (int i = 0; next == Next::read && i < most_receives; ++i) {
    if (!unsent_.empty()) next = send_rest();
    if (next == Next::read) next = last_ ? linger() : receive();
  }
  after(next);
}

void Connection::send_answers(std::string_view text) {
  const Next next = send(text);
  // What came short was all there is, and epoll tells what comes later; but it has told the end already.
  after(next == Next::read && received_all_ && !last_ ? Next::wait : next);
}

void Connection::after(Next next) {
  if (next == Next::close) return worker_.release(*this);
  if (next == Next::wait) return;
  waits_its_turn_ = true;
  shared_.readiness.again(*this);
}

Connection::Next Connection::receive() {
  std::vector<char> &buffer = shared_.received;
  const ssize_t count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (count < 0) return would_block() ? Next::wait : Next::close;
  if (count == 0) return Next::close;
  const auto size = static_cast<std::size_t>(count);
  received_all_ = size < buffer.size() && !odd_;
  const std::size_t before = shared_.output.text().size();
  take({buffer.data(), size});
  be_patient();
  const std::size_t after = shared_.output.text().size();
  if (after == before) return received_all_ ? Next::wait : Next::read;
  shared_.answered.push_back({this, after});
  return Next::wait;
}

/// Parses where the bytes were received, unless they complete what was kept.
void Connection::take(std::string_view bytes) {
  if (kept_.empty()) return keep(bytes.substr(answer_requests(bytes)));
  kept_ += bytes;
  const std::size_t understood = answer_requests(kept_);
  if (last_) return;
  kept_.erase(0, understood);
  keep(kept_);
}

/// As many as the bytes hold whole; how many bytes that were.
std::size_t Connection::answer_requests(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !last_) {
    if (!parser_) {
      parser_.emplace(request_, worker_.limits()); // Beast's parsers cannot be used again
      told_to_continue_ = false;
    }
    Error error;
    const std::string_view rest = bytes.substr(taken);
    taken += parser_->put(asio::buffer(rest.data(), rest.size()), error);
    if (error && error != http::error::need_more) {
      end_with(parser_->refusal(error, rest));
    } else if (parser_->is_done()) {
      answer_request();
    } else if (error) {
      break;
    }
  }
  lingers_ = lingers_ || (last_ && taken < bytes.size());
  return taken;
}

/// No more memory for a connection than its half request needs, and none beyond what a request may be.
void Connection::keep(std::string_view rest) {
  if (last_) return;
  if (rest.size() >= worker_.limits().longest_header() + idle_bytes) {
    return end_with(parser_->refusal(http::error::buffer_overflow, rest));
  }
  if (rest.data() != kept_.data()) kept_.assign(rest);
  if (kept_.empty() && kept_.capacity() > idle_bytes) kept_.shrink_to_fit();
  if (parser_ && parser_->is_header_done() && parser_->expects_continue() && !told_to_continue_ &&
      request_.body.bytes() == 0) {
    shared_.output.append("HTTP/1.1 100 Continue\r\n\r\n");
    told_to_continue_ = true;
  }
}

void Connection::answer_request() {
  using How = Output::Connection;
  last_ = !parser_->keep_alive() || worker_.stopping();
  // HTTP/1.0 closes unless told otherwise, HTTP/1.1 stays open unless told otherwise.
  const How how = last_ ? How::close : parser_->is_http_11() ? How::as_is : How::keep_alive;
  shared_.output.append(answer(request_), request_.method != http::verb::head, how, worker_);
  parser_.reset();
  patience_.idle(worker_.now()); // the next one gets time of its own
}

void Connection::end_with(const Refusal &refusal) {
  last_ = lingers_ = true;
  shared_.output.append(cpp_common::error_answer(refusal.status, refusal.sentence), true, Output::Connection::close,
                        worker_);
  parser_.reset();
}

void Connection::be_patient() {
  const auto now = worker_.now();
  if (!parser_) return patience_.idle(now);
  if (parser_->is_header_done()) return patience_.body(request_.body.bytes(), now);
  patience_.header(now);
}

/// Most answers fit into the socket's buffer: one system call. What does not is kept until there is room.
Connection::Next Connection::send(std::string_view text) {
  const ssize_t count = text.empty() ? 0 : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
  if (count < 0 && !would_block()) return Next::close;
  const std::size_t size = count < 0 ? 0 : static_cast<std::size_t>(count);
  if (size == text.size()) return sent();
  unsent_ = text.substr(size);
  sent_ = 0;
  patience_.answer(sent_, worker_.now());
  return Next::wait;
}

Connection::Next Connection::send_rest() {
  const ssize_t count = ::send(socket_, unsent_.data() + sent_, unsent_.size() - sent_, MSG_NOSIGNAL);
  if (count < 0) return would_block() ? Next::wait : Next::close;
  sent_ += static_cast<std::size_t>(count);
  patience_.answer(sent_, worker_.now());
  if (sent_ < unsent_.size()) return Next::wait;
  unsent_ = std::string();
  be_patient();
  return sent();
}

Connection::Next Connection::sent() {
  if (!last_) return Next::read;
  if (!lingers_) return Next::close;
  ::shutdown(socket_, SHUT_WR);
  patience_.linger(worker_.now());
  return Next::read;
}

/// Closing while the client still sends would reset the connection and could destroy the answer before it is read.
Connection::Next Connection::linger() {
  const ssize_t count = ::recv(socket_, shared_.received.data(), shared_.received.size(), 0);
  if (count < 0) return would_block() ? Next::wait : Next::close;
  return count == 0 ? Next::close : Next::read;
}

} // namespace cpp_beast_tuned
