// The report's page as a browser shows it: everything drawn, nothing asked of the network, nothing foreign run, usable
// by mouse and keyboard, without a serious finding of axe-core in light and in dark.
#include "report/made_report.hpp"
#include "report/report.hpp"
#include "statistics/made_run.hpp"
#include "tests/subprocess.hpp"

#include "base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace reqbench::tests {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::SizeIs;

using Words = std::vector<std::string>;

/// Ten servers under five workloads and three loads, each with a story in time.
result::Run made_ten_by_five() {
  statistics::MadeRun made;
  std::vector<std::string> servers, workloads;
  for (int i = 1; i <= 10; ++i) servers.push_back("server_" + std::to_string(i));
  for (int i = 1; i <= 5; ++i) workloads.push_back("workload_" + std::to_string(i));
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const double rate = 4000 + 1500 * static_cast<double>(i);
    made.throughput(servers[i], {rate, 1.02 * rate, 0.98 * rate});
  }
  return made.servers(servers)
      .workloads(workloads)
      .closed()
      .open(2000)
      .open(3000, "rate:3000")
      .each_load([](const auto &, auto &load) {
        auto &windows = load.recording.windows;
        const auto warm_up = windows.front();
        windows = {warm_up};
        for (int i = 0; i < 16; ++i)
          windows.push_back({.begin = warm_up.length + i * std::chrono::milliseconds{125},
                             .length = std::chrono::milliseconds{125},
                             .measured = true,
                             .ok = 500 + static_cast<std::uint64_t>(i % 3),
                             .p99 = std::chrono::milliseconds{2 + i % 4}});
      })
      .make();
}

/// Opened once; every test reads what was seen then.
class Page : public testing::Test {
protected:
  static void SetUpTestSuite() {
    const auto python = std::filesystem::path{REQBENCH_SOURCE_DIR} / "build/tools/tests/bin/python";
    if (!std::filesystem::exists(python)) return;
    folder = std::make_unique<TemporaryFolder>();
    const auto measured =
        run({reqbench_binary(), "report", REQBENCH_SOURCE_DIR "/results/reference/20261130-003148-standard", "--format",
             "html", "--out", folder->path().string()});
    ASSERT_EQ(measured.exit_code, 0) << measured.err;
    std::filesystem::rename(folder->path() / "report.html", folder->path() / "measured.html");
    write("empty", report::made_empty());
    write("hostile",
          report::made_hostile("\"><img src=x onerror=alert(1)></script><script>alert(2)</script>{{`${x}`}}'\\"));
    auto load = report::made_load();
    const auto wide = made_ten_by_five();
    load.run.trials.front().loads.front().recording.windows = wide.trials.front().loads.front().recording.windows;
    write("load", load);
    write("wide", {wide, statistics::summarize(wide)});
    Words words{python.string(), REQBENCH_SOURCE_DIR "/bench/tests/page_reader.py"};
    for (const auto &page : pages) words.push_back(file(page));
    const auto done = run(words, {}, std::chrono::seconds{200});
    if (done.exit_code == 77) return;
    ASSERT_EQ(done.exit_code, 0) << done.err;
    seen = base::parse_json(done.out, "page_reader.py").value();
  }
  static void TearDownTestSuite() { folder.reset(); }
  void SetUp() override {
    if (seen.is_null()) GTEST_SKIP() << "no chromium, or no driver for it: scripts/setup --packages test installs them";
  }

  static std::string file(const std::string &name) { return (folder->path() / (name + ".html")).string(); }
  static void write(const std::string &name, const report::Made &made) {
    write_file(file(name), report::find_format("html")->print(report::make_view(made.run, made.summary)));
  }
  static const base::Json &of(const std::string &name) { return seen.at(file(name)); }

  static inline const Words pages{"wide", "measured", "empty", "hostile", "load"}; ///< the first is timed
  static inline std::unique_ptr<TemporaryFolder> folder;
  static inline base::Json seen;
};

