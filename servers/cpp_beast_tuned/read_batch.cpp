// One post for all; see read_batch.hpp.
#include "read_batch.hpp"

#include "connection.hpp"

#include <boost/asio/post.hpp>

namespace cpp_beast_tuned {

void ReadBatch::add(Connection &connection, const cpp_common::Executor &executor) {
  if (waiting_.empty()) boost::asio::post(executor, [this] { arm(); });
  waiting_.push_back(&connection);
}

void ReadBatch::arm() {
  armed_.swap(waiting_);
  for (Connection *connection : armed_) connection->read();
  armed_.clear();
}

} // namespace cpp_beast_tuned
