// A server of two threads of which one does all, as it is read on this machine: the limiter names it, whoever else has
// the processors meanwhile.
#include "resource/process_tree.hpp"
#include "result/made_record.hpp"
#include "statistics/cells.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace reqbench::run {
namespace {

using namespace std::chrono_literals;

/// A process whose second thread works without end while its first one waits.
class MadeServer {
public:
  MadeServer() : pid_{::fork()} {
    if (pid_ != 0) return;
    std::thread{[] {
      for (volatile unsigned long turns = 0;;) turns = turns + 1;
    }}.detach();
    for (;;) ::pause();
  }
  ~MadeServer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  pid_t pid() const { return pid_; }

private:
  pid_t pid_;
};

TEST(OneThreadTruth, ThatDoesAllIsTheLimiterOfAServerWithTwoProcessors) {
  const MadeServer server;
  resource::ProcessTree tree{server.pid()};
  while (tree.threads().size() < 2) std::this_thread::sleep_for(1ms);
  const auto threads = tree.threads();
  const auto cpu = tree.cpu();
  while (resource::used_between(threads, tree.threads(), 8).empty() ||
         resource::used_between(threads, tree.threads(), 8).front().cpu < 300ms)
    std::this_thread::sleep_for(20ms);
  const auto used = resource::consumed(cpu, tree.cpu());

  result::LoadRecord load;
  load.server_threads = resource::used_between(threads, tree.threads(), 8);
  ASSERT_FALSE(load.server_threads.empty());
  EXPECT_GT(load.server_threads.front().cpu, used.cpu.total * 9 / 10) << "one thread did all";
  // Time as if no other program had taken any of it: the thread was never idle.
  load.recording.measured = load.server_window = load.server_threads.front().cpu;
  load.server_cpu = std::min(used.cpu.total, load.server_window);
  result::Run run;
  result::TrialRecord trial;
  trial.asked_cpus = {0, 1};
  const auto limiter = [&] {
    return statistics::limiter_of(statistics::server_share(run, trial, load), 0.5, false, {},
                                  statistics::server_thread_share(run, trial, load));
  };
  EXPECT_EQ(limiter(), statistics::Limiter::server_thread);
  trial.asked_cpus = {0};
  EXPECT_EQ(limiter(), statistics::Limiter::server);
}

} // namespace
} // namespace reqbench::run
