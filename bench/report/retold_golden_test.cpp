// Every number of a report can be computed again from the result files: by the report itself, to the byte, and by hand
// from the trials. REQBENCH_UPDATE_GOLDEN=1 writes the reports of results/reference anew.
#include "report/report.hpp"

#include "base/temporary_folder.hpp"
#include "statistics/made_run.hpp"

#include "base/file.hpp"
#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace reqbench::report {
namespace {

constexpr int blocks = 10;

/// Two servers whose every launch differs a little from the last.
result::Run wavering_run() {
  auto random = base::Random::stream(1, "retold");
  auto run =
      statistics::MadeRun{}
          .servers({"python_fastapi", "cpp_beast"})
          .blocks(blocks)
          .closed()
          .each_trial([&](result::TrialRecord &trial) {
            auto &load = trial.loads.front();
            const auto answers = 14'000 + 100 * random.below(10);
            auto &recording = load.recording;
            recording.completed_in_window = answers;
            recording.ledger.planned = recording.ledger.ended[0] = answers;
            load.server_cpu = std::chrono::milliseconds{1500 + random.below(300)};
            recording.latency.reset();
            for (std::uint64_t i = 0; i < answers; ++i)
              recording.latency.record(base::Nanoseconds{1'000'000 + static_cast<std::int64_t>(random.below(500'000))});
            recording.service_time = recording.latency; // of a closed load one is stored
            trial.memory.loaded->pss = 50'000'000 + random.below(1'000'000);
          })
          .make();
  run.record.trials_written = static_cast<int>(run.trials.size());
  return run;
}

void write(const result::Run &run, const std::filesystem::path &folder) {
  auto writer = result::RunWriter::create(folder);
  ASSERT_TRUE(writer) << writer.error().message();
  for (const auto &trial : run.trials) ASSERT_TRUE(writer->write_trial(trial));
  ASSERT_TRUE(writer->write_run(run.record));
}

View told_from(const std::filesystem::path &folder) {
  const auto run = result::read_run(folder);
  EXPECT_TRUE(run) << (run ? "" : run.error().message());
  return run ? make_view(*run, statistics::summarize(*run)) : View{};
}

TEST(Retold, AReportIsTheSameToTheByteInEveryFormat) {
  const base::TemporaryFolder place;
  const auto folder = place.path() / "run";
  const auto run = wavering_run();
  write(run, folder);
  const auto first = told_from(folder), second = told_from(folder);
  for (const auto &format : format_table) EXPECT_EQ(format.print(first), format.print(second)) << format.name;
  const auto measured = make_view(run, statistics::summarize(run)); // as told before it was stored
  EXPECT_TRUE(first.cells == measured.cells);
  EXPECT_TRUE(first.ratios == measured.ratios);
}

/// One trial file, as a program that knows nothing of reqbench reads it.
base::Json trial_file(const std::filesystem::path &folder, std::size_t number) {
  return base::Json::parse(*base::read_file(folder / "trials" / (std::to_string(number) + ".json")));
}

struct ByHand {
  double value, low, high, spread;
};

/// As results/README.md tells it.
ByHand from(const std::vector<double> &ratios) {
  constexpr double t = 2.262157162798205; // 97.5 % of 9 degrees of freedom
  std::vector<double> logs;
  for (const double ratio : ratios) logs.push_back(std::log(ratio));
  const double n = static_cast<double>(logs.size()), mean = std::accumulate(logs.begin(), logs.end(), 0.0) / n;
  double squares = 0;
  for (const double log : logs) squares += (log - mean) * (log - mean);
  const double deviation = std::sqrt(squares / (n - 1)), half = t * deviation / std::sqrt(n);
  return {std::exp(mean), std::exp(mean - half), std::exp(mean + half), std::exp(deviation) - 1};
}

void expect_ratio(const base::Json &report, const std::string &metric, const ByHand &known) {
  const auto &all = report["ratios"];
  const auto found = std::ranges::find_if(all, [&](const base::Json &each) { return each["metric"] == metric; });
  ASSERT_NE(found, all.end()) << metric;
  const auto &ratio = (*found)["ratio"];
  EXPECT_NEAR(ratio["value"], known.value, 1e-12) << metric;
  EXPECT_NEAR(ratio["low"], known.low, 1e-12) << metric;
  EXPECT_NEAR(ratio["high"], known.high, 1e-12) << metric;
  EXPECT_NEAR((*found)["spread"], known.spread, 1e-12) << metric;
}

TEST(Retold, RatiosAndPercentilesAreThoseThatTheTrialFilesGiveByHand) {
  const base::TemporaryFolder place;
  const auto folder = place.path() / "run";
  write(wavering_run(), folder);
  const auto report = base::Json::parse(find_format("json")->print(told_from(folder)));

  std::vector<double> throughput, cpu, memory;
  sample::Histogram merged;
  for (std::size_t block = 1; block <= blocks; ++block) { // the baseline is measured first in each block
    const auto base = trial_file(folder, 2 * block - 1), other = trial_file(folder, 2 * block);
    ASSERT_EQ(base["block"], block);
    ASSERT_EQ(other["server"], "cpp_beast");
    const auto per_s = [](const base::Json &trial) {
      const auto &load = trial["loads"][0];
      return load["completed_in_window"].get<double>() / load["measured_s"].get<double>();
    };
    const auto cpu_of = [&](const base::Json &trial) {
      const auto &load = trial["loads"][0];
      return load["server_cpu_s"].get<double>() / load["server_window_s"].get<double>() / per_s(trial);
    };
    const auto memory_of = [](const base::Json &trial) {
      return trial["memory"]["loaded"]["memory_pss_bytes"].get<double>();
    };
    throughput.push_back(per_s(other) / per_s(base));
    cpu.push_back(cpu_of(other) / cpu_of(base));
    memory.push_back(memory_of(other) / memory_of(base));
    const auto launch = sample::Histogram::from_hdr_v2(other["loads"][0]["latency_ns"]["hdr_v2"].get<std::string>());
    ASSERT_TRUE(launch);
    merged.merge(*launch);
  }
  expect_ratio(report, "throughput_per_s", from(throughput));
  expect_ratio(report, "server_cpu_us_per_request", from(cpu));
  expect_ratio(report, "memory_pss_loaded_bytes", from(memory));
  const auto &all = report["ratios"];
  const auto step = std::ranges::find_if(all, [](const base::Json &each) { return each.value("neighbour", false); });
  ASSERT_NE(step, all.end()); // of two servers it is the same pair
  const double told = (*step)["ratio"]["value"], known = from(throughput).value;
  EXPECT_NEAR((*step)["server"] == "cpp_beast" ? told : 1 / told, known, 1e-12) << "whichever was the better one";
  const auto &cell = report["cells"][1];
  ASSERT_EQ(cell["server"], "cpp_beast");
  EXPECT_EQ(cell["latency_ns"]["p99"], merged.quantile(0.99).count());
  EXPECT_EQ(cell["metrics"]["latency_p99_ns"]["value"], static_cast<double>(merged.quantile(0.99).count()));
  EXPECT_EQ(cell["latency_ns"]["intervals"]["p99"]["by"], "bootstrap");
}

TEST(Retold, TheCommittedReportsHoldWhatTheirTrialsSay) {
  for (const auto &entry :
       std::filesystem::directory_iterator{std::filesystem::path{REQBENCH_SOURCE_DIR} / "results" / "reference"}) {
    if (!entry.is_directory()) continue;
    const auto view = told_from(entry.path());
    if (std::getenv("REQBENCH_UPDATE_GOLDEN")) {
      ASSERT_TRUE(write_all(view, entry.path()));
    }
    const auto file = base::read_file(entry.path() / "report.json");
    ASSERT_TRUE(file) << file.error().message();
    const auto stored = base::Json::parse(*file);
    EXPECT_TRUE(stored["cells"] == view.cells)
        << entry.path() << ": REQBENCH_UPDATE_GOLDEN=1, then read the difference";
    EXPECT_TRUE(stored["ratios"] == view.ratios) << entry.path() << ": the same";
  }
}

} // namespace
} // namespace reqbench::report
