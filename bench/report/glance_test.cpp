#include "report/glance.hpp"

#include "report/made_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

using statistics::Limiter;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Table glance_of(const Made &made) { return glance_table({made.run, made.summary}); }

std::vector<std::string> titles_of(const Table &table) {
  std::vector<std::string> titles;
  for (const auto &column : table.columns) titles.push_back(column.title);
  return titles;
}

std::vector<std::string> texts_of(const Row &row) {
  std::vector<std::string> texts{row.label};
  for (const auto &figure : row.cells) texts.push_back(figure.text);
  return texts;
}

std::vector<std::string> marks_of(const Row &row) {
  std::vector<std::string> words;
  for (const auto &mark : row.marks) words.push_back(mark_words(mark));
  return words;
}

Made two_at_a_glance() {
  auto made = made_run(3);
  add_server(made, "python_fastapi", "Python");
  add_server(made, "go_nethttp", "Go");
  add_cells(made, "python_fastapi", "json", {{1000, 1000, 1000}, {240, 240, 240}, 15, 48});
  add_cells(made, "go_nethttp", "json", {{3000, 3100, 3200}, {75, 75, 75}, 5, 12});
  add_ratios(made);
  return made;
}

TEST(Glance, HasOneRowAServerWithItsAbsoluteFiguresBestFirst) {
  const auto table = glance_of(two_at_a_glance());
  EXPECT_THAT(titles_of(table), ElementsAre("requests/s", "CPU µs/request", "p99", "memory", "limited by"));
  ASSERT_THAT(table.rows, SizeIs(2));
  EXPECT_THAT(texts_of(table.rows[0]),
              ElementsAre("go_nethttp", "3.10 k", "75.0", "10.0 ms", "12.0 MiB", "the server"));
  EXPECT_THAT(texts_of(table.rows[1]),
              ElementsAre("python_fastapi", "1.00 k", "240", "30.0 ms", "48.0 MiB", "the server"));
  EXPECT_EQ(
      table.note,
      "Requests/s under full load (every connection asks again at once); CPU time and p99 at the same rate for all "
      "(2.00 k requests/s), where a request mostly costs more than under full load; memory of all its processes, right "
      "after the load; limited by: what had no CPU time left under full load.");
}

TEST(Glance, OfSeveralWorkloadsNamesThemAndTellsMemoryAndLimitOnce) {
  auto made = made_three_servers();
  made.cell("cpp_beast", "order", "closed").limiter = Limiter::both;
  for (auto &cell : made.summary.cells)
    if (cell.server == "cpp_beast" && cell.workload == "order")
      by_hand::set(cell, statistics::Metric::memory_loaded, {5 * 1048576.0, 5 * 1048576.0, 5 * 1048576.0});
  const auto table = glance_of(made);
  EXPECT_THAT(titles_of(table),
              ElementsAre("json: requests/s", "order: requests/s", "json: CPU µs/request", "order: CPU µs/request",
                          "json: p99", "order: p99", "memory", "limited by"));
  ASSERT_THAT(table.rows, SizeIs(3)) << "the pair's second member is no server of its own";
  EXPECT_THAT(texts_of(table.rows[0]),
              ElementsAre("cpp_beast", "27.0 k", "≥ 13.5 k", "35.3", "35.3", "4.60 ms", "4.60 ms", "4.00–5.00 MiB",
                          "the server; order: server and load generator"));
}

TEST(Glance, RaisesNoServerThatLacksTheSlowestWorkload) {
  auto made = two_at_a_glance();
  made.run.record.workloads.push_back({"slow", "", "", {}});
  add_cells(made, "go_nethttp", "slow", {{30, 31, 32}, {75, 75, 75}, 5, 12}); // python_fastapi has no figures for it
  EXPECT_EQ(glance_of(made).rows.at(0).label, "go_nethttp") << "though 310 is less than 1000";
}

TEST(Glance, OfManyWorkloadsTellsTheRatesAlone) {
  const auto table = glance_of(made_wide());
  EXPECT_THAT(table.columns, SizeIs(12 + 2)) << "requests/s of each, memory, limit";
  EXPECT_THAT(table.rows, SizeIs(9));
}

TEST(Glance, HasNoColumnOfALoadThatWasNotAskedAndNoRowWithoutFigures) {
  auto made = two_at_a_glance();
  made.run.record.loads.pop_back();
  EXPECT_THAT(titles_of(glance_of(made)), ElementsAre("requests/s", "memory", "limited by"));
  EXPECT_THAT(glance_of(made_empty()).rows, IsEmpty());
  EXPECT_THAT(glance_of(made_all_failed()).rows, IsEmpty());
}

TEST(Glance, MarksWhatIsTunedOrInvalid) {
  auto made = two_at_a_glance();
  made.run.record.servers[1].variant = "tuned";
  made.cell("go_nethttp", "json", "common").invalid = true;
  EXPECT_THAT(marks_of(glance_of(made).rows[0]), ElementsAre("tuned", "invalid"));
}

TEST(Glance, MarksOfSeveralWorkloadsWhichOneIsInvalid) {
  auto made = made_three_servers();
  made.cell("cpp_beast", "order", "common").invalid = true;
  EXPECT_THAT(marks_of(glance_of(made).rows[0]), ElementsAre("order invalid"));
  made.cell("cpp_beast", "json", "closed").invalid = true;
  EXPECT_THAT(marks_of(glance_of(made).rows[0]), ElementsAre("invalid"));
  auto wide = made_wide();
  wide.cell("server_9", "workload_1", "common").invalid = true;
  EXPECT_THAT(marks_of(glance_of(wide).rows[0]), IsEmpty()) << "no figure of that load stands here";
}

TEST(Glance, ShowsThatAPercentileIsKnownRoughly) {
  auto made = two_at_a_glance();
  auto &interval = made.cell("go_nethttp", "json", "common").quantile_intervals[1]; // p99 is 10 ms
  interval->high = std::chrono::milliseconds{11};
  interval->low = std::chrono::microseconds{8400};
  EXPECT_EQ(glance_of(made).rows[0].cells[2].text, "10.0 ms");
  EXPECT_THAT(glance_of(made).note, testing::Not(testing::HasSubstr("≈")));
  interval->low = std::chrono::microseconds{8200};
  EXPECT_EQ(glance_of(made).rows[0].cells[2].text, "≈ 10.0 ms");
  EXPECT_THAT(glance_of(made).note,
              testing::EndsWith(" ≈: its interval, in the table of that load, reaches more than a "
                                "fifth below or above it."));
  interval->low = std::chrono::milliseconds{9};
  interval->high = std::chrono::microseconds{12'200};
  EXPECT_EQ(glance_of(made).rows[0].cells[2].text, "≈ 10.0 ms");
}

} // namespace
} // namespace reqbench::report
