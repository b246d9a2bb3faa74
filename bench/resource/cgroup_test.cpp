#include "resource/cgroup.hpp"

#include "resource/recorded_machine.hpp"

namespace reqbench::resource {
namespace {

using CgroupFiles = RecordedMachine;
using std::chrono::microseconds;

TEST_F(CgroupFiles, OfVersionTwoAreReadUpToTheRoot) {
  write("proc/self/cgroup", "0::/kubepods/pod1/one\n");
  write("sys/fs/cgroup/kubepods/pod1/one/cpu.max", "max 100000\n");
  write("sys/fs/cgroup/kubepods/pod1/one/cpu.stat", "usage_usec 900\nnr_throttled 3\nthrottled_usec 1700\n");
  write("sys/fs/cgroup/kubepods/pod1/one/memory.max", "max\n");
  write("sys/fs/cgroup/kubepods/pod1/cpu.max", "150000 100000\n");
  write("sys/fs/cgroup/kubepods/pod1/cpu.stat", "throttled_usec 9900\n");
  write("sys/fs/cgroup/kubepods/memory.max", "536870912\n");
  write("sys/fs/cgroup/kubepods/cpu.max", "400000 100000\n");
  const auto group = cgroup_in(root_);
  EXPECT_EQ(group.processors, 1.5);
  EXPECT_EQ(group.memory_bytes, 536870912u);
  EXPECT_EQ(group.held_back, microseconds{1700}) << "its own, not that of a group above";
}

TEST_F(CgroupFiles, OfAContainerThatSeesItselfAsTheRoot) {
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.max", "200000 100000\n");
  EXPECT_EQ(cgroup_in(root_).processors, 2.0);
}

TEST_F(CgroupFiles, OfVersionOneAreFoundByTheirController) {
  write("proc/self/cgroup", "9:name=systemd:/\n4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n");
  write("sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us", "50000\n");
  write("sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  write("sys/fs/cgroup/cpu/docker/abc/cpu.stat", "nr_periods 5\nthrottled_time 4000\n");
  write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "9223372036854771712\n");
  const auto group = cgroup_in(root_);
  EXPECT_EQ(group.processors, 0.5);
  EXPECT_FALSE(group.memory_bytes);
  EXPECT_EQ(group.held_back, microseconds{4});
}

TEST_F(CgroupFiles, ThatAreMissingOrOddLimitNothing) {
  EXPECT_FALSE(cgroup_in(root_).processors);
  write("proc/self/cgroup", "nonsense\n0::\n");
  write("sys/fs/cgroup/cpu.max", "100000 0\n");
  write("sys/fs/cgroup/cpu.stat", "throttled_usec many\n");
  const auto group = cgroup_in(root_);
  EXPECT_FALSE(group.processors);
  EXPECT_FALSE(group.held_back);
}

} // namespace
} // namespace reqbench::resource