TEST_F(Page, SaysNothingOnTheConsoleAndAsksNobodyForAnything) {
  for (const auto &page : pages) EXPECT_THAT(of(page)["heard"].get<Words>(), IsEmpty()) << page;
}

TEST_F(Page, DrawsEveryChartAndHasTheNumbersOfEachInATable) {
  for (const std::string page : {"measured", "hostile", "load", "wide"}) {
    EXPECT_GT(of(page)["pictures"], 0) << page;
    EXPECT_EQ(of(page)["drawn"], of(page)["pictures"]) << page;
    EXPECT_EQ(of(page)["tables_of_pictures"], of(page)["pictures"]) << page;
  }
}

TEST_F(Page, IsAsWideAsItsWindow) {
  for (const auto &page : pages)
    for (const std::string width : {"320", "400", "1280"})
      EXPECT_LE(of(page)["too_wide"][width], 0) << page << ", " << width;
}

TEST_F(Page, OfTenServersAndFiveWorkloadsStaysSmallAndCanBeUsedBeforeItsChartsAreDrawn) {
  EXPECT_LT(std::filesystem::file_size(file("wide")), 2u << 20);
  const auto &clicks = of("wide")["first_clicks"];
  EXPECT_GT(clicks["before_any_chart"], 0) << clicks;
  std::cout << "first click " << clicks["median_ms"] << " ms after opening (median of " << clicks["of"] << ", slowest "
            << clicks["slowest_ms"] << ", " << clicks["before_any_chart"] << " of them before any chart)\n";
}

TEST_F(Page, IsFilteredAndSortedByMouse) {
  const auto &mouse = of("measured")["mouse"];
  EXPECT_THAT(mouse["rows"].get<Words>(), SizeIs(27)); // servers × workloads × loads
  EXPECT_THAT(mouse["of_first_server"].get<Words>(), testing::AllOf(SizeIs(9), Each("cpp_beast")));
  const auto sorted = mouse["sorted"].get<std::vector<double>>();
  EXPECT_THAT(sorted, SizeIs(9));
  EXPECT_TRUE(std::ranges::is_sorted(sorted)) << mouse["sorted"];
  EXPECT_EQ(mouse["sort_said"], "ascending");
  EXPECT_THAT(mouse["after_reset"].get<Words>(), SizeIs(27));
  EXPECT_THAT(mouse["found_nothing"].get<Words>(), IsEmpty());
}

TEST_F(Page, AFigureLeadsToTheLaunchesItCameFrom) {
  EXPECT_THAT(of("measured")["mouse"]["trial"].get<Words>(), SizeIs(1));
}

TEST_F(Page, IsFilteredAndSortedByKeyboard) {
  const auto &keys = of("measured")["keyboard"];
  EXPECT_THAT(keys["of_second_server"].get<Words>(), testing::AllOf(SizeIs(9), Each("go_nethttp")));
  EXPECT_EQ(keys["sort_said"], "descending");
  EXPECT_THAT(keys["of_second_server_and_workload"].get<Words>(), SizeIs(3));
}

TEST_F(Page, ALinkKeepsWhatWasChosen) {
  for (const std::string page : {"measured", "hostile"}) {
    EXPECT_THAT(of(page)["keyboard"]["fragment"].get<std::string>(), testing::HasSubstr("server=")) << page;
    EXPECT_EQ(of(page)["opened_by_link"], of(page)["keyboard"]["of_second_server_and_workload"]) << page;
  }
}

TEST_F(Page, HasNoSeriousFindingOfAxeInLightAndDark) {
  for (const auto &page : pages)
    for (const std::string scheme : {"light", "dark"})
      EXPECT_THAT(of(page)["axe"][scheme].get<Words>(), IsEmpty()) << page << ", " << scheme;
}

} // namespace
} // namespace reqbench::tests
