// Machines that are not here, as folders of recorded files.
#include "resource/machine.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Machine : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_host_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    write("proc/cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC 9254\nflags\t: fpu\n");
    write("proc/meminfo", "MemTotal:       24684092 kB\nSwapTotal:      2097148 kB\nSwapFree:       2097148 kB\n");
    write("proc/loadavg", "0.26 0.08 0.03 2/94 9497\n");
    write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
    write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n");
    write("sys/devices/system/cpu/online", "0-3\n");
    write("sys/devices/system/cpu/smt/active", "1\n");
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    write_siblings(0, "0,2");
    write_siblings(2, "0,2");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path &file, const std::string &text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream{root_ / file} << text;
  }
  void write_siblings(int cpu, const std::string &list) {
    write("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/thread_siblings_list", list + "\n");
  }
  Host host(std::string_view vendor = "") const { return host_from(root_, vendor); }

  fs::path root_;
};

TEST_F(Machine, EveryLineIsReadFromTheKernelsFiles) {
  const auto read = host();
  EXPECT_EQ(read.cpu_model, "AMD EPYC 9254");
  EXPECT_EQ(read.cpus_online, 4);
  EXPECT_EQ(read.memory_bytes, 25276510208u);
  EXPECT_EQ(read.kernel, "6.1.0-18-amd64");
  EXPECT_EQ(read.os, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(read.governor, "powersave");
  EXPECT_EQ(read.hypervisor, "");
  EXPECT_TRUE(read.smt);
}

TEST_F(Machine, AnEmptyMachineIsReadWithoutComplaint) {
  const auto read = host_from(root_ / "nothing", "");
  EXPECT_EQ(read.cpu_model + read.kernel + read.os + read.governor + read.hypervisor, "");
  EXPECT_EQ(read.cpus_online, 0);
  EXPECT_FALSE(read.smt);
}

TEST_F(Machine, AnArmProcessorIsNamedByItsPart) {
  write("proc/cpuinfo", "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n");
  EXPECT_EQ(host().cpu_model, "0xd0c");
}

TEST_F(Machine, AHypervisorIsNamedByItsSignature) {
  EXPECT_EQ(host("KVMKVMKVM").hypervisor, "kvm");
  EXPECT_EQ(host("Microsoft Hv").hypervisor, "hyperv");
  EXPECT_EQ(host("VMwareVMware").hypervisor, "vmware");
  EXPECT_EQ(host("SomethingNew").hypervisor, "unnamed");
  write("sys/hypervisor/type", "xen\n");
  EXPECT_EQ(host().hypervisor, "xen") << "where no instruction tells, the kernel may";
}

TEST_F(Machine, TheFingerprintOutlivesRebootsUpdatesAndSettings) {
  const auto before = host().fingerprint;
  EXPECT_EQ(before.size(), 16u);
  write("proc/sys/kernel/osrelease", "6.2.0\n");
  write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 13\"\n");
  write("proc/loadavg", "3.00 2.00 1.00 2/94 1\n");
  write("proc/meminfo", "MemTotal:       24681012 kB\n"); // a newer kernel keeps 3 MiB more for itself
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
  EXPECT_EQ(host().fingerprint, before);
}

TEST_F(Machine, TheFingerprintTellsMachinesApart) {
  const auto before = host().fingerprint;
  EXPECT_NE(host("KVMKVMKVM").fingerprint, before);
  write("proc/meminfo", "MemTotal:       32684092 kB\n");
  const auto more_memory = host().fingerprint;
  EXPECT_NE(more_memory, before);
  write("sys/devices/system/cpu/online", "0-7\n");
  const auto more_processors = host().fingerprint;
  EXPECT_NE(more_processors, more_memory);
  write("proc/cpuinfo", "model name\t: AMD EPYC 9255\n");
  const auto other_processor = host().fingerprint;
  EXPECT_NE(other_processor, more_processors);
  write("sys/devices/system/cpu/smt/active", "0\n");
  EXPECT_NE(host().fingerprint, other_processor);
}

TEST_F(Machine, ItsRecordNamesNoHostUserOrPath) {
  const auto document = to_json(host());
  EXPECT_EQ(document.at("memory_bytes"), 25276510208u);
  EXPECT_EQ(document.at("cpus_online"), 4);
  EXPECT_EQ(document.at("fingerprint"), host().fingerprint);
  char name[256] = {};
  ASSERT_EQ(::gethostname(name, sizeof name - 1), 0);
  for (const auto &[key, value] : document.items()) EXPECT_NE(value, base::Json(name)) << key;
  EXPECT_THAT(document.dump(), testing::Not(HasSubstr("/tmp")));
}

TEST_F(Machine, WhatThisProcessMayUseIsReadFromItsOwnFiles) {
  write("proc/self/status", "Name:\treqbench\nCpus_allowed:\td\nCpus_allowed_list:\t0,2-3\n");
  write("proc/self/limits", "Limit   Soft Limit  Hard Limit  Units\nMax open files   1024   4096   files\n");
  write("sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
  write("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
  const auto read = host();
  EXPECT_EQ(read.allowed, (base::CpuSet{0, 2, 3}));
  EXPECT_EQ(read.cores, (std::vector<base::CpuSet>{{0, 2}, {3}}));
  EXPECT_EQ(read.descriptor_limit, 4096u);
  EXPECT_EQ(read.turbo, "off");
  EXPECT_EQ(read.clock_source, "hpet");
  EXPECT_EQ(read.cpu_quota, 0);
  write("proc/self/limits", "Max open files   1024   unlimited   files\n");
  write("sys/devices/system/cpu/intel_pstate/no_turbo", "0\n");
  EXPECT_GT(host().descriptor_limit, 1'000'000'000u);
  EXPECT_EQ(host().turbo, "on");
}

TEST(Host, ThisMachineIsReadTheSameTwice) {
  const auto host = read_host();
  EXPECT_GE(host.cpus_online, 1);
  EXPECT_GT(host.memory_bytes, 0u);
  EXPECT_FALSE(host.allowed.empty());
  EXPECT_GT(host.descriptor_limit, 0u);
  EXPECT_EQ(read_host().fingerprint, host.fingerprint);
  EXPECT_EQ(host.allowed, base::allowed_cpus());
}

} // namespace
} // namespace reqbench::resource
