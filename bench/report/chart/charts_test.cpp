// The findings in the titles, the numbers in the pictures, and what stands in for a chart without its loads.
#include "report/chart/charts.hpp"

#include "report/chart/look.hpp"
#include "report/chart/spec.hpp"
#include "report/made_report.hpp"
#include "statistics/made_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

View view_of(const Made &made) { return make_view(made.run, made.summary); }

const Chart &chart_of(const View &view, const std::string &id) {
  const auto found = std::ranges::find(view.charts, id, &Chart::id);
  if (found == view.charts.end()) throw std::runtime_error{"no chart " + id};
  return *found;
}

std::vector<std::string> row_labels(const Chart &chart) {
  std::vector<std::string> labels;
  labels.reserve(chart.table.rows.size());
  for (const auto &row : chart.table.rows) labels.push_back(row.label);
  return labels;
}

TEST(Charts, TheTitleOfTheRatiosIsTheBestServersOwn) {
  const auto view = view_of(made_three_servers());
  const auto &chart = chart_of(view, "ratios-1");
  EXPECT_THAT(chart.title, StartsWith("json: cpp_beast answered 6.44 × ("));
  EXPECT_THAT(row_labels(chart), ElementsAre("cpp_beast", "go_nethttp"));
  EXPECT_EQ(chart.table.rows[0].cells[1].text, "faster");
}

TEST(Charts, TheTitleOfACostNamesTheLeastAndTheMost) {
  const auto view = view_of(made_three_servers());
  const auto &chart = chart_of(view, "cost-1");
  EXPECT_EQ(chart.title, "json: CPU of a request: 35.3 µs in cpp_beast, 240 µs in python_fastapi");
  EXPECT_THAT(row_labels(chart), ElementsAre("cpp_beast", "go_nethttp", "python_fastapi")) << "least first";
}

TEST(Charts, ATieIsCalledOneAndNamesNoWinner) {
  const auto view = view_of(made_ties());
  EXPECT_THAT(chart_of(view, "cost-1").title, HasSubstr(" in all 3 servers, a tie"));
  EXPECT_THAT(chart_of(view, "ratios-1").title, HasSubstr("a tie"));
}

TEST(Charts, ADifferenceThatIsNotCertainIsSaidToBeSo) {
  auto made = made_three_servers();
  auto &cell = made.cell("python_fastapi", "json", "common");
  by_hand::set(cell, statistics::Metric::server_cpu, {20, 90, 400});
  EXPECT_THAT(chart_of(view_of(made), "cost-1").title, HasSubstr("; whether they differ is undecided"));
}

TEST(Charts, WhatHolmsCorrectionTookIsNotSaidInATitle) {
  auto made = made_three_servers();
  ASSERT_THAT(chart_of(view_of(made), "cost-1").title, testing::Not(HasSubstr("undecided")));
  made.ratio("cpp_beast", "json", "common", statistics::Metric::server_cpu).verdict = statistics::Verdict::undecided;
  EXPECT_THAT(chart_of(view_of(made), "cost-1").title, HasSubstr("; whether they differ is undecided"));
  made.ratio("cpp_beast", "json", "closed", statistics::Metric::memory_loaded).verdict = statistics::Verdict::tie;
  made.ratio("cpp_beast", "json", "common", statistics::Metric::server_cpu).verdict = statistics::Verdict::tie;
  EXPECT_THAT(chart_of(view_of(made), "cost-1").title, HasSubstr(" servers, a tie"));
}

TEST(Charts, OfTwoThatAreNotTheBaselineTheWordIsThatOfTheirStep) {
  auto made = made_three_servers();
  by_hand::set(made.cell("python_fastapi", "json", "common"), statistics::Metric::server_cpu, {50, 50, 50});
  const auto title = [&] { return chart_of(view_of(made), "cost-1").title; };
  ASSERT_THAT(title(), testing::AllOf(HasSubstr("in cpp_beast, "), HasSubstr(" in go_nethttp"),
                                      testing::Not(HasSubstr("undecided"))));
  for (auto &step : made.summary.neighbour_ratios)
    if (step.metric == statistics::Metric::server_cpu) step.verdict = statistics::Verdict::undecided;
  EXPECT_THAT(title(), HasSubstr("; whether they differ is undecided"));
}

