// Machines that are not here, as folders of recorded files.
#include "resource/machine.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace reqbench::resource {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

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
  /// A machine about which there is nothing to say.
  Host quiet() const {
    auto calm = host();
    calm.governor = "performance";
    calm.allowed = {0, 1, 2, 3};
    calm.descriptor_limit = 65536;
    return calm;
  }
  std::vector<std::string> ids(const Host &of) const {
    std::vector<std::string> found;
    for (const auto &condition : inspect_in(root_, of)) {
      EXPECT_FALSE(condition.text.empty()) << condition.id;
      EXPECT_FALSE(condition.remedy.empty()) << condition.id;
      found.push_back(condition.id);
    }
    return found;
  }

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

TEST_F(Machine, NothingIsSaidOfAQuietMachine) { EXPECT_THAT(ids(quiet()), IsEmpty()); }

TEST_F(Machine, EachConditionIsFoundByItself) {
  auto one = quiet();
  one.allowed = {3};
  EXPECT_THAT(ids(one), ElementsAre("one_core"));
  auto few = quiet();
  few.descriptor_limit = 256;
  EXPECT_THAT(ids(few), ElementsAre("descriptors"));
  auto saving = quiet();
  saving.governor = "powersave";
  EXPECT_THAT(ids(saving), ElementsAre("governor"));
  auto untold = quiet();
  untold.governor = "";
  EXPECT_THAT(ids(untold), IsEmpty()) << "a kernel that tells no governor cannot be blamed";
  auto guest = quiet();
  guest.hypervisor = "kvm";
  EXPECT_THAT(ids(guest), ElementsAre("virtual"));
}

TEST_F(Machine, OnlyWhatMakesMeasuringImpossibleIsSerious) {
  auto bad = quiet();
  bad.allowed = {0};
  bad.descriptor_limit = 256;
  bad.governor = "powersave";
  bad.hypervisor = "kvm";
  for (const auto &condition : inspect_in(root_, bad))
    EXPECT_EQ(condition.serious, condition.id == "one_core" || condition.id == "descriptors") << condition.id;
}

TEST_F(Machine, StolenTimeIsFoundAboveOnePercent) {
  write("proc/stat", "cpu0 50 0 0 49 0 0 0 1 0 0\n"); // 1 of 100 ticks
  EXPECT_THAT(ids(quiet()), IsEmpty());
  write("proc/stat", "cpu0 50 0 0 44 0 0 0 6 0 0\n"); // 6 of 100
  ASSERT_THAT(ids(quiet()), ElementsAre("steal"));
  EXPECT_THAT(inspect_in(root_, quiet())[0].text, HasSubstr("took 6"));
}

TEST_F(Machine, TwoThreadsOfOneCoreAreFound) {
  auto host_on = quiet();
  host_on.allowed = {0, 2};
  ASSERT_THAT(ids(host_on), ElementsAre("siblings"));
  EXPECT_THAT(inspect_in(root_, host_on)[0].text, HasSubstr("processors 0 and 2"));
}

TEST_F(Machine, TheServersProcessorIsTheOneWhoseSiblingMatters) {
  auto four = quiet();
  four.allowed = {0, 1, 2, 3};
  write_siblings(0, "0-1");
  write_siblings(1, "0-1");
  write_siblings(2, "2");
  write_siblings(3, "3");
  EXPECT_THAT(ids(four), IsEmpty()) << "0 and 1 are both the generator's";
  write_siblings(3, "1,3");
  ASSERT_THAT(ids(four), ElementsAre("siblings"));
  EXPECT_THAT(inspect_in(root_, four)[0].text, HasSubstr("processors 1 and 3"));
  four.allowed = {0, 2, 3};
  EXPECT_THAT(ids(four), IsEmpty()) << "its sibling is not used";
}

TEST_F(Machine, OtherWorkOnTheMachineIsFound) {
  write("proc/loadavg", "2.00 0.08 0.03 2/94 9497\n"); // half of four processors: still quiet
  EXPECT_THAT(ids(quiet()), IsEmpty());
  write("proc/loadavg", "2.50 0.08 0.03 2/94 9497\n");
  EXPECT_THAT(ids(quiet()), ElementsAre("load"));
}

TEST_F(Machine, SwappedOutMemoryIsFound) {
  write("proc/meminfo", "SwapTotal: 2097152 kB\nSwapFree: 2031617 kB\n"); // 1 kB below 64 MiB
  EXPECT_THAT(ids(quiet()), IsEmpty());
  write("proc/meminfo", "SwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n");
  ASSERT_THAT(ids(quiet()), ElementsAre("swap"));
  EXPECT_THAT(inspect_in(root_, quiet())[0].text, HasSubstr("1.00 GiB"));
}

TEST(Host, ThisMachineIsReadTheSameTwice) {
  const auto host = read_host();
  EXPECT_GE(host.cpus_online, 1);
  EXPECT_GT(host.memory_bytes, 0u);
  EXPECT_FALSE(host.allowed.empty());
  EXPECT_GT(host.descriptor_limit, 0u);
  EXPECT_EQ(read_host().fingerprint, host.fingerprint);
  (void)inspect(host); // whatever it finds, it ends
}

} // namespace
} // namespace reqbench::resource
