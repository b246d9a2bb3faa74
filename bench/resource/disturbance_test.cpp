#include "resource/disturbance.hpp"

#include "resource/recorded_machine.hpp"

namespace reqbench::resource {
namespace {

using MachineFiles = RecordedMachine;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_F(MachineFiles, AreReadForEveryKindOfDisturbance) {
  write("sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count", "3\n");
  write("sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count", "4\n");
  write("sys/devices/system/cpu/cpu1/thermal_throttle/package_throttle_count", "5\n");
  write("proc/vmstat", "nr_free_pages 9\npswpin 2\npswpout 7\npswpinx 99\n");
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.stat", "throttled_usec 2500\n");
  write("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
  write("sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq", "800000\n");
  write("sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq", "2900000\n");
  write("sys/devices/system/cpu/cpu2/cpufreq/scaling_cur_freq", "2800000\n");
  write("sys/class/thermal/thermal_zone0/temp", "-5000\n");
  write("sys/class/thermal/thermal_zone1/temp", "71500\n");
  write("sys/class/thermal/cooling_device0/temp", "99000\n");
  const auto counts = machine_counts_in(root_, {1, 2});
  EXPECT_EQ(counts.thermal_throttles, 12u);
  EXPECT_EQ(counts.swapped_bytes, 9u * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(counts.held_back, std::chrono::microseconds{2500});
  EXPECT_EQ(counts.clock_source, "hpet");
  EXPECT_EQ(counts.frequency_hz, 2'800'000'000u) << "that of the server's slowest";
  EXPECT_EQ(counts.temperature_celsius, 71);
}

TEST_F(MachineFiles, ThatAreMissingDisturbNothing) {
  const auto counts = machine_counts_in(root_, {0});
  EXPECT_EQ(counts.thermal_throttles + counts.swapped_bytes + counts.frequency_hz, 0u);
  EXPECT_EQ(counts.clock_source, "");
}

TEST(Disturbance, IsTheDifferenceOfTwoReadings) {
  const MachineCounts before{.thermal_throttles = 7,
                             .held_back = milliseconds{10},
                             .swapped_bytes = 4096,
                             .suspended = seconds{5},
                             .wall_clock = seconds{1000},
                             .clock_source = "tsc",
                             .frequency_hz = 1,
                             .temperature_celsius = 2};
  MachineCounts after{.thermal_throttles = 9,
                      .held_back = milliseconds{35},
                      .swapped_bytes = 12288,
                      .suspended = seconds{7},
                      .wall_clock = seconds{998},
                      .clock_source = "hpet",
                      .frequency_hz = 3,
                      .temperature_celsius = 4};
  const auto seen = between(before, after);
  EXPECT_EQ(seen.thermal_throttles, 2u);
  EXPECT_EQ(seen.held_back, milliseconds{25});
  EXPECT_EQ(seen.swapped_bytes, 8192u);
  EXPECT_EQ(seen.suspended, seconds{2});
  EXPECT_EQ(seen.clock_jump, seconds{-2});
  EXPECT_EQ(seen.clock_source, "hpet");
  EXPECT_TRUE(seen.clock_source_changed);
  EXPECT_EQ(seen.server_frequency_hz, 3u);
  EXPECT_EQ(seen.temperature_celsius, 4);
  after.thermal_throttles = 1; // a processor went off and came back
  EXPECT_EQ(between(before, after).thermal_throttles, 0u);
  EXPECT_FALSE(between(before, before).clock_source_changed);
}

TEST(Disturbance, OfThisMachineInAnInstantIsNone) {
  const auto before = read_machine_counts({0});
  const auto seen = between(before, read_machine_counts({0}));
  EXPECT_LT(seen.suspended, seconds{1}) << "two clocks are read one after the other";
  EXPECT_LT(std::chrono::abs(seen.clock_jump), seconds{1});
}

} // namespace
} // namespace reqbench::resource