TEST(Charts, ALatencyThatNoTableDecidesIsNotDecidedByItsTitle) {
  auto made = made_three_servers();
  for (auto &cell : made.summary.cells) by_hand::set(cell, statistics::Metric::latency_p99, {30e6, 30e6, 30e6});
  by_hand::set(made.cell("cpp_beast", "json", "common"), statistics::Metric::latency_p99, {1e6, 4e6, 40e6});
  EXPECT_THAT(chart_of(view_of(made), "latency-1-2").title, HasSubstr("; whether they differ is undecided"));
}

TEST(Charts, OneServerIsNotSetAgainstItself) {
  const auto view = view_of(made_one_server());
  EXPECT_EQ(chart_of(view, "cost-1").title, "json: CPU of a request: 75.0 µs in go_nethttp");
  EXPECT_TRUE(std::ranges::none_of(view.charts, [](const Chart &chart) { return chart.section == "ratios"; }));
}

TEST(Charts, WithoutItsLoadsAChartIsTheCommandThatAddsThem) {
  auto made = made_three_servers();
  made.run.record.loads.pop_back();
  std::erase_if(made.summary.cells, [](const auto &cell) { return cell.load == "common"; });
  const auto view = view_of(made);
  const auto &missing = chart_of(view, "cost-missing-common");
  EXPECT_TRUE(missing.spec.is_null());
  EXPECT_EQ(missing.add, "reqbench run --servers python_fastapi,go_nethttp,cpp_beast --workloads json,order --profile "
                         "quick --loads closed,common");
  EXPECT_EQ(std::ranges::count(view.charts, missing.id, &Chart::id), 1) << "once, not for every workload";
  EXPECT_THAT(chart_of(view, "memory-missing-held").add, HasSubstr("held:1000"));
  EXPECT_THAT(chart_of(view, "saturation-missing-share").add, HasSubstr("share:20,share:50,share:80 --slo p99=20ms"));
}

TEST(Charts, ACommandForHostileNamesCannotDoAnythingElse) {
  const auto view = view_of(made_hostile("$(reboot)"));
  EXPECT_THAT(chart_of(view, "memory-missing-held").add, HasSubstr("'base $(reboot),other $(reboot)"));
}

TEST(Charts, WhereNothingWasMeasuredThereIsNone) {
  for (const auto &chart : view_of(made_all_failed()).charts) EXPECT_TRUE(chart.spec.is_null()) << chart.id;
  for (const auto &chart : view_of(made_empty()).charts) EXPECT_TRUE(chart.spec.is_null()) << chart.id;
}

TEST(Charts, AnInvalidCellIsInNoPictureAndNoTitle) {
  auto made = made_three_servers();
  made.cell("cpp_beast", "json", "common").invalid = true;
  const auto view = view_of(made);
  EXPECT_THAT(row_labels(chart_of(view, "cost-1")), ElementsAre("go_nethttp", "python_fastapi"));
  EXPECT_THAT(row_labels(chart_of(view, "latency-1-2")), ElementsAre("python_fastapi", "go_nethttp"));
}

/// Where no open load has a valid figure the marks of the search stand alone, and none may be without its server's
/// name.
TEST(Charts, WhatASearchTriedBearsTheNamesOfItsServers) {
  auto made = made_three_servers();
  made.run.record.slo = result::Objective{.percentile = 0.99, .latency = std::chrono::milliseconds{20}};
  for (auto &cell : made.summary.cells) cell.invalid = cell.invalid || cell.load == "common";
  for (auto &trial : made.run.trials) {
    if (trial.server == "go_nethttp") continue;
    trial.capacity.emplace();
    for (const double rate : {1000.0, 3000.0, 2000.0})
      trial.capacity->steps.push_back({.rate_per_s = rate,
                                       .verdict = "met",
                                       .why = "",
                                       .latency = base::from_seconds(rate / 1e6),
                                       .achieved_per_s = rate});
  }
  const auto view = view_of(made);
  const auto &layers = chart_of(view, "saturation-1").spec["layer"];
  const auto ends =
      std::ranges::find_if(layers, [](const base::Json &layer) { return layer.value("name", "") == "ends"; });
  ASSERT_NE(ends, layers.end());
  std::vector<std::pair<std::string, double>> named;
  for (const auto &end : (*ends)["data"]["values"]) named.emplace_back(end["server"], end["x"]);
  EXPECT_THAT(named, testing::UnorderedElementsAre(std::pair{std::string{"python_fastapi"}, 3000.0},
                                                   std::pair{std::string{"cpp_beast"}, 3000.0}));
}

