#include "report/tables.hpp"

#include "report/conditions.hpp"
#include "report/made_report.hpp"
#include "report/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Interval;
using statistics::Limiter;
using statistics::Metric;
using statistics::Verdict;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<Table> tables_of(const Made &made) { return make_tables({made.run, made.summary}); }

const Table &titled(const std::vector<Table> &tables, const std::string &title) {
  static const Table none;
  for (const auto &table : tables)
    if (table.title == title) return table;
  ADD_FAILURE() << "no table " << title;
  return none;
}

std::vector<std::string> keys(const Table &table) {
  std::vector<std::string> all;
  for (const auto &column : table.columns) all.push_back(column.key);
  return all;
}

/// The figure of a server in a column; "no such figure" when there is none.
Figure figure(const Table &table, const std::string &server, const std::string &key) {
  for (const auto &row : table.rows)
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (row.server == server && table.columns[c].key == key) return row.cells[c];
  return {"no such figure"};
}

constexpr const char *closed_title = "json: full load (closed, 64 connections)";
constexpr const char *common_title = "json: the same rate for all (common, 2.00 k requests/s, 64 connections)";
constexpr const char *launch_title = "json: memory of the server, and how long it takes to start";

Table closed_table(const Made &made) { return titled(tables_of(made), closed_title); }

Made go_and_python() {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3100, 3200}, {75, 75, 75}, 5, 12});
  add_ratios(made);
  return made;
}

TEST(Tables, StandFromTheGlanceToTheCheck) {
  std::vector<std::string> titles;
  for (const auto &table : tables_of(made_three_servers())) titles.push_back(table.title);
  EXPECT_THAT(titles, ElementsAre("All workloads: requests/s against python_fastapi", closed_title, common_title,
                                  launch_title, "order: full load (closed, 64 connections)",
                                  "order: the same rate for all (common, 2.00 k requests/s, 64 connections)",
                                  "order: memory of the server, and how long it takes to start",
                                  "A/A pair: python_fastapi against itself"));
}

TEST(Tables, TheCapacityStandsUnderItsObjectiveAndOnlyWhereOneWasAskedFor) {
  auto made = go_and_python();
  for (auto &cell : made.summary.cells)
    by_hand::set(cell, statistics::Metric::capacity,
                 cell.server == "go_nethttp" ? std::vector<double>{1990, 2000, 2010}
                                             : std::vector<double>{500, 510, 490});
  const auto title = "json: capacity under p99 < 20.0 ms";
  const auto is_it = [&](const Table &table) { return table.title == title; };
  EXPECT_TRUE(std::ranges::none_of(tables_of(made), is_it));
  made.run.record.slo = result::Objective{.percentile = 0.99, .latency = std::chrono::milliseconds{20}};
  const auto table = titled(tables_of(made), title);
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].server, "go_nethttp") << "best first";
  EXPECT_THAT(figure(table, "go_nethttp", "capacity_per_s").text, testing::StartsWith("2.00 k (1.98–2.02"));
}

TEST(Tables, RowsStandBestFirstAndTheSecondMemberOfThePairIsNotAmongThem) {
  const auto table = closed_table(made_three_servers());
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].server, "cpp_beast");
  EXPECT_EQ(table.rows[1].server, "go_nethttp");
  EXPECT_EQ(table.rows[2].server, "python_fastapi");
  EXPECT_EQ(figure(table, "python_fastapi", "ratio").text, "baseline");
}

TEST(Tables, AColumnWithoutInformationIsLeftOut) {
  EXPECT_THAT(keys(closed_table(go_and_python())),
              ElementsAre("place", "ratio", "spread", "word", "throughput_per_s", "server_cpu_us_per_request",
                          "latency_p50_ns", "latency_p99_ns", "limiter"));
  EXPECT_THAT(keys(closed_table(made_one_trial())), ElementsAre("throughput_per_s", "server_cpu_us_per_request",
                                                                "latency_p50_ns", "latency_p99_ns", "limiter"));
}

