// All formats say the same: figures, sentences and findings of one view, read back from each of them.
#include "report/printed.hpp"
#include "report/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace reqbench::report {
namespace {

using namespace printed;
using testing::HasSubstr;

TEST(Formats, AllTellTheSameFigures) {
  auto made = made_three_servers();
  made.cell("go_nethttp", "json", "closed").limiter = statistics::Limiter::generator;
  made.cell("go_nethttp", "json", "closed").marks = {"a | b", "c_d <e>"};
  auto &latency = made.cell("cpp_beast", "json", "closed").latency;
  for (int i = 0; i < 3000; ++i) latency.record_at_least(std::chrono::seconds{2});
  for (const auto &view : {made_view(made), made_view(made_one_trial()), made_view(made_all_failed())}) {
    const auto figures = in_view(view);
    EXPECT_EQ(in_json(view), figures);
    EXPECT_EQ(in_markdown(view), figures);
    EXPECT_EQ(in_html(view), figures);
    EXPECT_EQ(in_terminal(view), figures);
  }
}

/// Without line breaks and markup, so that a sentence can be looked for.
std::string read_by_people(const Format &format, const View &view) {
  auto text = format.print(view);
  if (format.name == "html")
    text = std::regex_replace(print_html_body(view), std::regex{"</?(code|a|em|p|li)[^>]*>"}, "");
  text = std::regex_replace(replaced_all(replaced_all(text, "&nbsp;", " "), "`", ""), std::regex{"[ \n]+"}, " ");
  return std::regex_replace(without_entities(text), std::regex{R"(\\(.))"}, "$1");
}

TEST(Formats, AllTellTheSameSentencesAndFindings) {
  const auto view = made_view(made_three_servers());
  std::vector<std::string> sentences{view.trust, view.found.front().text};
  sentences.insert(sentences.end(), view.verdicts.begin(), view.verdicts.begin() + 3);
  sentences.insert(sentences.end(), view.bearing.begin(), view.bearing.end());
  ASSERT_EQ(view.bearing.size(), 2u);
  for (const auto &format : format_table) {
    if (format.name == "csv") continue; // numbers only
    const auto text = read_by_people(format, view);
    for (const auto &sentence : sentences) EXPECT_THAT(text, HasSubstr(replaced_all(sentence, "`", ""))) << format.name;
  }
}

/// "6.44 ×" of a sentence stands in a table as "6.44 × (6.37–6.51)"; a bound, "at least 12.5 ×", as "≥ 12.5 ×".
TEST(Formats, ANumberOfASentenceIsThatOfATable) {
  auto made = made_three_servers();
  made.ratio("cpp_beast", "order", "closed", statistics::Metric::throughput).ratio.value = 12.586;
  made.ratio("cpp_beast", "order", "closed", statistics::Metric::throughput).lower_bound = true;
  for (const auto &view : {made_view(made), made_view(made_ties()), made_view(made_wide())}) {
    std::set<std::string> figures;
    const std::regex ratio{R"([0-9.]+ ×( \([0-9.–]+\))?)"};
    const auto each = [&](const std::string &text, const auto &with) {
      for (std::sregex_iterator found{text.begin(), text.end(), ratio}, end; found != end; ++found) with(found->str());
    };
    for (const auto &text : in_view(view))
      each(text, [&](const std::string &figure) {
        figures.insert(figure);
        figures.insert(figure.substr(0, figure.find(" (")));
      });
    auto sentences = view.verdicts;
    for (const auto &chart : view.charts) sentences.push_back(chart.title);
    for (const auto &sentence : sentences)
      each(sentence,
           [&](const std::string &figure) { EXPECT_TRUE(figures.contains(figure)) << figure << ": " << sentence; });
  }
}

TEST(Formats, EachBeginsWithTheAnswer) {
  const auto view = made_view(made_three_servers());
  for (const auto &format : format_table) {
    if (format.name == "csv" || format.name == "summary") continue;
    const auto text = replaced_all(replaced_all(format.print(view), "&nbsp;", " "), "\n", " ");
    const auto answer = text.find("On this machine, with one processor"), figure = text.find("27.0 k"),
               condition = text.find("Debian GNU/Linux 12");
    EXPECT_LT(answer, figure) << format.name;
    EXPECT_LT(figure, condition) << format.name;
    EXPECT_NE(condition, text.npos) << format.name;
  }
}

} // namespace
} // namespace reqbench::report
