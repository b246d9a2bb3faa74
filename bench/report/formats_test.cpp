#include "report/formats.hpp"

#include "report/made_report.hpp"
#include "report/page/parts.hpp"
#include "report/printed.hpp"
#include "report/report.hpp"
#include "report/text.hpp"

#include "base/file.hpp"
#include "base/unseen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace reqbench::report {
namespace {

using namespace printed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TEST(Terminal, FitsEightyColumnsAndGrowsWithTheTerminal) {
  const auto view = made_view(made_three_servers());
  const auto widest = [&](std::size_t columns) {
    std::size_t most = 0;
    for (const auto &line : printed_lines(print_terminal(view, columns))) most = std::max(most, width(line));
    return most;
  };
  EXPECT_EQ(print_terminal(view), print_terminal(view, 80));
  EXPECT_LE(widest(80), 80U);
  EXPECT_LE(widest(140), 140U);
  EXPECT_GT(widest(140), 110U);
  EXPECT_EQ(widest(100000), widest(200)) << "nobody reads longer lines";
}

TEST(Terminal, ARunOfManyWorkloadsOpensWithWhatFitsOnAScreen) {
  auto view = made_view(made_wide());
  view.verdicts = {"first", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
  const auto printed = print_terminal(view, 120);
  EXPECT_THAT(printed, HasSubstr("\n- 8\n- 3 more such sentences stand in report.md"));
  EXPECT_THAT(printed, Not(HasSubstr("- 9\n")));
  view.verdicts.resize(9);
  EXPECT_THAT(print_terminal(view, 120), HasSubstr("\n- 8\n- 9\n"));
  for (const auto columns : {80U, 120U, 200U})
    for (const auto &line : printed_lines(print_terminal(view, columns))) EXPECT_LE(width(line), columns) << line;
}

/// cpp_beast 27.0 k, go_nethttp 13.0 k, python_fastapi 4.20 k: the longest bar is the best server's, the others in
/// proportion, to an eighth of a character.
TEST(Terminal, DrawsWhatIsComparedInProportion) {
  const auto lines = printed_lines(print_terminal(made_view(made_three_servers())));
  const auto eighths = [](const std::string &line) {
    static const std::vector<std::string> parts{"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
    double sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (auto at = line.find(parts[i]); at != line.npos; at = line.find(parts[i], at + 1))
        sum += static_cast<double>(i + 1);
    return sum;
  };
  std::map<std::string, double> length;
  for (const auto &line : lines)
    if (eighths(line) > 0) length.emplace(line.substr(0, line.find(' ')), eighths(line));
  ASSERT_EQ(length.size(), 3U);
  EXPECT_NEAR(length["go_nethttp"] / length["cpp_beast"], 13.0 / 27.0, 1 / length["cpp_beast"]);
  EXPECT_NEAR(length["python_fastapi"] / length["cpp_beast"], 4.2 / 27.0, 1 / length["cpp_beast"]);
}

/// What ends with exit code 4 says why before anything else that could be believed.
TEST(Formats, SayFirstWhyARunIsInvalid) {
  auto made = made_three_servers();
  made.summary.findings = {{.id = "generator_late",
                            .grade = statistics::Grade::invalid,
                            .text = "x",
                            .remedy = "y",
                            .where = {"cpp_beast", "json", "common"},
                            .what = "x"}};
  const auto view = made_view(made);
  const std::string why = "Invalid (exit code 4): the check `generator_late` hits `cpp_beast` × `json` × the same rate";
  EXPECT_THAT(view.verdicts.front(), HasSubstr(why));
  EXPECT_THAT(view.verdicts[1], HasSubstr("On this machine, "));
  for (const auto &format : format_table) {
    if (format.name == "csv") continue; // figures alone
    const auto printed = format.print(view);
    const auto said = printed.find("Invalid (exit code 4)");
    ASSERT_NE(said, printed.npos) << format.name;
    EXPECT_LT(said, printed.find("On this machine, ")) << format.name;
  }
}

TEST(Summary, IsOneScreenWithTheAnswerFirst) {
  const auto view = made_view(made_three_servers());
  const auto lines = printed_lines(print_summary(view));
  EXPECT_LE(lines.size(), 30U);
  EXPECT_THAT(lines[2], HasSubstr("Invalid (exit code 4): the check `generator_late` hits the run."));
  EXPECT_THAT(lines[4],
              HasSubstr("cpp_beast answered 6.44 × the requests of python_fastapi and 2.07 × those of go_nethttp"));
  const auto text = print_summary(view);
  EXPECT_THAT(text, HasSubstr("**How sure.**"));
  EXPECT_THAT(text, HasSubstr("**invalid**"));
  EXPECT_THAT(text, Not(HasSubstr("<details>"))) << "the report has the rest";
}

/// Scripts are no markup; what stands in them is looked at by itself.
std::string without_scripts(std::string page) {
  for (auto at = page.find("<script"); at != page.npos; at = page.find("<script", at)) {
    const auto begin = page.find('>', at) + 1, end = page.find("</script>", begin);
    page.erase(at, end + 9 - at);
  }
  return page;
}

TEST(Html, NothingForeignBecomesMarkup) {
  const std::set<std::string> known{
      "a",       "body",     "button", "caption", "code", "dd",      "details", "div",   "dl",     "dt",
      "em",      "figure",   "form",   "h1",      "h2",   "h3",      "input",   "label", "li",     "main",
      "nav",     "noscript", "option", "output",  "p",    "section", "select",  "small", "span",   "strong",
      "summary", "table",    "tbody",  "td",      "th",   "thead",   "tr",      "ul",    "header", "figcaption"};
  const std::regex tag{R"(<[/]?([a-z0-9]+)((?: [a-zA-Z-]+(?:="[^"<>]*")?)*)>)"};
  for (const auto &text : hostile) {
    const auto page = without_scripts(print_html_body(made_view(made_hostile(text))));
    std::size_t tags = 0;
    for (std::sregex_iterator found{page.begin(), page.end(), tag}, end; found != end; ++found, ++tags)
      EXPECT_TRUE(known.contains((*found)[1].str())) << text << ": " << (*found)[0].str();
    EXPECT_EQ(tags, static_cast<std::size_t>(std::count(page.begin(), page.end(), '<'))) << text;
    EXPECT_THAT(page, Not(HasSubstr("http:"))) << "the page must not ask the network";
  }
}

TEST(Html, WhatTheScriptReadsHoldsNoMarkupEither) {
  const std::regex script{R"re(<script type="application/json" id="[a-z]+">([^<]*)</script>)re"};
  for (const auto &text : hostile) {
    const auto page = print_html_body(made_view(made_hostile(text)));
    int read = 0;
    for (std::sregex_iterator found{page.begin(), page.end(), script}, end; found != end; ++found, ++read)
      EXPECT_TRUE(base::parse_json((*found)[1].str(), "the page")) << text;
    EXPECT_EQ(read, 2) << text;
  }
}

TEST(Html, TheNameOfACheckLeadsToWhatItFoundAndMeans) {
  auto made = made_three_servers();
  const auto twice = made.summary.findings.at(1);
  made.summary.findings.push_back(twice);
  made.summary.findings.back().grade = statistics::Grade::note; // of another grade, so told by itself
  const auto page = print_html_body(made_view(made));
  EXPECT_THAT(page, HasSubstr("<a href=\"#finding-not_steady\"><code>not_steady</code></a>"));
  std::size_t targets = 0;
  for (auto at = page.find("id=\"finding-not_steady\""); at != page.npos;
       at = page.find("id=\"finding-not_steady\"", at + 1))
    ++targets;
  EXPECT_EQ(targets, 1u);
}

TEST(Html, ItsPolicyAllowsItsOwnScriptsAndNothingElse) {
  const auto page = print_html(made_view(made_one_trial()));
  EXPECT_THAT(
      page, testing::ContainsRegex(
                "default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}=' "
                "'sha256-[A-Za-z0-9+/]{43}=' 'sha256-[A-Za-z0-9+/]{43}='; style-src 'unsafe-inline'; img-src data:;"));
  EXPECT_THAT(page, HasSubstr("<script>" + std::string{page_script} + "</script>"));
  EXPECT_THAT(page, HasSubstr("<script>" + std::string{draw_script} + "</script>"));
  EXPECT_THAT(page, HasSubstr(" id=\"chart-library\">" + std::string{chart_library} + "</script>"));
  EXPECT_THAT(page, HasSubstr("Copyright")) << "the library's licences go with it";
}

TEST(Html, WithoutAChartThereIsNoLibraryAndNothingIsSaidOfCharts) {
  const auto page = print_html(made_view(made_empty()));
  EXPECT_THAT(page, testing::ContainsRegex("script-src 'sha256-[A-Za-z0-9+/]{43}='; style-src"));
  for (const char *of_charts : {"id=\"chart-library\"", "Vega-Lite", "Copyright"})
    EXPECT_THAT(page, Not(HasSubstr(of_charts)));
}

TEST(Html, TheEmbeddedTextsAreTheFiles) {
  const auto folder = std::filesystem::path{REQBENCH_SOURCE_DIR} / "bench/report/page";
  EXPECT_EQ(page_style, base::read_file(folder / "page.css").value());
  EXPECT_EQ(page_script, base::read_file(folder / "page.js").value());
  EXPECT_EQ(draw_script, base::read_file(folder / "draw.js").value());
  EXPECT_EQ(chart_library, base::read_file(folder / "charts/charts.js").value());
  EXPECT_EQ(chart_licences, base::read_file(folder / "charts/charts_licences.txt").value());
}

TEST(Html, TheContentsLeadToEveryPartOfThePage) {
  const auto page = print_html_body(made_view(made_three_servers()));
  const auto nav = page.substr(page.find("<nav"), page.find("</nav>") - page.find("<nav"));
  const std::regex link{R"re(<a href="#([^"]+)">([^<]+)</a>)re"};
  std::vector<std::string> titles;
  for (std::sregex_iterator found{nav.begin(), nav.end(), link}, end; found != end; ++found) {
    titles.push_back((*found)[2].str());
    EXPECT_THAT(page, HasSubstr("<h2 id=\"" + (*found)[1].str() + "\">")) << titles.back();
  }
  EXPECT_THAT(titles, ElementsAre("The answer", "What was compared, and how sure it is", "Who is faster", "All figures",
                                  "Latency by percentile", "Latency as the load grows", "Memory",
                                  "CPU cost of a request", "json", "order", "The run against itself", "Findings",
                                  "Conditions", "Deviations by design", "How to read", "Every launch"));
}

/// Of the parts of the page and of its tables; a chart's table has the title of its chart.
TEST(Html, NoHeadingStandsTwice) {
  for (const auto &made : {made_three_servers(), made_one_trial(), made_ties()}) {
    const auto page = print_html_body(made_view(made));
    const std::regex heading{R"re((?:<h2[^>]*>|<table class="(?:figures|whole)">\n<caption><span>)([^<]+))re"};
    std::vector<std::string> titles;
    for (std::sregex_iterator found{page.begin(), page.end(), heading}, end; found != end; ++found) {
      titles.push_back((*found)[1].str());
      titles.back().erase(titles.back().find_last_not_of(' ') + 1);
    }
    EXPECT_GT(titles.size(), 8u);
    std::ranges::sort(titles);
    const auto twice = std::ranges::adjacent_find(titles);
    EXPECT_EQ(twice, titles.end()) << (twice == titles.end() ? "" : *twice);
  }
}

/// Full load compares requests/s, the common rate CPU: each has its own column, with nothing of the other in it.
TEST(Html, AColumnOfAllFiguresComparesOneFigure) {
  const auto view = made_view(made_three_servers());
  const auto &columns = view.figures.columns;
  std::vector<std::string> ratios, keys;
  for (const auto &column : columns) {
    keys.push_back(column.key);
    if (column.key.starts_with("ratio")) ratios.push_back(column.title);
  }
  EXPECT_THAT(ratios, ElementsAre("requests/s vs python_fastapi", "CPU vs python_fastapi"));
  const auto first = std::ranges::find(keys, "ratio_throughput_per_s");
  ASSERT_LT(first - keys.begin(), std::ssize(keys) - 1);
  EXPECT_EQ(*(first + 1), "ratio_server_cpu_us_per_request") << "they stand beside each other";
  std::ranges::sort(keys);
  EXPECT_EQ(std::ranges::adjacent_find(keys), keys.end());
  const auto of_ratio = [&](const Row &row, const std::string &title) {
    const auto at = std::ranges::find(columns, title, &Column::title) - columns.begin();
    return row.cells.at(static_cast<std::size_t>(at)).text;
  };
  for (const auto &row : view.figures.rows) {
    const bool closed = row.load == "closed";
    EXPECT_EQ(of_ratio(row, closed ? "CPU vs python_fastapi" : "requests/s vs python_fastapi"), "–");
    if (row.server != "cpp_beast" || row.workload != "json") continue;
    EXPECT_THAT(of_ratio(row, closed ? "requests/s vs python_fastapi" : "CPU vs python_fastapi"),
                testing::EndsWith(closed ? ") faster" : ") less"));
  }
}

/// What a page of so many servers and workloads weighs, and that nothing is missing from it.
TEST(Html, NineServersAndTwelveWorkloadsStayBelowTwoMebibytes) {
  const auto view = made_view(made_wide());
  const auto page = print_html(view);
  EXPECT_LT(page.size(), 2u << 20);
  EXPECT_THAT(view.figures.rows, SizeIs(9 * 12 * 2));
  std::size_t pictures = 0;
  for (auto at = page.find("class=\"picture\""); at != page.npos; at = page.find("class=\"picture\"", at + 1))
    ++pictures;
  EXPECT_EQ(pictures, std::ranges::count_if(view.charts, [](const Chart &chart) { return chart.add.empty(); }));
  EXPECT_EQ(pictures, 3u * 12); // ratio, latency and cost of each workload
}

TEST(Html, ARunWithAnInvalidFindingSaysSoInItsHead) {
  auto made = made_three_servers();
  EXPECT_THAT(print_html(made_view(made)), HasSubstr("not valid: see the findings"));
  made.summary.findings.erase(made.summary.findings.begin());
  EXPECT_THAT(print_html(made_view(made)), Not(HasSubstr("not valid")));
}

/// Bars that separate cells: those that no backslash precedes.
std::size_t bars(const std::string &line) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '|')
      ++count;
  }
  return count;
}