TEST(Tables, ErrorsFailedLaunchesAndMarksAppearWhenThereAreAny) {
  auto made = go_and_python();
  auto &cell = made.cell("go_nethttp", "json", "closed");
  cell.ledger.planned = 20'000;
  cell.ledger.ended[static_cast<std::size_t>(sample::Outcome::reset)] = 6;
  cell.ledger.ended[static_cast<std::size_t>(sample::Outcome::timed_out)] = 3;
  cell.ledger.in_flight = 1;
  cell.ledger.unsent = 200;
  cell.failed = 1;
  cell.marks = {"not steady (1)", "affinity differs (2)"};
  const auto table = closed_table(made);
  EXPECT_EQ(figure(table, "go_nethttp", "errors").text, "10 (0.050 %)"); // (6 + 3 + 1) ÷ 20 000
  EXPECT_EQ(figure(table, "python_fastapi", "errors").text, "0");
  EXPECT_EQ(figure(table, "go_nethttp", "not_sent").text, "200 (1.0 %)");
  EXPECT_EQ(figure(table, "python_fastapi", "not_sent").text, "0");
  EXPECT_EQ(figure(table, "go_nethttp", "launches").text, "3 of 4");
  EXPECT_EQ(figure(table, "go_nethttp", "marks").text, "not steady (1), affinity differs (2)");
  EXPECT_EQ(figure(table, "python_fastapi", "marks").text, "–");
}

TEST(Tables, TheLimiterOfAnOpenLoadIsShownOnlyWhenItIsNotTheSchedule) {
  auto made = go_and_python();
  const auto title = common_title;
  EXPECT_THAT(keys(titled(tables_of(made), title)), Not(Contains("limiter")));
  made.cell("python_fastapi", "json", "common").limiter = Limiter::server;
  EXPECT_EQ(figure(titled(tables_of(made), title), "python_fastapi", "limiter").text, "the server");
}

TEST(Tables, ServersThatTieShareAPlaceWithTheFirstOfTheirGroup) {
  auto made = made_run(3);
  made.run.record.baseline = "a";
  for (const auto *server : {"a", "b", "c", "d"}) add_server(made, server, "Go");
  add_cells(made, "a", "json", {{500, 500, 500}, {1, 1, 1}});
  add_cells(made, "b", "json", {{990, 1000, 1010}, {1, 1, 1}});
  add_cells(made, "c", "json", {{995, 1003, 1008}, {1, 1, 1}}); // b ÷ c lies wholly within 3 %
  add_cells(made, "d", "json", {{700, 1300, 900}, {1, 1, 1}});  // undecided against both
  add_ratios(made);
  const auto table = closed_table(made);
  EXPECT_EQ(figure(table, "c", "place").text, "1=");
  EXPECT_EQ(figure(table, "b", "place").text, "1=");
  EXPECT_EQ(figure(table, "d", "place").text, "3");
  EXPECT_EQ(figure(table, "a", "place").text, "4");
}

TEST(Tables, ServersAtTheGeneratorsCeilingDoNotTie) {
  auto made = go_and_python();
  made.cell("go_nethttp", "json", "closed").by_block[0] = {1000, 1000, 1000};
  made.cell("python_fastapi", "json", "closed").limiter = Limiter::generator;
  EXPECT_THAT(figure(closed_table(made), "go_nethttp", "place").text, Not(HasSubstr("=")));
}

TEST(Tables, AThroughputThatTheGeneratorBoundIsALowerBound) {
  auto made = go_and_python();
  made.cell("go_nethttp", "json", "closed").limiter = Limiter::generator;
  auto &ratio = made.ratio("go_nethttp", "json", "closed", Metric::throughput);
  ratio.lower_bound = true;
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "throughput_per_s").text, "≥ 3.09 k") << "3098.9";
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "ratio").text, "≥ 3.09 ×");
  ratio.lower_bound = false;
  ratio.upper_bound = true;
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "ratio").text, "≤ 3.10 ×");
  ratio.withheld = true;
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "ratio").text, "not given");
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "word").text, "load generator limited both");
  EXPECT_TRUE(std::isnan(figure(closed_table(made), "go_nethttp", "ratio").value));
}

