// A run that is executed by this program, so that its disk can fail at the Nth write, for every N, and its memory run
// out in the generator's thread. Alone in its file, because it replaces the allocator of its program.
#include "base/file.hpp"
#include "run/plan.hpp"
#include "run/run.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <map>
#include <new>
#include <string_view>
#include <tuple>

namespace {

std::atomic<bool> memory_has_run_out{false};

bool is_generator() {
  std::array<char, 16> name{};
  ::prctl(PR_GET_NAME, name.data());
  return std::string_view{name.data()} == "load-0";
}

} // namespace

// Not inlined, or the compiler sees free() end what new began and warns.
[[gnu::noinline]] void *operator new(std::size_t size) {
  if (memory_has_run_out && is_generator()) throw std::bad_alloc{};
  if (void *memory = std::malloc(size == 0 ? 1 : size)) return memory;
  std::abort();
}
/// As the sanitizer's own would be a stranger to the delete below.
[[gnu::noinline]] void *operator new(std::size_t size, const std::nothrow_t &) noexcept {
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

struct Listener : run::Observer {
  void on_step(const run::Step &step, const run::Pace &) override { now = step; }
  void on_phase(std::string_view phase) override {
    if (when_phase) when_phase(now, phase);
  }
  void on_trial(const result::TrialRecord &, const run::Pace &) override {}
  void on_warning(std::string_view, const std::vector<std::string> &) override {}
  run::Step now;
  std::function<void(const run::Step &step, std::string_view phase)> when_phase{};
};

class RunFaults : public testing::Test {
protected:
  RunFaults() { checkout.add_server("good", "good"); }

  run::Options options_of(int blocks) const {
    run::Options options;
    options.servers = {"good"};
    options.workloads = {"plaintext"};
    options.loads = {"closed"};
    options.connections = 4;
    options.duration = options.warm_up = 100ms;
    options.blocks = blocks;
    options.seed = 5;
    return options;
  }
  run::Plan plan_of(const run::Options &options) const {
    std::vector<run::Choice> servers;
    const auto read = launch::read_servers(checkout.root());
    for (const auto &manifest : read->read) servers.push_back({.manifest = manifest, .missing = {}});
    const auto catalog = workload::read_catalog(checkout.root() / "bench/workload/catalog");
    auto made = run::make_plan(options, servers, *catalog, cpus).value();
    made.profile.after = 0ms;
    return made;
  }
  /// Two trials a block: the server and itself again, one short load each.
  run::Plan plan(int blocks) const { return plan_of(options_of(blocks)); }
  base::Result<run::Ended> execute(int blocks, const result::WriteFile &write = base::write_file_atomically) {
    return run::execute(plan(blocks), checkout.root(), folder, {"1", "GCC", "Release", {}}, stop, listener, write);
  }
  base::Result<run::Ended> resume(int blocks, const result::WriteFile &write = base::write_file_atomically) {
    return run::resume(plan(blocks), result::read_run(folder).value(), checkout.root(), folder,
                       {"1", "GCC", "Release", {}}, stop, listener, write);
  }
  std::map<std::string, std::string> trial_files() const {
    std::map<std::string, std::string> files;
    std::error_code none;
    for (const auto &entry : fs::directory_iterator{folder / "trials", none})
      files[entry.path().filename()] = read_text(entry.path());
    return files;
  }

  MadeCheckout checkout;
  const resource::Topology cpus = resource::read_topology(); // before a run pins us
  const fs::path folder = checkout.root() / "results/here";
  base::StopFlag stop;
  Listener listener;
};

/// A disk that is full from its Nth write on.
result::WriteFile full_from(int nth) {
  return [left = nth - 1](const fs::path &path, std::string_view bytes) mutable {
    if (left-- > 0) return base::write_file_atomically(path, bytes);
    return base::Status{base::Error{base::ErrorKind::environment, "writing " + path.string() + ": disk full"}};
  };
}

TEST_F(RunFaults, ADiskThatFillsAtAnyWriteLosesNothingFinishedAndTheRunGoesOn) {
  // The probe, run.json twice, series and trial twice, run.json.
  constexpr int writes = 1 + 2 + 2 * 2 + 1;
  for (int nth = 1; nth <= writes; ++nth) {
    SCOPED_TRACE(nth);
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    const auto ended = execute(1, full_from(nth));
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind(), base::ErrorKind::environment);
    const auto &says = ended.error().message();
    EXPECT_THAT(says, HasSubstr("disk full"));
    if (nth <= 2) {
      EXPECT_THAT(says, HasSubstr("nothing was measured"));
      EXPECT_FALSE(fs::exists(folder / "run.json"));
      continue;
    }
    const int kept = (nth - 4) / 2;
    EXPECT_THAT(says, AllOf(HasSubstr("the run stopped after " + std::to_string(kept) + " of 2 trials: writing "),
                            HasSubstr("go on: reqbench run --resume " + folder.string())));
    const auto read = result::read_run(folder);
    ASSERT_TRUE(read);
    EXPECT_THAT(read->damaged, testing::IsEmpty());
    EXPECT_EQ(read->trials.size(), static_cast<std::size_t>(kept));
    const auto before = trial_files();

    const auto again = resume(1, full_from(3));
    ASSERT_FALSE(again) << "it is still full";
    EXPECT_THAT(again.error().message(), HasSubstr("after " + std::to_string(kept) + " of 2 trials"));

    const auto went_on = resume(1);
    ASSERT_TRUE(went_on) << went_on.error().message();
    EXPECT_EQ(went_on->finished, 2);
    EXPECT_EQ(result::read_run(folder)->trials.size(), 2U);
    for (int trial = 1; trial <= kept; ++trial) {
      const auto name = std::to_string(trial) + ".json";
      EXPECT_EQ(trial_files()[name], before.at(name)) << "measured again";
    }
  }
}

