// The traps of machine, servers and time, each built on purpose and caught, beside the nearest thing that is none.
#include "statistics/made_traps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::statistics {
namespace {

using result::LoadRecord;
using result::Run;
using result::TrialRecord;
using std::chrono::milliseconds;

std::function<void(Run &)> machine(std::function<void(resource::Disturbance &)> change) {
  return in("closed", [change = std::move(change)](const TrialRecord &, LoadRecord &load) {
    change(load.machine ? *load.machine : load.machine.emplace());
  });
}

std::function<void(Run &)> server(std::function<void(result::ServerRecord &)> change) {
  return [change = std::move(change)](Run &run) { change(run.record.servers.back()); };
}

std::function<void(Run &)> command(std::vector<std::string> words) {
  return server([words = std::move(words)](result::ServerRecord &one) { one.command = words; });
}

std::function<void(Run &)> variable(const char *name, const char *value) {
  return server([=](result::ServerRecord &one) { one.environment = {{name, value}}; });
}

std::function<void(Run &)> build(std::vector<std::string> words) {
  return server([words = std::move(words)](result::ServerRecord &one) { one.build = {{"true"}, words}; });
}

std::function<void(Run &)> on_processors(base::CpuSet of_server, base::CpuSet of_generator) {
  return [=](Run &run) {
    run.record.server_cpus = of_server;
    run.record.generator_cpus = of_generator;
    run.record.host.cores = {{0, 4}, {1, 5}, {2}};
  };
}

/// Resident memory in the windows: 2,000 requests in each of the two loads, which is what a launch of 1,000/s makes.
std::function<void(Run &)> memory(std::uint64_t middle, std::uint64_t end) {
  return [=](Run &run) {
    for (auto &trial : run.trials)
      for (auto &load : trial.loads)
        if (trial.server == "other")
          load.memory = result::MemoryInWindow{.begin_bytes = 50'000'000,
                                               .middle_bytes = 50'000'000 + middle,
                                               .end_bytes = 50'000'000 + end,
                                               .sampler_cpu = {}};
  };
}

/// Goodput of every closed load, by the trial's place in the run: ± 1 % in turn, and this growth from first to last.
std::function<void(Run &)> growing(double factor) {
  return [=](Run &run) {
    const auto last = static_cast<double>(run.trials.size()) - 1;
    for (auto &trial : run.trials)
      for (auto &load : trial.loads) {
        if (load.name != "closed") continue;
        const double place = (trial.number - 1) / last;
        const double rate = 2000 * std::pow(factor, place) * (trial.number % 2 == 0 ? 1.01 : 0.99);
        load.recording.completed_in_window = static_cast<std::uint64_t>(rate);
        load.recording.latency.reset(); // Little's law, and the ledger, are not what this is about
      }
  };
}

/// Sixteen windows of 125 ms: so many answers in each of the second half, beside 125.
std::function<void(Run &)> half_rate(std::uint64_t second_half, int in_blocks = 3) {
  return in("closed", [=](const TrialRecord &trial, LoadRecord &load) {
    load.recording.windows.clear();
    for (std::uint64_t i = 0; i < 16; ++i) {
      const auto level = i < 8 || trial.block > in_blocks ? 125U : second_half;
      load.recording.windows.push_back(
          {.begin = milliseconds{125} * i, .length = milliseconds{125}, .measured = true, .ok = level + i % 2});
    }
  });
}

std::function<void(Run &)> half_latency(int second_half_ms) {
  return in("common", [=](const TrialRecord &, LoadRecord &load) {
    load.recording.windows.clear();
    for (int i = 0; i < 16; ++i)
      load.recording.windows.push_back({.begin = milliseconds{125} * i,
                                        .length = milliseconds{125},
                                        .measured = true,
                                        .ok = 125,
                                        .p50 = milliseconds{i < 8 ? 100 : second_half_ms}});
  });
}

/// "common" sends this part of the pilots; "other" gave 1000/s under full load, and answers `per_s` of that.
std::function<void(Run &)> at_share(double share, double per_s) {
  return [=](Run &run) {
    run.record.loads.back().share = share;
    for (auto &trial : run.trials) {
      auto &recording = trial.loads.back().recording;
      const auto rate = trial.server == "other" ? per_s : 1000 * share;
      recording.offered_per_s = rate;
      recording.completed_in_window = recording.ledger.planned =
          recording.ledger.ended[static_cast<std::size_t>(sample::Outcome::ok)] = static_cast<std::uint64_t>(2 * rate);
      for (auto *histogram : {&recording.latency, &recording.service_time}) {
        histogram->reset();
        histogram->record(milliseconds{1}, recording.ledger.planned);
      }
    }
  };
}

} // namespace

