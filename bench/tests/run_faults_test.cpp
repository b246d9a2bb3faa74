// A run that is executed by this program, so that its disk can fail at the Nth write, for every N, and its memory run
// out in the generator's thread. Alone in its file, because it replaces the allocator of its program.
#include "base/file.hpp"
#include "run/plan.hpp"
#include "run/run.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/prctl.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <map>
#include <new>
#include <string_view>

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

  /// Two trials a block: the server and itself again, one short load each.
  run::Plan plan(int blocks) const {
    run::Options options;
    options.servers = {"good"};
    options.workloads = {"plaintext"};
    options.loads = {"closed"};
    options.connections = 4;
    options.duration = options.warm_up = 100ms;
    options.blocks = blocks;
    options.seed = 5;
    std::vector<run::Choice> servers;
    const auto read = launch::read_servers(checkout.root());
    for (const auto &manifest : read->read) servers.push_back({.manifest = manifest, .missing = {}});
    const auto catalog = workload::read_catalog(checkout.root() / "bench/workload/catalog");
    auto made = run::make_plan(options, servers, *catalog, cpus).value();
    made.profile.after = 0ms;
    return made;
  }
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
  const base::StopFlag stop;
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

} // namespace
} // namespace reqbench::tests