TEST(Charts, LatencyClimbsByNinesAsFarAsAHundredAnswersLieBeyond) {
  auto made = made_three_servers(); // 20 000 answers each
  for (auto &cell : made.summary.cells)
    by_hand::set(cell, statistics::Metric::latency_p99,
                 std::vector<double>(3, static_cast<double>(cell.latency.quantile(0.99).count())));
  const auto view = view_of(made);
  const auto &chart = chart_of(view, "latency-1-2");
  double last = 0;
  for (const auto &value : chart.spec["data"]["values"]) last = std::max(last, value["x"].get<double>());
  EXPECT_DOUBLE_EQ(last, 2.3) << "99.5 % of 20 000 leave 100; 99.6 % fewer";
  EXPECT_THAT(chart.title,
              HasSubstr("json: 99 of 100 answers came within 4.60 ms from cpp_beast, 30.4 ms from python_fastapi"));
}

/// Windows of 250 ms: two of the warm-up, four measured ones at this many answers each, and what the load drained.
std::vector<sample::Window> made_windows(std::uint64_t answers,
                                         base::Nanoseconds last = std::chrono::milliseconds{250}) {
  constexpr std::chrono::milliseconds each{250};
  std::vector<sample::Window> windows;
  windows.reserve(7);
  for (int i = 0; i < 6; ++i)
    windows.push_back(
        {.begin = i * each, .length = each, .measured = i > 1, .ok = answers, .p99 = (i + 1) * each / 100});
  if (last < each) {
    windows.back().length = last;
    windows.back().ok = answers / 10;
  }
  windows.push_back({.begin = 5 * each + last, .length = std::chrono::milliseconds{20}, .measured = false, .ok = 3});
  return windows;
}

View view_in_time(std::vector<sample::Window> windows) {
  const auto run = statistics::MadeRun{}
                       .closed()
                       .each_load([&](const auto &, auto &load) { load.recording.windows = windows; })
                       .make();
  return make_view(run, statistics::summarize(run));
}

std::vector<double> drawn_of(const Chart &chart, const std::string &server, const std::string &key) {
  std::vector<double> values;
  for (const auto &value : chart.spec["data"]["values"])
    if (value["server"] == server) values.push_back(value[key]);
  return values;
}

TEST(TimeCharts, WhatALoadDrainsIsNoRateOfTheServer) {
  const auto view = view_in_time(made_windows(100));
  const auto &chart = chart_of(view, "time-1-throughput");
  EXPECT_THAT(drawn_of(chart, "cpp_beast", "y"), testing::AllOf(testing::SizeIs(6), testing::Each(400)));
  EXPECT_THAT(drawn_of(chart, "cpp_beast", "x"), ElementsAre(-0.375, -0.125, 0.125, 0.375, 0.625, 0.875));
  EXPECT_EQ(chart.title, "json: from window to window throughput varied by ±0 % (python_fastapi) to ±0 % (cpp_beast)");
}

TEST(TimeCharts, ARestOfAWindowGoesWithTheOneBeforeIt) {
  const auto view = view_in_time(made_windows(100, std::chrono::milliseconds{50}));
  const auto rates = drawn_of(chart_of(view, "time-1-throughput"), "cpp_beast", "y");
  ASSERT_THAT(rates, testing::SizeIs(5));
  EXPECT_NEAR(rates.back(), (100 + 10) / 0.3, 1e-3);
}

TEST(TimeCharts, TheTitleOfTheSlowAnswersIsMadeFromThem) {
  const auto view = view_in_time(made_windows(100));
  EXPECT_THAT(chart_of(view, "time-1-latency").title,
              StartsWith("json: p99 of the slowest window: 15.0 ms (python_fastapi) to 15.0 ms (cpp_beast)"));
}

