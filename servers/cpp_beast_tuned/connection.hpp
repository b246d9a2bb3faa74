// One connection from accept to close, by callbacks: read once, answer every request that has come, write once. The
// tricks, each with what it saved of about 4 µs of CPU a request (NOTES.md says how that was measured):
//
//   the parser driven by put(), no async_read and async_write of messages, header prebuilt (output.hpp)     1.8 µs
//   callbacks instead of coroutines                                                                         0.2 µs
//   reads armed again in a batch (read_batch.hpp)                                                           0.2 µs
//   a parser that keeps no fields instead of request_parser (request_parser.hpp): 0.1 µs, 0.45 µs with ten fields
//   one tick for time limits and Date instead of a timer a read (worker.hpp, which both servers share)      0.25 µs
#pragma once

#include "connection_base.hpp"
#include "request_parser.hpp"

#include <optional>
#include <string>

namespace cpp_beast_tuned {

using cpp_common::Answer;
using cpp_common::Count;
using cpp_common::Refusal;
using cpp_common::Socket;
using cpp_common::Worker;

class Connection final : public cpp_common::Connection {
public:
  Connection(Socket socket, Worker &worker, Count &count);

  void serve() override;
  void refuse(const Refusal &refusal) override;

  /// Asks for the next bytes; called by the batch.
  void read();

private:
  using Error = boost::system::error_code;

  void received(Error error, std::size_t count);
  void answer_received();
  void answer_request();
  void end_with(const Refusal &refusal);
  void make_room();
  void be_patient();
  void send();
  void send_rest();
  void sent(Error error, std::size_t count);
  void go_on();
  void drain();

  cpp_common::Request request_;
  std::optional<cpp_common::RequestParser> parser_; ///< there is one while a request is incomplete
  std::string input_;                               ///< its first filled_ bytes are not understood yet
  std::size_t filled_ = 0;
  std::string unsent_;
  std::size_t sent_ = 0;
  bool told_to_continue_ = false;
  bool last_ = false;   ///< close once the output is written
  bool drains_ = false; ///< the client may still be sending what will not be answered
};

std::unique_ptr<cpp_common::Connection> make_connection(Socket socket, Worker &worker, Count &count);

} // namespace cpp_beast_tuned
