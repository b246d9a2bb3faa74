// Core budgets on machines that are not here, from what lscpu -p=CPU,CORE,SOCKET,NODE,MAXMHZ prints there.
#include "resource/topology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace reqbench::resource {
namespace {

using base::CpuSet;
using testing::HasSubstr;

CpuSet up_to(int last) {
  CpuSet cpus;
  for (int cpu = 0; cpu <= last; ++cpu) cpus.push_back(cpu);
  return cpus;
}

/// Four cores with two threads each; siblings lie four apart, as on a laptop.
constexpr auto *laptop = "# CPU,CORE,SOCKET,NODE,MAXMHZ\n0,0,0,0,4200.0000\n1,1,0,0,4200.0000\n2,2,0,0,4200.0000\n"
                         "3,3,0,0,4200.0000\n4,0,0,0,4200.0000\n5,1,0,0,4200.0000\n6,2,0,0,4200.0000\n"
                         "7,3,0,0,4200.0000\n";
/// Siblings are neighbours, as clouds hand them out.
constexpr auto *cloud = "0,0,0,0,\n1,0,0,0,\n2,1,0,0,\n3,1,0,0,\n";
/// Two nodes of four cores without SMT.
constexpr auto *two_nodes = "0,0,0,0\n1,1,0,0\n2,2,0,0\n3,3,0,0\n4,4,1,1\n5,5,1,1\n6,6,1,1\n7,7,1,1\n";
/// Two fast cores with two threads, four slow ones with one; the slow have the higher numbers.
constexpr auto *hybrid = "0,0,0,0,5000\n1,0,0,0,5000\n2,1,0,0,5000\n3,1,0,0,5000\n4,2,0,0,3800\n5,3,0,0,3800\n"
                         "6,4,0,0,3800\n7,5,0,0,3800\n";

CorePlan planned(const char *text, const CpuSet &allowed, int count) {
  const auto plan = plan_cores(parse_topology(text, allowed), count);
  EXPECT_TRUE(plan) << plan.error().message();
  return plan ? *plan : CorePlan{};
}

TEST(CorePlan, GivesTheHighestProcessorsWhereEachIsACore) {
  const auto plan = plan_cores({0, 1, 2, 5}, 2);
  EXPECT_EQ(plan->server, (CpuSet{2, 5}));
  EXPECT_EQ(plan->generator, (CpuSet{0, 1}));
  EXPECT_EQ(plan->note, "");
}

TEST(CorePlan, LeavesTheSiblingOfTheServersProcessorIdle) {
  const auto one = planned(laptop, up_to(7), 1);
  EXPECT_EQ(one.server, (CpuSet{3}));
  EXPECT_EQ(one.generator, (CpuSet{0, 1, 2, 4, 5, 6})) << "7 is the other thread of 3";
  EXPECT_EQ(one.note, "");
  const auto three = planned(laptop, up_to(7), 3);
  EXPECT_EQ(three.server, (CpuSet{1, 2, 3}));
  EXPECT_EQ(three.generator, (CpuSet{0, 4}));
  EXPECT_EQ(three.note, "");
}

TEST(CorePlan, DoublesTheServersOwnThreadsBeforeItSharesACoreWithTheGenerator) {
  const auto six = planned(laptop, up_to(7), 6);
  EXPECT_EQ(six.server, (CpuSet{1, 2, 3, 5, 6, 7}));
  EXPECT_EQ(six.generator, (CpuSet{0, 4}));
  EXPECT_THAT(six.note, HasSubstr("two threads of one core and both the server's, so 6 processors are less"));
  const auto four = planned(laptop, up_to(7), 4);
  EXPECT_EQ(four.server, (CpuSet{1, 2, 3, 7}));
  EXPECT_EQ(four.generator, (CpuSet{0, 4}));
}

TEST(CorePlan, SharesACoreOnlyWhenNothingElseIsLeftAndSaysSo) {
  const auto seven = planned(laptop, up_to(7), 7);
  EXPECT_EQ(seven.server.size(), 7u);
  EXPECT_EQ(seven.generator.size(), 1u);
  EXPECT_THAT(seven.note, HasSubstr("two threads of one core, and server and generator have one each"));
  const auto one_core = planned(cloud, {2, 3}, 1);
  EXPECT_EQ(one_core.server, (CpuSet{2}));
  EXPECT_EQ(one_core.generator, (CpuSet{3}));
  EXPECT_THAT(one_core.note, HasSubstr("processors 2 and 3 are two threads of one core, and server and generator"));
}

TEST(CorePlan, KnowsSiblingsThatAreNeighbours) {
  const auto plan = planned(cloud, up_to(3), 1);
  EXPECT_EQ(plan.server, (CpuSet{2}));
  EXPECT_EQ(plan.generator, (CpuSet{0, 1}));
  EXPECT_EQ(plan.note, "");
}

TEST(CorePlan, TakesNoProcessorThatACpusetForbids) {
  const auto plan = planned(laptop, {1, 5, 6}, 1);
  EXPECT_EQ(plan.server, (CpuSet{6}));
  EXPECT_EQ(plan.generator, (CpuSet{1, 5}));
  EXPECT_EQ(plan.note, "");
  const auto two = planned(laptop, {1, 5, 6}, 2);
  EXPECT_EQ(two.server, (CpuSet{1, 5})) << "so the generator has 6, a core of its own";
  EXPECT_EQ(two.generator, (CpuSet{6}));
  EXPECT_THAT(two.note, HasSubstr("both the server's"));
}

TEST(CorePlan, KeepsTheServerInOneMemoryNodeWhereItFits) {
  const auto three = planned(two_nodes, up_to(7), 3);
  EXPECT_EQ(three.server, (CpuSet{5, 6, 7}));
  EXPECT_EQ(three.generator, (CpuSet{0, 1, 2, 3, 4}));
  EXPECT_EQ(three.note, "");
  // With another node's cores in between, the numbers alone would take it apart.
  const auto odd = planned("0,0,0,0\n1,1,0,1\n2,2,0,0\n3,3,0,1\n4,4,0,0\n", up_to(4), 2);
  EXPECT_EQ(odd.server, (CpuSet{2, 4}));
  const auto five = planned(two_nodes, up_to(7), 5);
  EXPECT_THAT(five.note, HasSubstr("belong to 2 memory nodes"));
}

TEST(CorePlan, GivesTheServerTheFastCoresWhateverTheirNumbers) {
  const auto one = planned(hybrid, up_to(7), 1);
  EXPECT_EQ(one.server, (CpuSet{2}));
  EXPECT_EQ(one.generator, (CpuSet{0, 1, 4, 5, 6, 7}));
  const auto three = planned(hybrid, up_to(7), 3);
  EXPECT_EQ(three.server, (CpuSet{0, 2, 7}));
  EXPECT_THAT(three.note, HasSubstr("not equally fast"));
}

TEST(CorePlan, OfOneProcessorIsSharedAndMoreThanThereAreIsRefused) {
  const auto shared = plan_cores({3}, 1);
  EXPECT_EQ(shared->server, shared->generator);
  EXPECT_THAT(shared->note, HasSubstr("one processor only"));
  const auto refused = plan_cores({0, 1}, 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message(), HasSubstr("--cores 2 leaves no processor for the generator"));
}

TEST(CorePlan, NeverSharesACoreWhereThatCanBeAvoidedOnAnyMachine) {
  for (const auto *text : {laptop, cloud, two_nodes, hybrid}) {
    for (unsigned mask = 1; mask < 256; ++mask) {
      CpuSet allowed;
      for (int cpu = 0; cpu < 8; ++cpu)
        if ((mask >> cpu & 1U) != 0) allowed.push_back(cpu);
      const auto topology = parse_topology(text, allowed);
      const auto cores = topology.cores();
      for (int count = 1; count < static_cast<int>(allowed.size()); ++count) {
        const auto plan = plan_cores(topology, count);
        ASSERT_TRUE(plan);
        EXPECT_EQ(plan->server.size(), static_cast<std::size_t>(count));
        EXPECT_FALSE(plan->generator.empty());
        std::size_t shared = 0, smallest = 99;
        for (const auto &core : cores) {
          const auto of = [&](const CpuSet &set) {
            return std::ranges::any_of(core, [&](int cpu) { return std::ranges::count(set, cpu) > 0; });
          };
          shared += of(plan->server) && of(plan->generator) ? 1 : 0;
          smallest = std::min(smallest, core.size());
        }
        const bool avoidable = cores.size() > 1 && static_cast<std::size_t>(count) + smallest <= allowed.size();
        EXPECT_EQ(shared > 0, !avoidable) << text << base::to_string(allowed) << " --cores " << count;
        EXPECT_EQ(plan->note.find("server and generator have one each") != std::string::npos, shared > 0);
      }
    }
  }
}

TEST(Topology, OfLinesThatSayNothingIsACoreEach) {
  EXPECT_EQ(parse_topology("garbage\n\n,,,\n9,9,9,9\n", {0, 1}).cores(), (std::vector<CpuSet>{{0}, {1}}));
  EXPECT_EQ(parse_topology(laptop, {0, 1, 4, 9}).cores(), (std::vector<CpuSet>{{0, 4}, {1}, {9}}));
}

TEST(Topology, IsReadFromTheKernelsFiles) {
  char name[] = "/tmp/reqbench_topology_XXXXXX";
  ASSERT_NE(::mkdtemp(name), nullptr);
  const std::filesystem::path root{name};
  const auto write = [&](int cpu, const char *file, const char *text) {
    const auto path = root / "sys/devices/system/cpu" / ("cpu" + std::to_string(cpu)) / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream{path} << text;
  };
  write(0, "topology/thread_siblings_list", "0,2\n");
  write(2, "topology/thread_siblings_list", "0,2\n");
  write(2, "cpu_capacity", "1024\n");
  write(2, "cpufreq/cpuinfo_max_freq", "4200000\n");
  write(1, "cpufreq/cpuinfo_max_freq", "4200000\n");
  write(1, "node1/nothing", "");
  const auto topology = topology_in(root, {0, 1, 2});
  EXPECT_EQ(topology.cores(), (std::vector<CpuSet>{{0, 2}, {1}}));
  EXPECT_EQ(topology.processors[1].node, 1);
  EXPECT_EQ(topology.processors[1].speed, 4'200'000u);
  EXPECT_EQ(topology.processors[2].speed, 1024u);
  EXPECT_EQ(topology.processors[0].speed, 0u);
  std::filesystem::remove_all(root);
}

TEST(Topology, OfThisMachineHoldsWhatThisProcessMayUse) { EXPECT_EQ(read_topology().allowed(), base::allowed_cpus()); }

} // namespace
} // namespace reqbench::resource
