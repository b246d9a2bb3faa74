#include "base/cpus.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <thread>

namespace reqbench::base {
namespace {

TEST(Cpus, ListsAreWrittenWithRanges) {
  EXPECT_EQ(to_string(CpuSet{0, 1, 2, 5}), "0-2,5");
  EXPECT_EQ(to_string(CpuSet{3}), "3");
  EXPECT_EQ(to_string(CpuSet{0, 2, 4, 5}), "0,2,4-5");
  EXPECT_EQ(to_string(CpuSet{}), "");
}

TEST(Cpus, ListsAreReadSortedAndOnce) {
  EXPECT_EQ(*parse_cpus("0-2,5"), (CpuSet{0, 1, 2, 5}));
  EXPECT_EQ(*parse_cpus("5,0-2,1"), (CpuSet{0, 1, 2, 5}));
  EXPECT_EQ(*parse_cpus("7-7"), (CpuSet{7}));
  EXPECT_EQ(parse_cpus("0-8191")->size(), 8192u);
}

TEST(Cpus, AMalformedListIsRefused) {
  for (const std::string text : {"", ",", "1,", ",1", "-", "1-", "-1", "2-1", "a", "1-2-3", "1 ,2", "0x1", "+1", "8192",
                                 "0-99999999999", "1.5", "1;2"}) {
    const auto parsed = parse_cpus(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind(), ErrorKind::usage);
    EXPECT_NE(parsed.error().message().find("'" + text + "' is not a list of processors"), std::string::npos);
  }
}

TEST(Cpus, APinnedThreadReadsBackWhereItWasPut) {
  const auto allowed = allowed_cpus();
  ASSERT_FALSE(allowed.empty());
  CpuSet read_back;
  std::thread{[&] {
    if (pin(0, {allowed.back()})) read_back = affinity_of(0);
  }}.join();
  EXPECT_EQ(read_back, CpuSet{allowed.back()});
  EXPECT_EQ(allowed_cpus(), allowed) << "pinning one thread moved the others";
}

TEST(Cpus, PinningToNoProcessorSaysWhichThereAre) {
  const auto pinned = pin(0, {});
  ASSERT_FALSE(pinned);
  EXPECT_EQ(pinned.error().kind(), ErrorKind::environment);
  EXPECT_NE(pinned.error().message().find("may use " + to_string(allowed_cpus())), std::string::npos);
}

TEST(Cpus, PinningToAnImpossibleProcessorIsRefused) {
  EXPECT_EQ(pin(0, {-1}).error().kind(), ErrorKind::usage);
  EXPECT_EQ(pin(0, {8192}).error().kind(), ErrorKind::usage);
  EXPECT_EQ(pin(0, {8191}).error().kind(), ErrorKind::environment); // possible in Linux, not in this machine
}

TEST(Cpus, AThreadThatIsGoneHasNoAffinity) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(affinity_of(child).empty());
}

} // namespace
} // namespace reqbench::base