TEST(Tables, APercentileNeedsAHundredSamplesBeyondIt) {
  auto made = go_and_python();
  auto &latency = made.cell("go_nethttp", "json", "closed").latency;
  latency.reset();
  latency.record(std::chrono::milliseconds{1}, 99'900);
  latency.record(std::chrono::milliseconds{9}, 100);
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "latency_p99.9_ns").text, "1.00 ms");
  EXPECT_EQ(figure(closed_table(made), "python_fastapi", "latency_p99.9_ns").text, "–"); // 20 beyond
  latency.reset();
  latency.record(std::chrono::milliseconds{1}, 99'000);
  latency.record(std::chrono::milliseconds{9}, 900);
  EXPECT_THAT(keys(closed_table(made)), Not(Contains("latency_p99.9_ns"))); // 99 beyond
}

TEST(Tables, APercentileAmongRequestsThatHadNotEndedIsAtLeast) {
  auto made = go_and_python();
  auto &latency = made.cell("go_nethttp", "json", "closed").latency;
  latency.reset();
  latency.record(std::chrono::milliseconds{1}, 9000);
  for (int i = 0; i < 1000; ++i) latency.record_at_least(std::chrono::seconds{2});
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "latency_p99_ns").text, "> 2.00 s");
  made.cell("go_nethttp", "json", "closed").quantile_intervals = {};
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "latency_p50_ns").text, "1.00 ms");
}

