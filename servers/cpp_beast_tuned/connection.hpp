// One connection from accept to close, told by Readiness when there is something to do: receive once, answer every
// request that has come, send once. NOTES.md has the tricks, each with its reason and what it saved.
#pragma once

#include "connection_base.hpp"
#include "output.hpp"
#include "readiness.hpp"
#include "request_parser.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cpp_beast_tuned {

using cpp_common::Answer;
using cpp_common::Count;
using cpp_common::Refusal;
using cpp_common::Socket;
using cpp_common::Worker;

class Connection;

/// Answers of one connection, up to here in the output.
struct Answered {
  Connection *connection;
  std::size_t end;
};

/// What the connections of a worker share. What was received is there for one call, answers until send().
struct Shared {
  explicit Shared(Worker &its_worker);
  /// Sends what was answered since the last time.
  void send();

  Worker &worker;
  Readiness readiness;
  std::vector<char> received;
  Output output;
  std::vector<Answered> answered; ///< whose answers the output holds
};

class Connection final : public cpp_common::Connection {
public:
  Connection(Socket socket, Shared &shared, Count &count);
  ~Connection() override;

  void serve() override;
  void refuse(const Refusal &refusal) override;

  /// The socket can be read or written. `odd`: the other side sends no more, or urgent data, at which a receive stops
  /// short; neither is told twice.
  void ready(bool odd);
  /// Goes on with what it left for later.
  void go_on();
  /// Sends its share of Shared::output.
  void send_answers(std::string_view text);

protected:
  void end() override;

private:
  using Error = boost::system::error_code;
  enum class Next : std::uint8_t { read, wait, close };

  void work();
  void after(Next next);
  Next receive();
  void take(std::string_view bytes);
  std::size_t answer_requests(std::string_view bytes);
  void answer_request();
  void end_with(const Refusal &refusal);
  void keep(std::string_view rest);
  void be_patient();
  Next send(std::string_view text);
  Next send_rest();
  Next sent();
  Next linger();

  Shared &shared_;
  const int socket_;
  cpp_common::Request request_;
  std::optional<cpp_common::RequestParser> parser_; ///< there is one while a request is incomplete
  std::string kept_;                                ///< what was received and is not understood yet
  std::string unsent_;
  std::size_t sent_ = 0;
  bool watched_ = false;
  bool odd_ = false;
  bool waits_its_turn_ = false; ///< go_on() will be called
  bool received_all_ = false;   ///< the last receive came short
  bool told_to_continue_ = false;
  bool last_ = false;    ///< close once everything is sent
  bool lingers_ = false; ///< the client may still be sending what will not be answered
};

std::unique_ptr<cpp_common::Service> make_service(Worker &worker);

} // namespace cpp_beast_tuned
