// findings.md against the table of checks: every check has a section, and nothing else has.
#include "statistics/checks.hpp"

#include "statistics/made_run.hpp"

#include "base/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>
#include <string>

namespace reqbench::statistics {
namespace {

std::string words(std::string_view text) {
  std::istringstream in{std::string{text}};
  std::string all;
  for (std::string word; in >> word;) all += (all.empty() ? "" : " ") + word;
  return all;
}

TEST(FindingsPage, HasASectionOfEachCheckThatBeginsWithItsSentenceAndTellsItsRemedy) {
  const auto page = *base::read_file(std::filesystem::path{REQBENCH_SOURCE_DIR} / "bench/statistics/findings.md");
  std::size_t sections = 0;
  for (auto at = page.find("\n## "); at != page.npos; at = page.find("\n## ", at + 1)) ++sections;
  EXPECT_EQ(sections, check_table.size());
  for (const auto &row : check_table) {
    const auto heading = "\n## `" + std::string{row.id} + "` · " + std::string{to_string(row.grade)} + "\n";
    const auto begin = page.find(heading);
    ASSERT_NE(begin, page.npos) << row.id;
    const auto end = std::min(page.find("\n## ", begin + 1), page.size());
    const auto section = words(std::string_view{page}.substr(begin + heading.size(), end - begin - heading.size()));
    EXPECT_TRUE(section.starts_with(words(row.sentence))) << row.id << ": " << section;
    EXPECT_NE(section.find(words(row.remedy)), section.npos) << row.id;
    EXPECT_NE(section.find("*Effect:* " + words(row.effect) + "."), section.npos) << row.id;
    EXPECT_NE(section.find("Evidence:"), section.npos) << row.id;
  }
}

TEST(Checks, HaveOneSentenceEachAndNoIdTwice) {
  std::set<std::string_view> ids, sentences;
  for (const auto &row : check_table) {
    EXPECT_TRUE(ids.insert(row.id).second) << row.id;
    EXPECT_TRUE(sentences.insert(row.sentence).second) << row.id;
    EXPECT_TRUE(row.sentence.ends_with('.')) << row.id;
    EXPECT_FALSE(row.remedy.ends_with('.')) << row.id;
    EXPECT_FALSE(row.effect.empty() || row.effect.ends_with('.')) << row.id;
  }
}

/// Of three cells with time stolen by the hypervisor, 2 %, 6 % and 4 % of their windows.
TEST(Findings, SayWhereTheyWereSeenHowMuchOfItAndWhatItCosts) {
  const auto run = MadeRun{}
                       .servers({"base", "a", "b"})
                       .blocks(3)
                       .closed()
                       .each_load([](const result::TrialRecord &trial, result::LoadRecord &load) {
                         const auto thousandths = trial.server == "base" ? 20 : trial.server == "a" ? 60 : 40;
                         load.steal = 2 * load.server_window * thousandths / 1000; // of two processors
                       })
                       .make();
  const auto findings = summarize(run).findings;
  ASSERT_EQ(findings.size(), 3u);
  const auto &one = findings[1];
  EXPECT_EQ(one.id, "steal");
  EXPECT_EQ(one.where, (Where{"a", "json", "closed"}));
  EXPECT_EQ(one.what, "the hypervisor took processor time in 3 of 3 launches, up to 6.00 % of the window");
  EXPECT_EQ(one.text, "`a` × `json` × `closed`: " + one.what);
  EXPECT_NEAR(one.size, 0.06, 1e-12);
  EXPECT_TRUE(one.effect.starts_with("requests/s may be too low"));
  EXPECT_EQ(one.sentence, "What the hypervisor takes looks like a slow server.");
}

} // namespace
} // namespace reqbench::statistics