TEST(Tables, APercentileHasItsIntervalOverLaunches) {
  auto made = go_and_python();
  auto &cell = made.cell("go_nethttp", "json", "closed");
  const auto shown = [&] { return figure(closed_table(made), "go_nethttp", "latency_p99_ns"); };
  cell.latency.reset();
  cell.latency.record(std::chrono::milliseconds{4}, 20'000);
  cell.quantile_intervals[1] = {.low = std::chrono::milliseconds{3}, .high = std::chrono::milliseconds{5}};
  EXPECT_EQ(shown().text, "4.00 ms (3.00–5.00 ms)");
  EXPECT_NEAR(shown().value, 4e6, 4e3);
  cell.quantile_intervals[1]->high = std::chrono::seconds{2};
  cell.quantile_intervals[1]->high_is_at_least = true;
  EXPECT_EQ(shown().text, "4.00 ms (3.00 ms–> 2.00 s)");
}

TEST(Tables, SpreadOfTheBlocksStandsBesideTheRatio) {
  auto made = go_and_python();
  made.ratio("go_nethttp", "json", "closed", Metric::throughput).by_block = {2.0, 2.1, 1.9};
  const auto spread = figure(closed_table(made), "go_nethttp", "spread");
  EXPECT_EQ(spread.text, "5.1 %"); // exp(standard deviation of the logs) − 1 = 0.0513
  EXPECT_NEAR(spread.value, 0.0513204505458614, 1e-12);
  EXPECT_EQ(figure(closed_table(made), "python_fastapi", "spread").text, "–");
}

TEST(Tables, AWordThatHolmTookIsNamed) {
  auto made = go_and_python();
  auto &ratio = made.ratio("go_nethttp", "json", "closed", Metric::throughput);
  ratio.alone = Verdict::faster;
  ratio.verdict = Verdict::undecided;
  const auto word = figure(closed_table(made), "go_nethttp", "word");
  EXPECT_EQ(word.text, "undecided (faster alone)");
  EXPECT_EQ(word.tone, Tone::open);
}

TEST(Tables, OutliersAreNamedWhereTheirFigureStands) {
  auto made = go_and_python();
  made.cell("go_nethttp", "json", "closed").outliers = {
      {.metric = Metric::throughput, .trial = 9, .block = 5, .value = 700, .to_median = 0.7},
      {.metric = Metric::latency_p99, .trial = 9, .block = 5, .value = 42, .to_median = 4.2},
      {.metric = Metric::latency_p99, .trial = 11, .block = 6, .value = 18, .to_median = 1.8},
      {.metric = Metric::start_up, .trial = 2, .block = 1, .value = 5, .to_median = 2.5}};
  EXPECT_EQ(figure(closed_table(made), "go_nethttp", "outliers").text,
            "2 launches, farthest: latency p99 × 4.2 (trial 9)");
  EXPECT_EQ(figure(titled(tables_of(made), launch_title), "go_nethttp", "outliers").text,
            "1 launch, farthest: start-up +150 % (trial 2)");
  EXPECT_THAT(
      closed_table(made).details,
      ElementsAre(testing::AllOf(
          Field(&Line::label, "Outliers of go_nethttp"),
          Field(&Line::text, "trial 9 (block 5): requests/s −30 %, latency p99 × 4.2; trial 11 (block 6): latency "
                             "p99 +80 %"))));
}

TEST(Tables, EachServerIsSetAgainstTheNextWhereThatIsNotTheBaseline) {
  const auto table = closed_table(made_three_servers());
  const auto next = figure(table, "cpp_beast", "next");
  EXPECT_EQ(next.text, "2.07 × (2.03–2.11) of go_nethttp: faster");
  EXPECT_EQ(next.tone, Tone::better);
  EXPECT_EQ(figure(table, "go_nethttp", "next").text, "3.10 × (3.02–3.19) of python_fastapi: faster");
  EXPECT_EQ(figure(table, "python_fastapi", "next").text, "–");
  EXPECT_THAT(keys(closed_table(go_and_python())), Not(Contains("next"))) << "the ratio to the baseline says it";
  EXPECT_THAT(keys(titled(tables_of(made_three_servers()), common_title)), Not(Contains("next")));
}

TEST(Tables, TheVerdictIsCalledSoAndARatioNamesWhatItIsOf) {
  const auto tables = tables_of(go_and_python());
  const auto &closed = titled(tables, closed_title).columns;
  EXPECT_EQ(closed[1].title, "requests/s vs python_fastapi");
  EXPECT_EQ(closed[3].title, "verdict");
  EXPECT_EQ(closed[3].key, "word") << "programs read it";
  EXPECT_EQ(titled(tables, common_title).columns[1].title, "CPU vs python_fastapi");
  EXPECT_EQ(titled(tables, launch_title).columns[1].title, "memory vs python_fastapi");
}

TEST(Tables, CostsAreLessOrMoreAndHaveATone) {
  const auto tables = tables_of(go_and_python());
  const auto cost = figure(titled(tables, common_title), "go_nethttp", "word");
  EXPECT_EQ(cost.text, "less");
  EXPECT_EQ(cost.tone, Tone::better);
  auto made = go_and_python();
  made.ratio("go_nethttp", "json", "closed", Metric::memory_loaded).verdict = Verdict::slower;
  const auto memory = figure(titled(tables_of(made), launch_title), "go_nethttp", "word");
  EXPECT_EQ(memory.text, "more");
  EXPECT_EQ(memory.tone, Tone::worse);
}

TEST(Tables, TunedAndInvalidRowsAreMarkedAndTheRatioToo) {
  auto made = go_and_python();
  made.run.record.servers[1].variant = "tuned";
  made.cell("go_nethttp", "json", "closed").invalid = true;
  const auto table = closed_table(made);
  EXPECT_EQ(marks_words(table.rows.front().marks), "tuned, invalid");
  EXPECT_EQ(figure(table, "go_nethttp", "word").text, "faster (tuned)");
}

TEST(Tables, LoadsAreNamedByWhatTheyAskAndComparedByWhatTheyShow) {
  auto made = go_and_python();
  made.run.record.loads = {{"share:50", "open", 64, 0.5, false, 0, {}},
                           {"rate:500", "open", 1, 0, false, 500, {}},
                           {"odd", "open", 8, 0, false, 0, {}}};
  for (const auto *server : {"python_fastapi", "go_nethttp"}) {
    auto cell = made.cell(server, "json", "closed");
    for (const auto *load : {"share:50", "rate:500", "odd"}) {
      cell.load = load;
      made.summary.cells.push_back(cell);
    }
  }
  const auto tables = tables_of(made);
  EXPECT_EQ(titled(tables, "json: half of its own pilot (share:50, 64 connections)").note,
            "Best first by latency p99; ratio and verdict are about it.");
  EXPECT_THAT(titled(tables, "json: 500 requests/s (1 connection)").note, HasSubstr("CPU"));
  EXPECT_FALSE(titled(tables, "json: odd (8 connections)").rows.empty());
}

TEST(Tables, OfAShareTellsWhatItCameToOfFullLoad) {
  auto made = go_and_python();
  made.run.record.loads.push_back({"share:50", "open", 64, 0.5, false, 0, {}});
  for (const auto &[server, rate] : {std::pair{"python_fastapi", 430.0}, {"go_nethttp", 1550.0}}) {
    auto cell = made.cell(server, "json", "closed");
    cell.load = "share:50";
    by_hand::set(cell, statistics::Metric::throughput, {rate, rate, rate});
    made.summary.cells.push_back(cell);
  }
  const auto title = "json: half of its own pilot (share:50, 64 connections)";
  const auto told = [&](const std::string &server) {
    return figure(titled(tables_of(made), title), server, "share_of_full_load").text;
  };
  EXPECT_EQ(told("python_fastapi"), "43.0 %");
  EXPECT_EQ(told("go_nethttp"), "50.0 %"); // 1550 of 3099
  made.cell("go_nethttp", "json", "closed").limiter = statistics::Limiter::both;
  EXPECT_EQ(told("go_nethttp"), "≤ 50.1 %");
  EXPECT_TRUE(std::ranges::none_of(closed_table(made).columns,
                                   [](const Column &column) { return column.key == "share_of_full_load"; }));
}

TEST(Tables, ThePairShowsItsP99WithoutAWord) {
  auto made = made_three_servers();
  auto ratio = made.summary.self_ratios.front();
  ratio.metric = statistics::Metric::latency_p99;
  ratio.verdict = statistics::Verdict::slower;
  made.summary.self_ratios.push_back(ratio);
  const auto pair = titled(tables_of(made), "A/A pair: python_fastapi against itself");
  EXPECT_EQ(pair.columns.back().title, "latency p99");
  EXPECT_THAT(pair.rows[0].cells.back().text, Not(HasSubstr("slower")));
  EXPECT_THAT(pair.rows[0].cells.back().text, HasSubstr(", spread "));
}

TEST(Tables, TheOverviewLeavesOutServersWithoutAnyRatio) {
  auto made = made_three_servers();
  std::erase_if(made.summary.ratios, [](const auto &ratio) { return ratio.server == "go_nethttp"; });
  const auto overview = tables_of(made).front();
  ASSERT_EQ(overview.rows.size(), 1U);
  EXPECT_EQ(overview.rows[0].server, "cpp_beast");
  std::erase_if(made.run.record.loads, [](const auto &load) { return load.model == "closed"; });
  EXPECT_EQ(tables_of(made).front().title, common_title);
}

TEST(Tables, TheOverviewOfManyWorkloadsGivesRatioAndWordAlone) {
  const auto overview = tables_of(made_wide()).front();
  ASSERT_EQ(overview.columns.size(), 12U);
  EXPECT_EQ(overview.rows[0].cells[0].text, "9.00 × faster"); // server_9 answers 9 times what server_1 does
  EXPECT_EQ(overview.rows[0].cells[0].tone, Tone::better);
  EXPECT_EQ(overview.note.find("95 %"), std::string::npos);
}

TEST(Tables, ADifferenceInsideThePairIsNeverAGoodOne) {
  auto made = made_three_servers();
  made.summary.self_ratios.front().verdict = Verdict::faster;
  const auto pair = tables_of(made).back();
  EXPECT_EQ(pair.rows.front().cells.front().tone, Tone::worse);
  EXPECT_THAT(pair.rows.front().cells.front().text, HasSubstr("faster"));
}

TEST(Tables, ARunWithoutFiguresHasNone) {
  EXPECT_THAT(tables_of(made_empty()), IsEmpty());
  EXPECT_THAT(tables_of(made_all_failed()), IsEmpty());
}

TEST(Tables, EachShownColumnIsExplainedOnce) {
  const auto meanings = column_meanings(tables_of(made_three_servers()));
  int p99 = 0;
  for (const auto &line : meanings) p99 += line.label == "p99" ? 1 : 0;
  EXPECT_EQ(p99, 1);
  EXPECT_THAT(meanings, Not(Contains(Field(&Line::label, "errors"))));
}

TEST(Places, AServerWithoutTheFigureStandsLastWithoutAPlace) {
  auto made = go_and_python();
  made.cell("go_nethttp", "json", "closed").metrics[static_cast<std::size_t>(Metric::latency_p50)].n = 0;
  const Lineup lineup{made.run, made.summary};
  const auto placed = places(lineup, "json", "closed", Metric::latency_p50);
  ASSERT_EQ(placed.size(), 2U);
  EXPECT_EQ(placed[1].server->label, "go_nethttp");
  EXPECT_EQ(placed[1].place, 0);
}

/// The places of servers with these throughputs, best first; each launch of `wavering` differs by so much.
std::vector<std::string> places_of(const std::vector<std::pair<std::string, double>> &servers, double wavering = 0.001,
                                   statistics::Limiter limiter = statistics::Limiter::server) {
  auto made = made_run(3);
  for (const auto &[name, throughput] : servers) {
    add_server(made, name, name);
    add_cells(made, name, "json", {{throughput * (1 - wavering), throughput * (1 + wavering), throughput}, {1, 1, 1}});
    wavering = -wavering; // neighbours do not waver together
    made.cell(name, "json", "closed").limiter = limiter;
  }
  const Lineup lineup{made.run, made.summary};
  std::vector<std::string> told;
  for (const auto &placed : places(lineup, "json", "closed", Metric::throughput))
    told.push_back(placed.server->label + " " + std::to_string(placed.place) + (placed.shared ? "=" : ""));
  return told;
}

TEST(Places, AreSharedByAllThatTieWithTheFirstOfTheirGroupNotWithEachOther) {
  // b ties with a and with c, but c does not tie with a: the walk from the best puts c into the next group, with d.
  EXPECT_THAT(places_of({{"d", 9500}, {"b", 9800}, {"a", 10'000}, {"c", 9620}}),
              ElementsAre("a 1=", "b 1=", "c 3=", "d 3="));
}

TEST(Places, AreNotSharedWhereNothingIsDecided) {
  EXPECT_THAT(places_of({{"a", 10'000}, {"b", 9990}}, 0.1), ElementsAre("a 1", "b 2"));
}

TEST(Places, AreSharedByServersThatTheGeneratorBoundAlike) {
  const auto bound = statistics::Limiter::generator;
  EXPECT_THAT(places_of({{"a", 10'000}, {"b", 9000}}, 0.001, bound), ElementsAre("a 1=", "b 1="));
}

std::string condition(const Made &made, const std::string &label) {
  for (const auto &line : make_conditions({made.run, made.summary}))
    if (line.label == label) return line.text;
  return "no such line";
}

TEST(Conditions, TellTheMachineTheCommandAndTheLength) {
  auto made = made_three_servers();
  EXPECT_EQ(condition(made, "command"), "reqbench run --profile quick --rates 'it'\\''s two'");
  EXPECT_EQ(condition(made, "lasted"), "3 min 30 s");
  EXPECT_EQ(condition(made, "processor"), "Example CPU, 2 online");
  EXPECT_EQ(condition(made, "go_nethttp"), "framework of Go (Go), idiomatic; runtime 1.2; one event loop");
  EXPECT_EQ(condition(made, "pilots of json"),
            "cpp_beast 27.0 k/s, go_nethttp 13.0 k/s, python_fastapi 4.00 k/s, the same rate for all 2.00 k/s");
  EXPECT_EQ(condition(made, "commit"), "1f2e3d4c");
  EXPECT_EQ(condition(made, "who had which processors"),
            "the server had processor 0, the load generator processor 1, of 2 (counted from 0)");
  made.run.record.server_cpus = {2, 3};
  EXPECT_THAT(condition(made, "who had which processors"), testing::StartsWith("the server had processors 2-3, "));
}

TEST(Conditions, TellWhatIsUnusualAndLeaveOutWhatIsUnknown) {
  auto made = made_three_servers();
  auto &record = made.run.record;
  record.finished = "2026-13-45T05:20:59Z";
  record.git_dirty = true;
  record.host.smt = true;
  record.host.governor = "powersave";
  record.notes = {"cpp_null is not built"};
  record.servers[1].versions = {{"go", {{"major", 1}}}, {"n", 2}};
  record.servers[1].workers_meaning = "GOMAXPROCS";
  record.servers[2].versions = "1.81";
  made.run.damaged = {"trials/7.json: cut off"};
  EXPECT_EQ(condition(made, "lasted"), "no such line");
  EXPECT_EQ(condition(made, "commit"), "1f2e3d4c, with changes that are not committed");
  EXPECT_EQ(condition(made, "processor"), "Example CPU, 2 online, SMT on, governor powersave");
  EXPECT_EQ(condition(made, "note"), "cpp_null is not built");
  EXPECT_EQ(condition(made, "damaged"), "trials/7.json: cut off");
  EXPECT_EQ(condition(made, "workers of each server"), "1; go_nethttp: GOMAXPROCS");
  EXPECT_THAT(condition(made, "go_nethttp"), HasSubstr("go {\"major\":1}, n 2"));
  EXPECT_THAT(condition(made, "cpp_beast"), HasSubstr("; \"1.81\"; "));
  for (const auto *finished : {"soon", "2001-01-01T00:00:00Z"}) { // the wall clock was set back meanwhile
    record.finished = finished;
    EXPECT_EQ(condition(made, "lasted"), "no such line");
  }
}

TEST(Reading, ExplainsLoadsAndPairOnlyWhereTheRunHasThem) {
  const auto labels = [](const Made &made) {
    std::vector<std::string> all;
    for (const auto &line : make_reading({made.run, made.summary})) all.push_back(line.label);
    return all;
  };
  auto made = made_three_servers();
  EXPECT_THAT(labels(made),
              testing::IsSupersetOf({"×", "full load (closed)", "the same rate for all (common)", "A/A pair"}));
  made.summary.self_ratios.clear();
  EXPECT_THAT(labels(made), Not(Contains("A/A pair")));
  made.run.record.loads.pop_back();
  EXPECT_THAT(labels(made), Not(Contains("the same rate for all (common)")));
  made.run.record.loads.clear();
  EXPECT_THAT(labels(made), Not(Contains("full load (closed)")));
}

TEST(Conditions, DeviationsNameServerCheckAndReason) {
  const auto made = made_three_servers();
  const auto lines = make_deviations({made.run, made.summary});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].label, "python_fastapi: head");
  EXPECT_EQ(lines[0].text, "FastAPI answers 405 to HEAD unless a route asks for it");
}

TEST(PairTable, AnIntervalThatSaysNothingIsNoFigure) {
  auto made = made_three_servers();
  made.summary.self_ratios.front().ratio = {4.7, Interval{0, 17120.73}, 3};
  made.summary.self_ratios.front().verdict = Verdict::undecided;
  EXPECT_EQ(tables_of(made).back().rows.front().cells.front().text,
            "too uncertain (3 launches), spread 0.32 %: undecided");
}

} // namespace
} // namespace reqbench::report
