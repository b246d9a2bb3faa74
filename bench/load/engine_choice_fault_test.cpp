// The choice of an engine where it is free, where it is clear, and where io_uring is forbidden as a container does it.
#include "load/engine_choice.hpp"

#include "base/assert.hpp"
#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <thread>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;

/// For the calling thread: making an io_uring fails as Docker's default profile makes it fail.
void forbid_io_uring() {
  std::array filter{sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                    sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
                    sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                    sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  REQBENCH_ASSERT(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "needed for a filter without privileges");
  REQBENCH_ASSERT(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0, "the test needs seccomp");
}

TEST(EngineChoice, NamesBothFiguresInTime) {
  if (const auto usable = engine_usable(EngineKind::io_uring); !usable) GTEST_SKIP() << usable.error().message();
  for (const int connections : {1, 64, 10'000}) {
    const auto begin = base::now();
    const auto choice = choose_engine(100, connections);
    EXPECT_LE(base::now() - begin, 5s); // 0.2 s on a machine that is free
    EXPECT_NE(choice.kind, EngineKind::automatic);
    EXPECT_NE(choice.reason.find("epoll took"), std::string::npos) << choice.reason;
    EXPECT_NE(choice.reason.find("io_uring"), std::string::npos) << choice.reason;
  }
}

TEST(EngineChoice, TakesEpollForLargeAnswersWithoutATest) {
  const auto choice = choose_engine(100'000, 64);
  EXPECT_EQ(choice.kind, EngineKind::epoll);
  EXPECT_NE(choice.reason.find("large"), std::string::npos);
}

TEST(EngineChoice, FallsBackWithAReasonWhereIoUringIsForbidden) {
  std::thread{[] {
    forbid_io_uring();
    const auto choice = choose_engine(100, 64);
    EXPECT_EQ(choice.kind, EngineKind::epoll);
    EXPECT_NE(choice.reason.find("io_uring cannot be used"), std::string::npos) << choice.reason;
    const auto usable = engine_usable(EngineKind::io_uring);
    ASSERT_FALSE(usable);
    EXPECT_EQ(usable.error().kind(), base::ErrorKind::environment);
    EXPECT_NE(usable.error().message().find("--engine epoll"), std::string::npos) << usable.error().message();
    EXPECT_TRUE(engine_usable(EngineKind::epoll));
  }}.join();
}

TEST(EngineKind, IsSpelledOneWay) {
  for (const auto name : engine_names) EXPECT_EQ(to_string(engine_named(name)), name);
}

} // namespace
} // namespace reqbench::load
