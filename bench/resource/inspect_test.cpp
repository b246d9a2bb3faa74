// Machines that are not here: a laptop, a guest beside noisy neighbours, a small container, and one about which there
// is nothing to say.
#include "resource/machine.hpp"

#include "resource/recorded_machine.hpp"

#include <gmock/gmock.h>

#include <map>

namespace reqbench::resource {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class Inspected : public RecordedMachine {
protected:
  /// Four cores, idle, with every limit high.
  void SetUp() override {
    RecordedMachine::SetUp();
    write("proc/cpuinfo", "model name\t: AMD EPYC 9254\n");
    write("proc/meminfo", "MemTotal: 16777216 kB\nMemAvailable: 12582912 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
    write("proc/loadavg", "0.10 0.08 0.03 2/94 9497\n");
    write("proc/stat", "cpu0 50 0 0 5000 0 0 0 0 0 0\n");
    write("proc/self/status", "Cpus_allowed_list:\t0-3\n");
    write("proc/self/limits", "Max open files            1024                 1048576              files\n");
    write("proc/self/smaps_rollup", "Pss: 100 kB\n");
    write("proc/self/cgroup", "0::/\n");
    write("proc/net/sockstat", "sockets: used 18\nTCP: inuse 2 orphan 0 tw 7 alloc 2 mem 0\n");
    write("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    write("proc/sys/net/core/somaxconn", "4096\n");
    write("sys/devices/system/cpu/online", "0-3\n");
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
    write("sys/devices/system/cpu/cpufreq/boost", "0\n");
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
    for (int cpu = 0; cpu < 4; ++cpu) siblings(cpu, std::to_string(cpu));
  }
  void siblings(int cpu, const std::string &list) {
    write("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/thread_siblings_list", list + "\n");
  }
  std::map<std::string, Condition> all() const {
    std::map<std::string, Condition> rows;
    for (auto &row : inspect_in(root_, host_from(root_, probes_.hypervisor_vendor), &probes_)) {
      EXPECT_FALSE(row.text.empty()) << row.id;
      EXPECT_EQ(row.consequence.empty(), row.fitness == Fitness::fine) << row.id;
      EXPECT_EQ(row.remedy.empty(), row.fitness == Fitness::fine) << row.id;
      EXPECT_TRUE(rows.emplace(row.id, row).second) << row.id << " twice";
    }
    return rows;
  }
  /// "warning governor", of all that is not fine.
  std::vector<std::string> amiss() const {
    std::vector<std::string> found;
    for (const auto &[id, row] : all())
      if (row.fitness != Fitness::fine) found.push_back(std::string{to_string(row.fitness)} + " " + id);
    return found;
  }
  std::string text(const std::string &id) const { return all().at(id).text; }

  Probes probes_{
      .hypervisor_vendor = "", .clock_cost = 25ns, .clock_step = 20ns, .oversleep = 60us, .io_uring_refused = ""};
};

TEST_F(Inspected, OfAQuietServerEverythingIsFine) {
  EXPECT_THAT(amiss(), ElementsAre());
  EXPECT_THAT(text("processors"), HasSubstr("4 processors in 4 cores may be used (0-3); up to --cores 3"));
  EXPECT_THAT(text("ports"), HasSubstr("28232 local ports (32768-60999), 7 in TIME_WAIT"));
  EXPECT_THAT(text("clock"), HasSubstr("clock source tsc: a look takes 25 ns"));
}

TEST_F(Inspected, ALaptopSavesPowerAndHasTwoThreadsACore) {
  for (int cpu = 0; cpu < 4; ++cpu) siblings(cpu, cpu % 2 == 0 ? "0,2" : "1,3");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
  write("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  write("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "12\n");
  EXPECT_THAT(amiss(), UnorderedElementsAre("warning governor", "note turbo", "note thermal"));
  EXPECT_THAT(text("siblings"), HasSubstr("the server gets a core of its own"));
  EXPECT_THAT(text("processors"), HasSubstr("4 processors in 2 cores"));
  write("proc/self/status", "Cpus_allowed_list:\t1,3\n");
  EXPECT_THAT(amiss(), testing::Contains("warning siblings"));
  EXPECT_THAT(text("siblings"), HasSubstr("processors 1 and 3 are two threads of one core"));
}

TEST_F(Inspected, AGuestLosesTimeToItsNeighbours) {
  probes_.hypervisor_vendor = "KVMKVMKVM";
  write("proc/stat", "cpu0 50 0 0 49 0 0 0 1 0 0\n"); // 1 of 100 ticks
  EXPECT_THAT(amiss(), UnorderedElementsAre("note virtual"));
  write("proc/stat", "cpu0 50 0 0 44 0 0 0 6 0 0\n");
  write("sys/devices/system/clocksource/clocksource0/current_clocksource", "acpi_pm\n");
  probes_.clock_cost = 900ns;
  probes_.clock_step = 280ns;
  probes_.oversleep = 1500us;
  EXPECT_THAT(amiss(), UnorderedElementsAre("note virtual", "warning steal", "warning clock", "note timer"));
  EXPECT_THAT(text("steal"), HasSubstr("took 6"));
}

TEST_F(Inspected, AContainerHasOneProcessorFewFilesAndAQuota) {
  write("proc/self/status", "Cpus_allowed_list:\t2\n");
  write("proc/self/limits", "Max open files            256                  256                 files\n");
  write("sys/fs/cgroup/cpu.max", "50000 100000\n");
  write("sys/fs/cgroup/memory.max", "268435456\n");
  write("proc/sys/net/core/somaxconn", "128\n");
  write("proc/sys/net/ipv4/ip_local_port_range", "60000 60999\n");
  probes_.io_uring_refused = "Operation not permitted";
  EXPECT_THAT(amiss(), UnorderedElementsAre("warning processors", "warning descriptors", "warning quota",
                                            "warning memory", "warning backlog", "note ports", "note io_uring"));
  EXPECT_THAT(text("quota"), HasSubstr("0.50 of 1 processor"));
  EXPECT_THAT(text("memory"), HasSubstr("256 MiB of memory may be used (the container's limit)"));
}

TEST_F(Inspected, OnlyWhatLeavesNothingToMeasureIsImpossible) {
  write("proc/self/limits", "Max open files 100 127 files\n");
  EXPECT_THAT(amiss(), ElementsAre("impossible descriptors"));
  write("proc/self/limits", "Max open files 100 128 files\n");
  EXPECT_THAT(amiss(), ElementsAre("warning descriptors"));
  write("proc/self/limits", "Max open files 100 1024 files\n");
  EXPECT_THAT(amiss(), ElementsAre());
  probes_.clock_step = 4ms; // a kernel that counts jiffies
  EXPECT_THAT(amiss(), ElementsAre("impossible clock"));
}

TEST_F(Inspected, OtherWorkSwapAndUsedUpPortsAreFoundAboveTheirLimits) {
  write("proc/loadavg", "2.00 0.08 0.03 2/94 9497\n"); // half of four processors: still quiet
  write("proc/meminfo", "MemAvailable: 1048576 kB\nSwapTotal: 2097152 kB\nSwapFree: 2031617 kB\n"); // 1 kB below 64 MiB
  write("proc/net/sockstat", "TCP: inuse 2 orphan 0 tw 14115 alloc 2 mem 0\n");
  EXPECT_THAT(amiss(), ElementsAre());
  write("proc/loadavg", "2.50 0.08 0.03 2/94 9497\n");
  write("proc/meminfo", "MemAvailable: 1048575 kB\nSwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n");
  write("proc/net/sockstat", "TCP: inuse 2 orphan 0 tw 14116 alloc 2 mem 0\n");
  EXPECT_THAT(amiss(), UnorderedElementsAre("warning load", "warning memory", "note swap", "note ports"));
}

TEST_F(Inspected, ATwoSocketMachineAndOneOfTwoSpeedsAreTold) {
  write("sys/devices/system/cpu/cpu2/node1/x", "");
  write("sys/devices/system/cpu/cpu3/node1/x", "");
  write("sys/devices/system/cpu/cpu3/cpu_capacity", "1024\n");
  EXPECT_THAT(amiss(), UnorderedElementsAre("note nodes", "note speeds"));
}

TEST_F(Inspected, AGovernorThatIsNotToldIsNoneThatIsFine) {
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "");
  EXPECT_THAT(amiss(), ElementsAre("note governor"));
}

TEST_F(Inspected, WhatIsNotToldHasNoRow) {
  const auto rows = inspect_in(root_ / "nothing", host_from(root_ / "nothing", ""), nullptr);
  for (const auto &row : rows) ADD_FAILURE() << row.id << ": " << row.text;
}

TEST(Probes, OfThisMachineAreBelievable) {
  const auto probes = probe();
  EXPECT_GT(probes.clock_cost, 0ns);
  EXPECT_LT(probes.clock_cost, 100us);
  EXPECT_GT(probes.clock_step, 0ns);
  EXPECT_GE(probes.oversleep, 0ns);
}

} // namespace
} // namespace reqbench::resource
