// The socket of one conversation. At most one operation is under way on it, and its handler owns the connection: when
// no handler is left, the connection is gone.
// Trick: handlers instead of a coroutine, −0.2 µs.
#pragma once

#include "conversation.hpp"
#include "tuned_worker.hpp"

namespace cpp_beast_tuned {

class Connection final : public cpp_common::Watched {
public:
  Connection(cpp_common::Socket socket, TunedWorker &worker);
  ~Connection() override { worker_.gone(); }

  using Owner = std::unique_ptr<Connection>;
  static void read(Owner self);

  cpp_common::Sight look() const override;
  void close() override;

private:
  static void answer_received(Owner self, std::size_t received);
  static void send_rest(Owner self);
  static void go_on(Owner self);

  void keep_rest(std::size_t used, std::size_t held);
  bool send_at_once(std::string &output);

  cpp_common::Socket socket_;
  TunedWorker &worker_;
  Conversation conversation_;
  std::vector<char> input_; ///< its size is what a read may bring
  std::size_t held_ = 0;    ///< bytes at its front that wait for more
  std::string unsent_;      ///< what the socket did not take at once
  std::uint64_t sent_ = 0;
};

} // namespace cpp_beast_tuned