const std::vector<Trap> &machine_traps() {
  static const std::vector<Trap> all{
      {"foreign_cpu", Grade::warning, "used the generator's processors in 3 of 3 launches, up to 5.50 % of the window",
       machine([](auto &seen) { seen.generator_foreign_cpu = milliseconds{110}; }),
       machine([](auto &seen) { seen.generator_foreign_cpu = milliseconds{90}; })},
      {"shared_core", Grade::warning, "processor 5 of the server and 1 of the generator are two threads of one core",
       on_processors({2, 5}, {0, 1}), on_processors({1, 5}, {0, 2, 4})},
      {"shared_core", Grade::warning, "share processor 0", on_processors({0}, {0}), on_processors({0}, {1})},
      {"throttling", Grade::warning,
       "in 3 of 3 launches processors were slowed down because they were hot, up to 2 times",
       machine([](auto &seen) { seen.thermal_throttles = 2; }),
       machine([](auto &seen) { seen.temperature_celsius = 95; })},
      {"throttling", Grade::warning, "quota was used up and threads were held back in 3 of 3 launches, up to 1.50 %",
       machine([](auto &seen) { seen.held_back = milliseconds{30}; }),
       machine([](auto &seen) { seen.held_back = milliseconds{20}; })},
      {"swap", Grade::warning, "memory was swapped, up to 1.00 MiB in a load",
       machine([](auto &seen) { seen.swapped_bytes = 1024 * 1024; }),
       machine([](auto &seen) { seen.swapped_bytes = 1024 * 1024 - 4096; })},
      {"clock", Grade::warning, "clock source is `hpet`", [](Run &run) { run.record.host.clock_source = "hpet"; },
       [](Run &run) { run.record.host.clock_source = "kvm-clock"; }},
      {"clock", Grade::warning, "in 3 of 3 launches the machine slept, up to 2.00 s",
       machine([](auto &seen) { seen.suspended = std::chrono::seconds{2}; }),
       machine([](auto &seen) { seen.suspended = std::chrono::microseconds{3}; })},
      {"clock", Grade::warning, "the kernel gave up its clock source",
       machine([](auto &seen) { seen.clock_source_changed = true; }),
       machine([](auto &seen) { seen.clock_source = "tsc"; })},
      {"clock", Grade::note, "the wall clock jumped, up to 700 ms",
       machine([](auto &seen) { seen.clock_jump = milliseconds{-700}; }),
       machine([](auto &seen) { seen.clock_jump = milliseconds{-400}; })},
      {"share_missed", Grade::note, "`other` × `json` × `common`: 50.0 % of its pilot came to 61.0 % of what it gave",
       at_share(0.5, 610), at_share(0.5, 590)},
      {"share_missed", Grade::note, "80.0 % of its pilot came to 75.0 %", at_share(0.8, 750), at_share(0.8, 770)},
      {"frequency", Grade::note, "governor is `powersave`, and turbo is on",
       [](Run &run) {
         run.record.host.governor = "powersave";
         run.record.host.turbo = "on";
       },
       [](Run &run) {
         run.record.host.governor = "performance";
         run.record.host.turbo = "on";
       }},
      {"descriptor_limit", Grade::warning, "asks for 64 connections, and a process may open only 127 files",
       [](Run &run) { run.record.host.descriptor_limit = 127; },
       [](Run &run) { run.record.host.descriptor_limit = 128; }},
      {"descriptor_limit", Grade::warning, "a process of the server held 922 of the 1024 files",
       [](Run &run) {
         run.record.host.descriptor_limit = 1024;
         in("closed", [](const auto &, LoadRecord &load) {
           load.counters.processes = 2;
           load.counters.descriptors = 1844;
         })(run);
       },
       [](Run &run) {
         run.record.host.descriptor_limit = 1024;
         in("closed", [](const auto &, LoadRecord &load) {
           load.counters.processes = 2;
           load.counters.descriptors = 1842;
         })(run);
       }},
      {"listen_overflow", Grade::warning, "in 3 of 3 launches the queue of a listening socket was full, for up to 17",
       in("closed", [](const auto &,
                       LoadRecord &load) { load.listen_queue = resource::ListenCounts{.overflows = 17, .drops = 19}; }),
       in("closed", [](const auto &,
                       LoadRecord &load) { load.listen_queue = resource::ListenCounts{.overflows = 0, .drops = 2}; })},
      {"development_server", Grade::invalid, "`other`: its command says `flask run`",
       command({"{build}/venv/bin/flask", "run", "--port", "{port}"}),
       command({"{build}/venv/bin/gunicorn", "flask", "--run"})},
      {"development_server", Grade::invalid, "says `--reload`", command({"uvicorn", "app:app", "--reload"}),
       command({"uvicorn", "app:app", "--reloader"})},
      {"development_server", Grade::invalid, "Django's", command({"python3", "manage.py", "runserver"}),
       command({"python3", "manage.py", "serve"})},
      {"development_server", Grade::invalid, "says `FLASK_DEBUG=1`", variable("FLASK_DEBUG", "1"),
       variable("FLASK_DEBUG", "0")},
      {"development_server", Grade::invalid, "says `GIN_MODE=debug`", variable("GIN_MODE", "debug"),
       variable("GIN_MODE", "release")},
      {"development_server", Grade::invalid, "a profiler", command({"/usr/bin/py-spy", "record", "--", "python3"}),
       command({"python3", "py-spy.py"})},
      {"debug_build", Grade::warning, "reqbench itself was built as Debug",
       [](Run &run) { run.record.build_type = "Debug"; }, [](Run &run) { run.record.build_type = "Release"; }},
      {"debug_build", Grade::warning, "`other`: its build says `-DCMAKE_BUILD_TYPE=Debug`",
       build({"cmake", "-S", ".", "-DCMAKE_BUILD_TYPE=Debug"}),
       build({"cmake", "-S", ".", "-DCMAKE_BUILD_TYPE=Release"})},
      {"debug_build", Grade::warning, "asks CMake for no build type", build({"cmake", "-S", ".", "-B", "{build}"}),
       build({"cmake", "--build", "{build}"})},
      {"debug_build", Grade::warning, "a sanitizer", build({"g++", "-fsanitize=address", "main.cpp"}),
       build({"g++", "-O2", "main.cpp"})},
      {"debug_build", Grade::warning, "race detector", build({"go", "build", "-race", "."}),
       build({"go", "build", "-trimpath", "."})},
      {"debug_build", Grade::warning, "it says of itself: build Debug", server([](auto &one) {
         one.versions = {{"build", "Debug"}};
       }),
       server([](auto &one) {
         one.versions = {{"build", "release"}, {"debugger", "none"}};
       })},
      {"unequal_variants", Grade::note, "`other` (tuned) beside the baseline `base` (idiomatic)",
       server([](auto &one) { one.variant = "tuned"; }), server([](auto &one) { one.variant = "idiomatic"; })},
      // 1 KiB a request in both loads, half of it in the second half of the windows.
      {"memory_growth", Grade::warning, "in 3 of 3 launches its memory grew by 1.00 KiB a request (11.7 MiB in 12.0 k",
       memory(1'024'000, 2'048'000), memory(10'000, 20'000)},
      // A heap that filled, and stayed.
      {"memory_growth", Grade::warning, "grew by 600 B a request", memory(600'000, 1'200'000),
       memory(1'024'000, 1'034'000)},
      {"memory_growth", Grade::warning, "memory grew", memory(520'000, 1'040'000), memory(490'000, 980'000)},
      {"drift", Grade::warning, "requests/s of `closed` changed by -9.", growing(0.9), growing(0.99)},
      {"drift", Grade::warning, "changed by 15", growing(1.15), growing(1.02)},
      {"change_point", Grade::warning,
       "in 3 of 3 launches the rate changed in the middle of the window, at most from 1.00 k", half_rate(100),
       half_rate(118)},
      {"change_point", Grade::note, "in 1 of 3 launches", half_rate(100, 1), half_rate(118, 1)},
      {"change_point", Grade::warning,
       "the median latency changed in the middle of the window, at most from 100 ms to 130", half_latency(130),
       half_latency(120)},
  };
  return all;
}

namespace {

TEST(MachineChecks, SayNothingOfAServerThatWasNotMeasured) {
  auto run = clean().make();
  command({"flask", "run"})(run);
  run.record.servers.back().skipped = "no Flask here";
  EXPECT_FALSE(found(run, "development_server"));
}

TEST(MachineChecks, TellTheBaselineOnceAndNotItsTwin) {
  auto run = clean().make();
  for (auto &one : run.record.servers) one.command = {"flask", "run"};
  const auto findings = summarize(run).findings;
  EXPECT_EQ(std::ranges::count(findings, std::string{"development_server"}, &Finding::id), 2);
}

/// The windows of a server that keeps so many bytes of each request, and first in memory that it had freed before.
std::function<void(Run &)> leak(std::uint64_t bytes_a_request, std::uint64_t free_bytes) {
  return [=](Run &run) {
    for (auto &trial : run.trials) {
      std::uint64_t requests = 0;
      const auto resident = [&] {
        const auto kept = requests * bytes_a_request;
        return 50'000'000 + (kept > free_bytes ? kept - free_bytes : 0);
      };
      for (auto &load : trial.loads) {
        result::MemoryInWindow memory;
        memory.begin_bytes = resident();
        requests += load.recording.ledger.planned / 2;
        memory.middle_bytes = resident();
        requests += load.recording.ledger.planned - load.recording.ledger.planned / 2;
        memory.end_bytes = resident();
        if (trial.server == "other") load.memory = memory;
      }
    }
  };
}

/// 4,000 requests a launch: the windows have to grow by 512 bytes a request, 2,048,000 bytes in all.
TEST(MachineChecks, SeeALeakFromWhereItIsLargerThanTheMemoryThatWasFree) {
  const auto sees = [](std::uint64_t bytes_a_request, std::uint64_t free_bytes) {
    auto run = clean().make();
    leak(bytes_a_request, free_bytes)(run);
    return found(run, "memory_growth").has_value();
  };
  EXPECT_TRUE(sees(512, 0));
  EXPECT_FALSE(sees(511, 0));
  EXPECT_TRUE(sees(1024, 2'048'000)); // F bytes free, L a request: from F / (L - 512) requests on
  EXPECT_FALSE(sees(1024, 2'049'000));
  EXPECT_TRUE(sees(2048, 6'144'000));
  EXPECT_FALSE(sees(2048, 6'146'000));
  EXPECT_FALSE(sees(1024, 4'096'000)) << "all of it fits";
}

TEST(MachineChecks, DoNotCallHeldConnectionsALeak) {
  auto run = clean().make();
  memory(1'024'000, 2'048'000)(run);
  for (auto &load : run.record.loads) load.model = "held";
  EXPECT_FALSE(found(run, "memory_growth"));
}

} // namespace
} // namespace reqbench::statistics
