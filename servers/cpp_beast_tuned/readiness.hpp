// Tells the connections of one worker when their sockets can be read or written: an edge-triggered epoll descriptor of
// its own, which the worker's io_context watches as one more descriptor. Asio's own way asks each socket once too often
// (its receive only counts as exhausted at 0 bytes, so the next one is tried at once and fails) and leads every receive
// through an operation on the heap and a queue. NOTES.md has what each costs.
#pragma once

#include "connection_base.hpp"

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include <cstdint>
#include <vector>

namespace cpp_beast_tuned {

class Connection;
struct Shared;

/// One a worker.
class Readiness {
public:
  Readiness(Shared &shared, const cpp_common::Executor &executor);

  /// From now on its ready() is called, first at once, because it can be written. False when epoll refuses.
  [[nodiscard]] bool watch(int socket, Connection &connection);
  /// One that was watched has closed its socket.
  void forget();
  /// Calls its go_on(), after the others have had their turn.
  void again(Connection &connection);

private:
  void arm();
  void look();

  Shared &shared_;
  boost::asio::posix::basic_stream_descriptor<cpp_common::Executor> epoll_;
  std::vector<Connection *> again_;
  std::size_t watched_ = 0;
  bool armed_ = false; ///< only while there is something to watch: a worker ends when nothing is under way
};

} // namespace cpp_beast_tuned
