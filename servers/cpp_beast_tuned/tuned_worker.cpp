// The batch; see tuned_worker.hpp.
#include "tuned_worker.hpp"

#include "connection.hpp"

#include <boost/asio/post.hpp>

namespace cpp_beast_tuned {

using namespace cpp_common;

TunedWorker::TunedWorker(const Limits &limits) : Worker(limits) { heads_.renew(date()); }
TunedWorker::~TunedWorker() = default;

void TunedWorker::open(Socket socket) { read_on(std::make_unique<Connection>(std::move(socket), *this)); }

void TunedWorker::read_on(std::unique_ptr<Connection> connection) {
  waiting_.push_back(std::move(connection));
  if (waiting_.size() == 1) boost::asio::post(executor(), [this] { read_all(); });
}

void TunedWorker::read_all() {
  std::swap(waiting_, reading_);
  for (auto &connection : reading_) Connection::read(std::move(connection));
  reading_.clear();
}

std::unique_ptr<Worker> make_worker(const Limits &limits) { return std::make_unique<TunedWorker>(limits); }

} // namespace cpp_beast_tuned