TEST(SaturationCharts, TwoLoadsAreNoLine) {
  const auto view_at = [](const std::vector<double> &rates) {
    auto run = statistics::MadeRun{};
    for (const double rate : rates) run.open(rate, "rate:" + std::to_string(static_cast<int>(rate)));
    const auto made = run.make();
    return make_view(made, statistics::summarize(made));
  };
  const auto two = view_at({100'000, 200'000}), three = view_at({100'000, 200'000, 300'000});
  const auto lines = [](const View &view) {
    const auto drawn = drawn_of(chart_of(view, "saturation-1"), "cpp_beast", "line");
    return static_cast<int>(std::ranges::count(drawn, 1));
  };
  EXPECT_EQ(lines(two), 0);
  EXPECT_EQ(chart_of(two, "saturation-1").subtitle,
            "p99 at each asked rate; 2 rates of each server, too few for a line");
  EXPECT_EQ(lines(three), 3);
  EXPECT_EQ(chart_of(three, "saturation-1").subtitle, "p99 at each asked rate");
}

TEST(LoadCharts, AreOfOneLoadAndNameNoLaunch) {
  auto made = made_load();
  made.run.trials.front().loads.front().recording.windows = made_windows(100);
  const auto view = view_of(made);
  const auto &latency = chart_of(view, "latency-1-1");
  EXPECT_EQ(latency.title, "99 of 100 answers came within 24.0 ms from target");
  EXPECT_THAT(latency.says, StartsWith("From the sending"));
  EXPECT_THAT(chart_of(view, "time-1-throughput").title, StartsWith("from window to window"));
  for (const auto &chart : view.charts) {
    EXPECT_FALSE(chart.spec.is_null()) << chart.id;
    for (const auto &row : chart.table.rows) EXPECT_THAT(row.trials, IsEmpty()) << "the page lists no launches";
  }
}

TEST(Charts, EveryRowSaysWhichLaunchesItCameFrom) {
  const auto run = statistics::MadeRun{}.servers({"python_fastapi", "cpp_beast"}).blocks(2).closed().make();
  const auto view = make_view(run, statistics::summarize(run));
  EXPECT_THAT(chart_of(view, "ratios-1").table.rows.at(0).trials, ElementsAre(2, 4));
  for (const auto &chart : view.charts)
    for (const auto &row : chart.table.rows) EXPECT_THAT(row.trials, testing::Not(IsEmpty())) << chart.id;
}

TEST(Charts, HaveIdsThatTellThemApart) {
  const auto view = view_of(made_wide());
  std::vector<std::string> ids;
  ids.reserve(view.charts.size());
  for (const auto &chart : view.charts) ids.push_back(chart.id);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

/// Every string in a spec but those under data and domain.
void collect(const base::Json &json, std::vector<std::string> &texts) {
  if (json.is_string()) texts.push_back(json.get<std::string>());
  if (!json.is_structured()) return;
  for (const auto &[key, value] : json.items())
    if (key != "values" && key != "domain" && key != "sort") collect(value, texts);
}

TEST(Charts, ForeignTextEntersASpecOnlyAsData) {
  const std::string foreign = "datum.x; FOREIGN";
  for (const auto &chart : view_of(made_hostile(foreign)).charts) {
    std::vector<std::string> texts;
    collect(chart.spec, texts);
    for (const auto &text : texts) EXPECT_THAT(text, testing::Not(HasSubstr("FOREIGN"))) << chart.id;
  }
}

TEST(Looks, HueAndShapeAreTheLanguagesAndLightnessTheServers) {
  const auto view = view_of(made_wide()); // Go, C++, Rust, Python, Go, …
  const auto &go = view.looks[0], &cpp = view.looks[1], &rust = view.looks[2], &second_go = view.looks[4];
  EXPECT_EQ(go.colour, "var(--go-1)");
  EXPECT_EQ(second_go.colour, "var(--go-2)");
  EXPECT_EQ(second_go.shape, go.shape);
  EXPECT_EQ(cpp.colour, "var(--cpp-1)");
  EXPECT_EQ(rust.colour, "var(--other-1)");
  EXPECT_NE(rust.shape, cpp.shape);
}

TEST(EndLabels, AreMovedApartAndStayInside) {
  const auto labels = spec::end_labels({{"a", 1, 50}, {"b", 1, 50}, {"c", 1, 100}, {"d", 1, 100}}, {{}, 0, 100}, 140);
  std::vector<double> places;
  for (const auto &label : labels) places.push_back(label["y"]);
  EXPECT_THAT(places, ElementsAre(50, 60, 90, 100)); // 14 pixels of 140 are 10 of 100
}

TEST(LogTicks, AreFewAndRound) {
  EXPECT_EQ(spec::log_ticks(0.9, 21), base::Json::array({1.0, 2.0, 5.0, 10.0, 20.0}));
  EXPECT_EQ(spec::log_ticks(0.5, 2000), base::Json::array({1.0, 10.0, 100.0, 1000.0}));
}

} // namespace
} // namespace reqbench::report
