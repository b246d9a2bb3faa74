// What the connections of a thread share: one buffer for what they send, the prepared headers, and the batch of those
// that want to read on.
#pragma once

#include "heads.hpp"
#include "worker.hpp"

namespace cpp_beast_tuned {

class Connection;

class TunedWorker final : public cpp_common::Worker {
public:
  explicit TunedWorker(const cpp_common::Limits &limits);
  ~TunedWorker() override;

  const Heads &heads() const { return heads_; }

  /// Trick: one buffer a thread for what is sent. Most answers leave in the call that made them, so no connection needs
  /// a buffer of its own, and this one stays in the cache. Empty whenever a connection asks for it.
  std::string &output() { return output_; }

  /// Trick: reads are armed in a batch. Asio 1.22 asks the socket once more at once, for only a read of nothing tells
  /// it that there was no more; right after an answer that is in vain (EAGAIN). Once the loop has served all that were
  /// ready, the next request has often come, and the call that would have been wasted brings it: −0.2 µs.
  void read_on(std::unique_ptr<Connection> connection);

private:
  void open(cpp_common::Socket socket) override;
  void renew() override { heads_.renew(date()); }
  void read_all();

  Heads heads_;
  std::string output_;
  std::vector<std::unique_ptr<Connection>> waiting_, reading_;
};

std::unique_ptr<cpp_common::Worker> make_worker(const cpp_common::Limits &limits);

} // namespace cpp_beast_tuned