TEST(Markdown, NothingForeignBreaksATableOrBecomesHtml) {
  for (const auto &text : hostile) {
    const auto view = made_view(made_hostile(text));
    const auto printed = print_markdown(view);
    const auto plain = std::regex_replace(printed, std::regex{"`[^`\n]*`"}, "");
    const auto known = std::regex_replace(plain, std::regex{"</?(details|summary)>"}, "");
    EXPECT_THAT(known, Not(HasSubstr("<"))) << text;
    std::size_t rows = 0, expected_rows = 0;
    std::size_t expected = 0;
    const auto lines = printed_lines(printed);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].starts_with("|")) continue;
      ++rows;
      if (!lines[i - 1].starts_with("|")) expected = bars(lines[i]);
      EXPECT_EQ(bars(lines[i]), expected) << text << ": " << lines[i];
    }
    for (const auto &table : printed_tables(view)) expected_rows += table.rows.size() + 2;
    EXPECT_EQ(rows, expected_rows) << text;
  }
}

TEST(Markdown, TheNameOfACheckStaysInItsLine) {
  auto made = made_three_servers();
  made.summary.findings = {{"one\ntwo", statistics::Grade::invalid, "x", "y"},
                           {"odd ` tick", statistics::Grade::note, "x", "y"}};
  const auto printed = print_markdown(made_view(made));
  EXPECT_THAT(printed, HasSubstr("- **invalid** `one two`: x."));
  EXPECT_THAT(printed, HasSubstr("- **note** \\`odd \\` tick\\`: x."));
  EXPECT_THAT(print_summary(made_view(made)), HasSubstr("- **invalid** `one two`: x."));
}

