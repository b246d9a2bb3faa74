// A peer that answers every request after a time, and tells how many there were: a load that is under way shows by
// them.
#pragma once

#include "connection/test_peer.hpp"
#include "tests/subprocess.hpp"

#include <atomic>
#include <string>

namespace reqbench::tests {

class CountingPeer {
public:
  explicit CountingPeer(std::chrono::nanoseconds service)
      : peer_{[this, service](connection::TestPeer::Talk &talk) {
          while (talk.read_request()) {
            ++requests_;
            if (service.count() > 0) talk.wait(service);
            talk.send(connection::answer("hello"));
          }
        }} {}

  std::string url() const { return "http://127.0.0.1:" + std::to_string(peer_.endpoint().port) + "/"; }
  bool seen(int requests, std::chrono::seconds limit) const {
    return wait_until([&] { return requests_ >= requests; }, limit);
  }

private:
  std::atomic<int> requests_{0};
  connection::TestPeer peer_;
};

} // namespace reqbench::tests