TEST_F(RunFaults, AGeneratorThreadThatDiesFailsItsTrialAndTheRunGoesOn) {
  listener.when_phase = [](const run::Step &step, std::string_view phase) {
    memory_has_run_out = step.trial == 2 && phase == "closed";
  };
  const auto ended = execute(2);
  memory_has_run_out = false;
  ASSERT_TRUE(ended) << ended.error().message();
  EXPECT_EQ(ended->finished, 3);
  const auto read = result::read_run(folder);
  ASSERT_EQ(read->trials.size(), 4U);
  for (const auto &trial : read->trials) {
    if (trial.number == 2)
      EXPECT_THAT(trial.failure, AllOf(HasSubstr("during closed: "),
                                       HasSubstr("thread load-0 of the generator ended early: std::bad_alloc")));
    else
      EXPECT_EQ(trial.failure, "");
  }
  EXPECT_FALSE(read->record.finished.empty());
}

/// As a machine that stands still, but for the servers: this process, `after` from now, for `length`.
void stand_still(std::chrono::microseconds after, std::chrono::microseconds length) {
  const auto of = ::getpid();
  const auto waker = ::fork();
  ASSERT_GE(waker, 0);
  if (waker > 0) return;
  ::usleep(static_cast<useconds_t>(after.count()));
  ::kill(of, SIGSTOP);
  ::usleep(static_cast<useconds_t>(length.count()));
  ::kill(of, SIGCONT);
  ::_exit(0);
}

TEST_F(RunFaults, AWindowInWhichTheMachineStoodStillIsMeasuredAgainAndNoServerIsBlamed) {
  // The window lies between 200 and 300 ms after the load began, as long as the machine has time for us.
  listener.when_phase = [](const run::Step &, std::string_view phase) {
    if (phase == "closed") stand_still(100ms, 500ms);
  };
  const auto ended = execute(3);
  ASSERT_TRUE(ended) << ended.error().message();
  EXPECT_EQ(ended->finished, 6);
  std::size_t again = 0;
  const auto read = result::read_run(folder);
  EXPECT_THAT(read->damaged, IsEmpty());
  for (const auto &trial : read->trials) {
    EXPECT_EQ(trial.failure, "");
    EXPECT_EQ(trial.loads.size(), 1U);
    again += std::ranges::count(trial.marks, "machine stood still, measured again in closed") > 0;
  }
  EXPECT_GT(again, 0U);
}

/// Six blocks of three trials, and up to two more for a precision that nothing reaches.
class PrecisionFaults : public RunFaults {
protected:
  PrecisionFaults() { checkout.add_server("other", "good"); }