TEST(Markdown, ALineThatBeginsLikeAListOrHeadingIsText) {
  auto made = made_three_servers();
  made.summary.findings = {{"x", statistics::Grade::note, "# big", "1. first"}};
  EXPECT_THAT(print_markdown(made_view(made)), HasSubstr("- **note** `x`: \\# big. *What to do:* 1\\. first\n"));
}

TEST(EveryFormat, ShowsWhatWouldNotBeSeenAndNothingThatDrivesATerminal) {
  for (const auto &format : format_table)
    for (const auto &text : hostile) {
      const auto view = made_view(made_hostile(text));
      const auto printed = format.name == "html" ? print_html_body(view) : format.print(view);
      for (std::string_view left{printed}; !left.empty();) {
        const auto [code, bytes] = base::first_character(left);
        const bool drives = (code < 0x20 && code != '\n' && code != '\r') || (code >= 0x7F && code < 0xA0);
        ASSERT_FALSE(drives || base::is_unseen(code)) << format.name << ": " << text << ": " << base::escaped(code);
        left.remove_prefix(bytes);
      }
    }
}

TEST(Terminal, ALabelLongerThanALineIsCut) {
  const auto printed = print_terminal(made_view(made_hostile(std::string(10'000, 'x'))));
  EXPECT_THAT(printed, HasSubstr("\nbase " + std::string(74, 'x') + "…  "));
}

TEST(Terminal, NoControlByteReachesIt) {
  for (const auto &text : hostile) {
    const auto printed = print_terminal(made_view(made_hostile(text)));
    for (const char c : printed) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << text;
    EXPECT_THAT(printed, Not(HasSubstr("\u202E")));
    EXPECT_THAT(printed, Not(HasSubstr("\xff")));
  }
}

/// RFC 4180, as a spreadsheet reads it.
std::vector<std::vector<std::string>> read_csv(const std::string &text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"')
      rows.back().back() += text[i++];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && text[i] == ',')
      rows.back().emplace_back();
    else if (!quoted && text[i] == '\n')
      rows.push_back({""});
    else if (quoted || text[i] != '\r')
      rows.back().back() += text[i];
  }
  rows.pop_back();
  return rows;
}

TEST(Csv, EveryTextComesBackOnOneLineAndNoneIsAFormulaOrACommand) {
  auto texts = hostile;
  texts.insert(texts.end(), {"\t=1+1", "\r@x", "  -1", "＝1+1",
                             "\xc2\x9b"
                             "2J"});
  for (const auto &text : texts) {
    auto view = made_view(made_hostile(text));
    view.run_id = text;
    view.data = {{text, text, text, "metric", 1, 2, 0.1}};
    const auto rows = read_csv(print_csv(view));
    ASSERT_THAT(rows, SizeIs(2)) << text;
    ASSERT_THAT(rows[1], SizeIs(8)) << text;
    const auto &field = rows[1][1];
    EXPECT_THAT(field, testing::AnyOf(one_line(text), "'" + one_line(text)));
    const auto first = field.find_first_not_of(' ');
    EXPECT_TRUE(first == field.npos || std::string{"=+-@"}.find(field[first]) == std::string::npos) << field;
    EXPECT_FALSE(field.starts_with("＝"));
    EXPECT_THAT(rows[1], testing::ElementsAre(field, field, field, field, "1", "2", "metric", "0.1"));
  }
}

TEST(Csv, HasOneRowPerTrialLoadAndMetric) {
  const auto rows = read_csv(print_csv(made_view(made_one_trial())));
  EXPECT_THAT(rows.front(),
              testing::ElementsAre("run_id", "server", "workload", "load", "block", "trial", "metric", "value"));
  EXPECT_THAT(rows,
              testing::Contains(testing::ElementsAre("20261123-052059-quick", "python_fastapi", "json", "closed", "1",
                                                     "1", "throughput_per_s", "4200"))); // 8400 answers in 2 s
  EXPECT_THAT(rows, testing::Contains(testing::ElementsAre("20261123-052059-quick", "python_fastapi", "json", "closed",
                                                           "1", "1", "requests_timed_out", "10")));
}

/// The geometric mean of the rows is the ratio that the tables and sentences tell.
TEST(Csv, HoldsTheStepsOfTheOrderByLaunch) {
  auto made = made_three_servers();
  const auto view = made_view(made);
  double logs = 0;
  int launches = 0;
  for (const auto &row : read_csv(print_csv(view)))
    if (row[1] == "cpp_beast" && row[2] == "json" && row[6] == "throughput_ratio_to_next") {
      EXPECT_EQ(row[3], "closed");
      logs += std::log(std::stod(row[7]));
      ++launches;
    }
  ASSERT_EQ(launches, 3);
  const auto &step = made.summary.neighbour_ratios.front();
  EXPECT_NEAR(std::exp(logs / launches), step.ratio.value, 1e-12);
  EXPECT_THAT(in_view(view), testing::Contains(testing::StartsWith(ratio_text(step.ratio) + " of go_nethttp")));
}

TEST(Csv, AFailedTrialGivesNoRow) {
  auto made = made_one_trial();
  made.run.trials.front().failure = "the server died";
  EXPECT_THAT(read_csv(print_csv(made_view(made))), SizeIs(1));
}

TEST(Json, KeepsEveryTextAndWritesNullForNoNumber) {
  for (const auto &text : hostile) {
    const auto report = base::Json::parse(print_json(made_view(made_hostile(text))));
    EXPECT_EQ(report["schema_version"], 1);
    if (text != "\xff\xfe") { // what is not UTF-8 cannot stand in JSON
      EXPECT_EQ(report["findings"][0]["text"], text);
    }
  }
  auto made = made_three_servers();
  made.cell("go_nethttp", "json", "closed").by_block[0][1] = std::nan("");
  const auto report = base::Json::parse(print_json(made_view(made)));
  for (const auto &cell : report["cells"]) {
    if (cell["server"] == "go_nethttp" && cell["workload"] == "json" && cell["load"] == "closed") {
      EXPECT_TRUE(cell["metrics"]["throughput_per_s"]["by_block"][1].is_null());
    }
  }
}

TEST(Json, NamesPercentilesThatAreLowerBoundsAndRatiosThatAreBounds) {
  auto made = made_three_servers();
  auto &latency = made.cell("go_nethttp", "json", "closed").latency;
  latency.reset();
  latency.record(std::chrono::milliseconds{1}, 9000);
  for (int i = 0; i < 500; ++i) latency.record_at_least(std::chrono::seconds{2});
  using statistics::Metric;
  made.ratio("go_nethttp", "json", "closed", Metric::throughput).lower_bound = true;
  made.ratio("cpp_beast", "json", "closed", Metric::throughput).upper_bound = true;
  made.ratio("cpp_beast", "order", "closed", Metric::throughput).withheld = true;
  made.cell("go_nethttp", "json", "closed").marks = {"not steady (1)"};
  const auto report = base::Json::parse(print_json(made_view(made)));
  int lower = 0, upper = 0, withheld = 0, self = 0;
  for (const auto &ratio : report["ratios"]) {
    lower += ratio.value("bound", "") == "lower" ? 1 : 0;
    upper += ratio.value("bound", "") == "upper" ? 1 : 0;
    self += ratio["self"] == true ? 1 : 0;
    if (!ratio.value("withheld", false)) continue;
    ++withheld;
    EXPECT_FALSE(ratio.contains("ratio"));
  }
  EXPECT_EQ(lower, 1);
  EXPECT_EQ(upper, 1);
  EXPECT_EQ(withheld, 1);
  EXPECT_EQ(self, static_cast<int>(made.summary.self_ratios.size()));
  for (const auto &cell : report["cells"]) {
    if (cell["server"] != "go_nethttp" || cell["workload"] != "json" || cell["load"] != "closed") continue;
    EXPECT_EQ(cell["latency_ns"]["at_least"], base::Json::array({"p99", "p99.9", "p99.99", "max"}));
    EXPECT_EQ(cell["marks"], base::Json::array({"not steady (1)"}));
  }
}

TEST(Json, HasTheIdOfAMarkAndItsWords) {
  auto made = made_three_servers();
  made.cell("cpp_beast", "order", "closed").invalid = true;
  const auto row = base::Json::parse(print_json(made_view(made)))["glance"]["rows"][0];
  EXPECT_EQ(row["marks"], base::Json::array({"invalid"}));
  EXPECT_EQ(row["mark_words"], base::Json::array({"order invalid"}));
}

TEST(Json, HoldsTheStepsOfTheOrderAndTheFindingsByCheck) {
  const auto report = base::Json::parse(print_json(made_view(made_three_servers())));
  int steps = 0;
  for (const auto &ratio : report["ratios"])
    if (ratio.value("neighbour", false) && ratio["workload"] == "json" && ratio["metric"] == "throughput_per_s") {
      EXPECT_EQ(ratio["verdict"], "faster");
      EXPECT_EQ(ratio["ratio"]["by_block"].size(), 3u);
      ++steps;
    }
  EXPECT_EQ(steps, 2);
  EXPECT_EQ(report["glance"]["rows"].size(), 3u);
  ASSERT_EQ(report["checks"].size(), report["findings"].size());
  EXPECT_EQ(report["checks"][0]["id"], "generator_late");
}

TEST(FormatTable, IsFoundByName) {
  for (const auto &format : format_table) EXPECT_EQ(find_format(format.name), &format);
  EXPECT_EQ(find_format("pdf"), nullptr);
}

class WriteAll : public testing::Test {
protected:
  WriteAll() : folder_{std::filesystem::path{testing::TempDir()} / ("reqbench_report_" + std::to_string(::getpid()))} {
    std::filesystem::create_directories(folder_);
  }
  ~WriteAll() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(WriteAll, WritesEveryFormatThatHasAFile) {
  const auto view = made_view(made_one_trial());
  const auto written = write_all(view, folder_);
  ASSERT_TRUE(written);
  ASSERT_THAT(*written, SizeIs(4));
  for (const auto &path : *written) {
    for (const auto &format : format_table) {
      if (path.filename() == format.file) {
        EXPECT_EQ(base::read_file(path).value(), format.print(view)) << path;
      }
    }
  }
}

TEST_F(WriteAll, AFolderThatCannotBeWrittenIsAnErrorThatNamesTheFile) {
  const auto written = write_all(made_view(made_one_trial()), folder_ / "missing");
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message(), HasSubstr("writing the report"));
  EXPECT_THAT(written.error().message(), HasSubstr("report.md"));
}

} // namespace
} // namespace reqbench::report
