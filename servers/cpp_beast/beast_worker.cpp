// One coroutine a connection; see beast_worker.hpp.
#include "beast_worker.hpp"

#include "connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace cpp_beast {
namespace {

using namespace cpp_common;

class BeastWorker final : public Worker {
public:
  using Worker::Worker;

private:
  void open(Socket socket) override {
    boost::asio::co_spawn(executor(), serve(*this, std::move(socket)), boost::asio::detached);
  }

  static Task<void> serve(Worker &worker, Socket socket) {
    Connection connection(std::move(socket), worker);
    co_await connection.serve();
  }
};

} // namespace

std::unique_ptr<Worker> make_worker(const Limits &limits) { return std::make_unique<BeastWorker>(limits); }

} // namespace cpp_beast
