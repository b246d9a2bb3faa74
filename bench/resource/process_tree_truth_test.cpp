// A child that consumes a known amount must read as that amount. The children are forks of this program that do one
// thing, tell it, and wait.
#include "resource/process_tree.hpp"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace reqbench::resource {
namespace {

using base::Nanoseconds;
using std::chrono::milliseconds;
using testing::Contains;

constexpr std::uint64_t mib = 1024 * 1024;

/// The child's side: tells a number and waits until it may go on.
class Stage {
public:
  Stage(int tell, int hear) : tell_{tell}, hear_{hear} {}
  void reached(std::int64_t number = 0) const {
    if (::write(tell_, &number, sizeof number) != sizeof number) ::_exit(1);
    wait();
  }
  /// Ends the process when the test is over.
  void wait() const {
    char go = 0;
    if (::read(hear_, &go, 1) != 1) ::_exit(1);
  }

private:
  int tell_, hear_;
};

class Child {
public:
  explicit Child(const std::function<void(const Stage &)> &play) {
    int to_us[2], to_child[2];
    EXPECT_EQ(::pipe2(to_us, O_CLOEXEC) | ::pipe2(to_child, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(to_us[0]);
      ::close(to_child[1]);
      play(Stage{to_us[1], to_child[0]});
      ::_exit(0);
    }
    ::close(to_us[1]);
    ::close(to_child[0]);
    hear_ = to_us[0];
    tell_ = to_child[1];
  }
  ~Child() {
    if (pid_ > 0) end();
    ::close(hear_);
    ::close(tell_);
  }
  Child(const Child &) = delete;
  Child &operator=(const Child &) = delete;

  pid_t pid() const { return pid_; }
  /// Waits for the next reached() and returns its number.
  std::int64_t wait() const {
    std::int64_t number = -1;
    EXPECT_EQ(::read(hear_, &number, sizeof number), static_cast<ssize_t>(sizeof number));
    return number;
  }
  void go_on() const { EXPECT_EQ(::write(tell_, "g", 1), 1); }
  void end() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

private:
  pid_t pid_ = 0;
  int hear_ = -1, tell_ = -1;
};

void burn(Nanoseconds of_this_thread) {
  timespec used{};
  volatile std::uint64_t sink = 0;
  do {
    for (int i = 0; i < 10000; ++i) sink = sink + 1;
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  } while (std::chrono::seconds{used.tv_sec} + Nanoseconds{used.tv_nsec} < of_this_thread);
}

std::int64_t own_cpu_ns() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval &time) { return time.tv_sec * 1'000'000'000 + time.tv_usec * 1000; };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

#ifdef __SANITIZE_THREAD__
#define ALONE_IN_ITS_PROCESS() GTEST_SKIP() << "the sanitizer's own memory and thread are counted with the child's"
#else
#define ALONE_IN_ITS_PROCESS() static_cast<void>(0)
#endif

TEST(ProcessTreeTruth, CpuIsThatOfAllThreadsAlsoOfThoseThatEnded) {
  const Child child{[](const Stage &stage) {
    std::thread{[] { burn(milliseconds{150}); }}.join();
    std::thread{[&] {
      burn(milliseconds{150});
      stage.reached(own_cpu_ns());
    }}.join();
  }};
  const Nanoseconds truth{child.wait()};
  const auto cpu = consumed({}, ProcessTree{child.pid()}.cpu()).cpu;
  EXPECT_GE(cpu.total, milliseconds{300});
  EXPECT_NEAR(base::to_seconds(cpu.total), base::to_seconds(truth), 0.010) << "getrusage of the child itself";
  EXPECT_NEAR(base::to_seconds(cpu.user + cpu.system), base::to_seconds(truth), 0.030) << "each side has 10 ms ticks";
  EXPECT_GT(cpu.user, cpu.system) << "it burned in user space";
}

TEST(ProcessTreeTruth, TheEdgesOfAWindowEncloseWhatWasBurnedInIt) {
  const Child child{[](const Stage &stage) {
    burn(milliseconds{50});
    stage.reached();
    burn(milliseconds{150});
    stage.reached();
  }};
  (void)child.wait();
  ProcessTree tree{child.pid()};
  const auto begin = tree.cpu();
  child.go_on();
  (void)child.wait();
  const auto end = tree.cpu();
  EXPECT_NEAR(base::to_seconds(consumed(begin, end).cpu.total), 0.100, 0.010);
  EXPECT_GE(end.at - begin.at, milliseconds{100});
}

/// Two children of the server, like processes of connections: one burns and stays, one burns and ends.
std::function<void(const Stage &)> forking_server(bool drops_children) {
  return [drops_children](const Stage &stage) {
    if (drops_children) (void)std::signal(SIGCHLD, SIG_IGN);
    stage.reached();
    int burned[2];
    if (::pipe(burned) != 0) ::_exit(1);
    for (const bool stays : {true, false}) {
      if (::fork() != 0) continue;
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      burn(milliseconds{150});
      (void)!::write(burned[1], "b", 1);
      if (stays) ::pause();
      ::_exit(0);
    }
    char burns[2];
    for (char &one : burns) (void)!::read(burned[0], &one, 1);
    if (!drops_children) ::wait(nullptr);
    ::usleep(20'000); // until the kernel has buried the one that nobody waits for
    stage.reached();
  };
}

TEST(ProcessTreeTruth, ChildrenThatWereForkedInTheWindowCountAlsoWhenTheyEndedInIt) {
  const Child child{forking_server(false)};
  (void)child.wait();
  ProcessTree tree{child.pid()};
  const auto begin = tree.cpu();
  child.go_on();
  (void)child.wait();
  const auto used = consumed(begin, tree.cpu());
  EXPECT_NEAR(base::to_seconds(used.cpu.total), 0.300, 0.040) << "what is inherited has ticks of 10 ms";
  EXPECT_TRUE(used.whole);
  EXPECT_FALSE(used.may_hide);
}

TEST(ProcessTreeTruth, AServerThatDropsItsChildrenIsKnownToHideSome) {
  const Child child{forking_server(true)};
  (void)child.wait();
  ProcessTree tree{child.pid()};
  const auto begin = tree.cpu();
  child.go_on();
  (void)child.wait();
  const auto used = consumed(begin, tree.cpu());
  EXPECT_NEAR(base::to_seconds(used.cpu.total), 0.150, 0.040) << "of the one that is still there";
  EXPECT_TRUE(used.may_hide);
}

char *take_pages(std::uint64_t bytes) {
  auto *pages = static_cast<char *>(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  for (std::uint64_t i = 0; i < bytes; i += 4096) pages[i] = 1;
  return pages;
}

TEST(ProcessTreeTruth, TouchedMemoryIsCountedAndGivenBackMemoryIsNot) {
  ALONE_IN_ITS_PROCESS();
  const Child child{[](const Stage &stage) {
    stage.reached();
    auto *pages = take_pages(64 * mib);
    stage.reached();
    ::munmap(pages, 64 * mib);
    stage.reached();
  }};
  const ProcessTree tree{child.pid()};
  const auto read = [&] {
    (void)child.wait();
    const auto memory = tree.memory();
    EXPECT_TRUE(memory);
    return memory.value_or(Memory{});
  };
  const auto before = read();
  child.go_on();
  const auto during = read();
  child.go_on();
  const auto after = read();
  EXPECT_NEAR(static_cast<double>(during.anonymous - before.anonymous) / mib, 64, 1);
  EXPECT_NEAR(static_cast<double>(during.pss - before.pss) / mib, 64, 1);
  EXPECT_LT(after.anonymous, before.anonymous + mib);
  EXPECT_GE(after.rss_peak_sum, 64 * mib) << "the peak remembers";
  EXPECT_TRUE(tree.reset_peaks());
  const auto reset = tree.memory();
  ASSERT_TRUE(reset);
  EXPECT_LT(reset->rss_peak_sum + 48 * mib, after.rss_peak_sum) << "until it is reset";
}

TEST(ProcessTreeTruth, PagesOfAFileAreInPssButAreNotAnonymous) {
  ALONE_IN_ITS_PROCESS();
  const Child child{[](const Stage &stage) {
    stage.reached();
    const int file = ::memfd_create("pages", MFD_CLOEXEC);
    if (::ftruncate(file, 16 * mib) != 0) ::_exit(1);
    auto *pages = static_cast<char *>(::mmap(nullptr, 16 * mib, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    for (std::uint64_t i = 0; i < 16 * mib; i += 4096) pages[i] = 1;
    stage.reached();
  }};
  const ProcessTree tree{child.pid()};
  (void)child.wait();
  const auto before = tree.memory();
  child.go_on();
  (void)child.wait();
  const auto after = tree.memory();
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(static_cast<double>(after->pss - before->pss) / mib, 16, 1);
  EXPECT_LT(after->anonymous, before->anonymous + mib);
}

TEST(ProcessTreeTruth, PagesThatTwoProcessesShareCountOnceInPss) {
  const Child child{[](const Stage &stage) {
    (void)take_pages(64 * mib);
    stage.reached();
    const pid_t grandchild = ::fork();
    if (grandchild == 0) stage.reached();
    for (;;) ::pause();
  }};
  (void)child.wait();
  ProcessTree tree{child.pid()};
  const auto one = tree.memory();
  child.go_on();
  (void)child.wait();
  EXPECT_EQ(tree.processes().size(), 1u) << "found by refresh() only";
  tree.refresh();
  EXPECT_EQ(tree.processes().size(), 2u);
  const auto two = tree.memory();
  ASSERT_TRUE(one && two);
  EXPECT_LT(two->pss, one->pss + 16 * mib);
  EXPECT_GE(two->rss_peak_sum, 128 * mib) << "the peaks count shared pages once a process, as their name says";
}

TEST(ProcessTreeTruth, ThreadsDescriptorsAndSwitchesAreCounted) {
  ALONE_IN_ITS_PROCESS();
  const Child child{[](const Stage &stage) {
    stage.reached();
    for (int i = 0; i < 7; ++i) (void)!::open("/dev/null", O_RDONLY);
    std::thread first{[] { ::pause(); }};
    std::thread second{[] { ::pause(); }};
    for (int i = 0; i < 50; ++i) ::usleep(100);
    stage.reached();
    ::pause();
  }};
  (void)child.wait();
  const ProcessTree tree{child.pid()};
  const auto before = tree.counters();
  child.go_on();
  (void)child.wait();
  const auto after = tree.counters();
  ASSERT_TRUE(before && after);
  EXPECT_EQ(after->processes, 1);
  EXPECT_EQ(before->threads, 1);
  EXPECT_EQ(after->threads, 3);
  EXPECT_EQ(after->descriptors - before->descriptors, 7);
  EXPECT_GE(after->voluntary_switches - before->voluntary_switches, 50u) << "each sleep gives the processor up";
}

TEST(ProcessTreeTruth, TheAffinityOfEveryThreadIsReadBack) {
  ALONE_IN_ITS_PROCESS();
  const auto last = base::CpuSet{base::allowed_cpus().back()};
  const Child child{[&](const Stage &stage) {
    std::thread{[&] {
      ::prctl(PR_SET_NAME, "pinned (one)");
      if (base::pin(0, last)) stage.reached();
    }}.join();
  }};
  (void)child.wait();
  const auto threads = ProcessTree{child.pid()}.affinity();
  ASSERT_EQ(threads.size(), 2u);
  EXPECT_EQ(threads[0].thread, child.pid());
  EXPECT_EQ(threads[0].cpus, base::allowed_cpus());
  EXPECT_EQ(threads[1].name, "pinned (one)");
  EXPECT_EQ(threads[1].cpus, last);
}

TEST(ProcessTreeTruth, ADaemonThatOutlivedItsParentBelongsToTheTreeOfItsReaper) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
  const Child child{[](const Stage &stage) {
    if (const pid_t between = ::fork(); between != 0) {
      ::waitpid(between, nullptr, 0);
      stage.reached();
    }
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    stage.wait();
  }};
  (void)child.wait();
  const ProcessTree whole{child.pid(), ::getpid()}, below{child.pid()};
  EXPECT_EQ(below.processes(), std::vector{child.pid()});
  ASSERT_EQ(whole.processes().size(), 2u) << "the child and its daemon, and not this process";
  EXPECT_THAT(whole.processes(), Contains(child.pid()));
  for (const pid_t process : whole.processes()) {
    if (process == child.pid()) continue;
    ::kill(process, SIGKILL);
    ::waitpid(process, nullptr, 0);
  }
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 0), 0);
}

TEST(ProcessTreeTruth, TellsWhichThreadUsedTheTimeBetweenTwoReadings) {
  constexpr base::Nanoseconds burnt = std::chrono::milliseconds{40};
  const ProcessTree tree{::getpid()};
  std::atomic<int> phase = 0;
  std::jthread burner{[&] {
    ::prctl(PR_SET_NAME, "burner");
    const auto used = [] {
      timespec time{};
      ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
      return std::chrono::seconds{time.tv_sec} + base::Nanoseconds{time.tv_nsec};
    };
    while (used() < burnt) {
    }
    phase = 1;
    phase.notify_one();
    phase.wait(1);
    const auto before = used();
    while (used() - before < burnt) {
    }
    phase = 3;
    phase.notify_one();
    phase.wait(3);
  }};
  phase.wait(0);
  const auto begin = tree.threads();
  phase = 2;
  phase.notify_one();
  phase.wait(2);
  const auto end = tree.threads();
  phase = 4;
  phase.notify_one();
  const auto used = used_between(begin, end, 8);
  ASSERT_FALSE(used.empty());
  EXPECT_EQ(used.front().name, "burner");
  EXPECT_GE(used.front().cpu, burnt * 9 / 10);
  EXPECT_LT(used.front().cpu, burnt * 2) << "what it used before the first reading is not of the time between";
}

TEST(ThreadUse, IsOfThreadsThatBothReadingsSawTheBusiestFirst) {
  using std::chrono::milliseconds;
  const std::vector<ThreadUse> begin{
      {1, "a", milliseconds{5}}, {2, "b", milliseconds{9}}, {3, "gone", milliseconds{1}}};
  const std::vector<ThreadUse> end{{1, "a", milliseconds{7}},
                                   {2, "another of that number", milliseconds{1}},
                                   {4, "new", milliseconds{90}},
                                   {5, "c", milliseconds{2}}};
  const auto used = used_between(begin, end, 8);
  ASSERT_EQ(used.size(), 1U);
  EXPECT_EQ(used[0].name, "a");
  EXPECT_EQ(used[0].cpu, milliseconds{2});
  EXPECT_EQ(
      used_between({{1, "a", {}}, {2, "b", {}}}, {{1, "a", milliseconds{1}}, {2, "b", milliseconds{2}}}, 1).at(0).name,
      "b");
}

TEST(ProcessTreeTruth, AProcessThatVanishesCountsAsNothing) {
  Child child{[](const Stage &stage) { stage.reached(); }};
  (void)child.wait();
  ProcessTree tree{child.pid()};
  EXPECT_TRUE(tree.memory());
  child.end();
  EXPECT_TRUE(tree.cpu().processes.empty());
  EXPECT_TRUE(tree.affinity().empty());
  const auto memory = tree.memory();
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().kind(), base::ErrorKind::environment);
  EXPECT_THAT(memory.error().message(), testing::HasSubstr("memory of process"));
  EXPECT_FALSE(tree.counters());
}

TEST(ProcessTreeTruth, OneVanishedProcessDoesNotHideTheOthers) {
  const Child child{[](const Stage &stage) {
    const pid_t short_lived = ::fork();
    if (short_lived == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (;;) ::pause();
    }
    stage.reached();
    ::kill(short_lived, SIGKILL);
    ::waitpid(short_lived, nullptr, 0);
    stage.reached();
  }};
  (void)child.wait();
  const ProcessTree tree{child.pid()};
  EXPECT_EQ(tree.processes().size(), 2u);
  child.go_on();
  (void)child.wait();
  EXPECT_TRUE(tree.memory());
  EXPECT_EQ(tree.counters().value_or(Counters{}).processes, 1);
  EXPECT_TRUE(tree.reset_peaks());
}

} // namespace
} // namespace reqbench::resource