  run::Plan plan(double asked = unreachable) const {
    auto options = options_of(1);
    options.servers = {"good", "other"};
    options.precision = asked;
    auto made = plan_of(options);
    made.precision->most_blocks = most_blocks;
    return made;
  }
  base::Result<run::Ended> go_on(run::Plan with) {
    const run::Origin origin{"1", "GCC", "Release", {}};
    if (!fs::exists(folder / "run.json"))
      return run::execute(std::move(with), checkout.root(), folder, origin, stop, listener);
    return run::resume(std::move(with), result::read_run(folder).value(), checkout.root(), folder, origin, stop,
                       listener);
  }
  /// In a process of its own, in the middle of that trial: by the stop flag that SIGINT raises, or by SIGKILL.
  void go_on_until(int trial, int signal) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      listener.when_phase = [&](const run::Step &step, std::string_view phase) {
        if (step.trial != trial || phase != "closed") return;
        stop.request();
        if (signal == SIGKILL) ::raise(SIGKILL);
      };
      const auto ended = go_on(plan());
      ::_exit(ended && ended->interrupted ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (signal == SIGKILL)
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    else
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }

  static constexpr int most_blocks = 8;
  static constexpr double unreachable = 1e-9;
};

using Place = std::tuple<int, int, std::string>; ///< number, block, server

std::vector<Place> planned_places(const run::Plan &plan, int blocks) {
  std::vector<Place> places;
  for (int block = 1; block <= blocks; ++block)
    for (const auto &trial : run::block_of_trials(plan, block, static_cast<int>(places.size())))
      places.emplace_back(trial.number, trial.block, plan.participants[trial.participant].label);
  return places;
}

TEST_F(PrecisionFaults, StoppedInAPlannedBlockAndKilledInAnAddedOneARunEndsWithTheBlocksThatItsPrecisionAsks) {
  struct Moment {
    int trial, signal, blocks;
  };
  std::map<std::string, std::string> before;
  for (const auto &[trial, signal, blocks] : {Moment{5, SIGINT, 6}, Moment{11, SIGKILL, 6}, Moment{20, SIGKILL, 7},
                                              Moment{21, SIGINT, 7}, Moment{23, SIGKILL, 8}}) {
    SCOPED_TRACE(trial);
    go_on_until(trial, signal);
    const auto read = result::read_run(folder);
    ASSERT_TRUE(read);
    EXPECT_THAT(read->damaged, testing::IsEmpty());
    EXPECT_EQ(read->trials.size(), static_cast<std::size_t>(trial - 1)) << "all before it were written";
    EXPECT_EQ(read->record.blocks, blocks);
    EXPECT_EQ(read->record.interrupted, signal == SIGINT);
    for (const auto &[name, text] : before) EXPECT_EQ(trial_files()[name], text) << name << " was measured again";
    before = trial_files();
    std::erase_if(before, [](const auto &file) { return file.first.ends_with(".part"); });
  }
  for (const auto &[changed, says] : {std::pair{plan(0.03), "the precision"}, std::pair{plan_of(options_of(6)), ""}}) {
    const auto refused = go_on(changed);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
    EXPECT_THAT(refused.error().message(), AllOf(HasSubstr("what it measures has changed: "), HasSubstr(says)));
  }

  const auto ended = go_on(plan());
  ASSERT_TRUE(ended) << ended.error().message();
  EXPECT_EQ(ended->finished, 3 * most_blocks);
  const auto read = result::read_run(folder);
  EXPECT_EQ(read->record.blocks, most_blocks);
  EXPECT_FALSE(read->record.finished.empty());
  EXPECT_THAT(read->record.notes,
              testing::Contains(HasSubstr("was not reached in " + std::to_string(most_blocks) + " blocks")));
  std::vector<Place> places;
  for (const auto &trial : read->trials) places.emplace_back(trial.number, trial.block, trial.server);
  EXPECT_EQ(places, planned_places(plan(), most_blocks));
  for (const auto &[name, text] : before) EXPECT_EQ(trial_files()[name], text) << name << " was measured again";

  const auto all = trial_files();
  const auto again = go_on(plan());
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(result::read_run(folder)->record.blocks, most_blocks) << "the cap stands";
  EXPECT_EQ(trial_files(), all);
}

} // namespace
} // namespace reqbench::tests
