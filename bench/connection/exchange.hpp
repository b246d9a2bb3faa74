// A blocking connection for everything that is not measured: readiness, verify, learning templates. Every wait is
// bounded.
#pragma once

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "connection/endpoint.hpp"
#include "workload/answer.hpp"

#include <string>
#include <string_view>

namespace reqbench::connection {

/// One whole answer.
struct Received {
  workload::Answer answer;
  std::string raw;         ///< its bytes, as they came
  bool keep_alive = false; ///< the connection may be used again, by the answer's own words
};

class Exchange {
public:
  /// Once `stop` is set every wait ends, with an error of kind interrupted; it must outlive the exchange.
  static base::Result<Exchange> open(const Endpoint &endpoint, base::Nanoseconds timeout,
                                     const base::StopFlag *stop = nullptr);

  base::Status send(std::string_view bytes);
  /// Reads one answer; `head` = it answers a HEAD and has no body. Bytes beyond it are kept for the next call. Errors
  /// (kind server) say what came instead: nothing within the timeout, a close, a reset, or bytes that are not HTTP
  /// (shown, shortened).
  base::Result<Received> receive(bool head = false);
  /// send + receive.
  base::Result<Received> ask(std::string_view bytes, bool head = false);
  /// Waits for the first thing the peer says: true when it is `100 Continue`, which is taken away; false when it is
  /// anything else, which is left for receive(). An error as of receive() when nothing comes.
  base::Result<bool> told_to_continue();
  /// Waits until the peer closes; false when it does not within the timeout. Bytes that come before are an error.
  base::Result<bool> closed_by_peer();

private:
  base::Result<Received> receive_until(base::Instant deadline, bool head);
  bool stopped() const { return stop_ != nullptr && stop_->requested(); }

  base::Descriptor socket_;
  base::Nanoseconds timeout_{};
  const base::StopFlag *stop_ = nullptr;
  std::string pending_;
};

} // namespace reqbench::connection
