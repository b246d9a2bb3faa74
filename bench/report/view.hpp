// Everything a report shows, made once from a run and its summary: sentences, tables, conditions. No markup, no
// decisions left. Texts are what the run said: they may hold any byte, and each format makes them harmless for itself.
// `x` in a sentence is a name to be set apart.
#pragma once

#include "report/marks.hpp"

#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <limits>
#include <string>
#include <vector>

namespace reqbench::report {

/// What a figure means for its reader; formats show it beside the word, never instead of it.
enum class Tone { none, better, worse, tie, open };

/// One shown figure: the text for people and the number behind it (for JSON).
struct Figure {
  std::string text = "–"; ///< "26.9 k", "3.12 × (2.90–3.36)", "≥ 269 k", "> 2 s", "–" when there is none
  double value = std::numeric_limits<double>::quiet_NaN(); ///< in the column's unit; NaN when there is none
  Tone tone = Tone::none;
};

struct Column {
  std::string key;   ///< "throughput_per_s"
  std::string title; ///< "requests/s"
  std::string says;  ///< how it is measured, one sentence
  bool number = true;
};

struct Row {
  std::string label;       ///< what stands first: mostly the server
  std::vector<Mark> marks; ///< what must be known of it before its figures are read
  std::string server, workload, load;
  std::vector<Figure> cells; ///< one per column
  std::vector<int> trials{}; ///< the launches that its figures come from
};

struct Line {
  std::string label, text; ///< "processor", "AMD EPYC, 2 online"
};

struct Table {
  std::string title;          ///< "json: closed load, 64 connections"
  std::string note;           ///< the order of the rows, and what is compared
  std::string of;             ///< the title over the labels: "server"
  std::string workload, load; ///< empty when the table is about several
  std::string compared{};     ///< key of the column by which the rows stand in order; empty = by none
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool folded = false;         ///< long, and read second: closed at first where a format can do that
  std::vector<Line> details{}; ///< of its rows, where a cell has only the gist: "cpp_beast, outliers"
};

/// One picture: what it shows in a sentence, its numbers, and how Vega-Lite draws them.
struct Chart {
  std::string id, section;     ///< "cost-1", "cost" (chart_sections in chart/charts.hpp)
  std::string workload;        ///< empty when it is about several
  std::string title, subtitle; ///< its finding, made from the numbers; what is drawn, in which unit
  std::string says;            ///< how it was measured
  std::string add;             ///< instead of the picture: the command that adds the loads it lacks
  Table table;                 ///< the plotted numbers, with the launches they come from
  base::Json spec;
};

/// How a server looks in every chart: hue and shape say its language, lightness and dashes which of them it is.
struct Look {
  std::string server, language;
  std::string colour; ///< "var(--go-2)": the page has its value for light and dark
  std::string shape;  ///< "circle"
  std::vector<int> dash;
};

/// What one check found, in all the places where it did.
struct Found {
  std::string id;
  statistics::Grade grade{};
  std::string text;              ///< the finding; of several how many, and the worst of them
  std::string sentence;          ///< why it matters
  std::string effect;            ///< which figures may be wrong, and in which direction
  std::string remedy;            ///< what to do
  std::size_t findings = 1;      ///< how many
  std::vector<std::string> each; ///< every finding of several, in their order; those that say the same on one line
};

struct View {
  std::string title;    ///< "reqbench: cpp_beast, go_nethttp and python_fastapi"
  std::string subtitle; ///< "quick profile, 3 blocks, 2026-11-23 05:20 UTC, on AMD EPYC"
  std::string run_id;
  std::vector<std::string> verdicts; ///< the answer in sentences, the most important first
  std::vector<std::string> absent;   ///< who has no verdict, and why
  std::string trust;                 ///< blocks, A/A pair, findings, what is missing
  std::vector<std::string> bearing;  ///< what the checks that warn mean for the answer, a sentence each
  Table glance;                      ///< the absolute figures of every server, to be read right after the verdict
  std::vector<Table> tables;
  std::vector<statistics::Finding> findings; ///< gravest first
  std::vector<Found> found;                  ///< the same by check, as people read them
  std::vector<Line> conditions;              ///< host, versions, commands, seed, …
  std::vector<Line> deviations;              ///< server: check: reason
  std::vector<Line> reading;                 ///< how to read the columns and the words
  /// Tidy rows for CSV: one per trial, load and metric; load is empty for what belongs to the whole launch.
  struct Datum {
    std::string server, workload, load, metric;
    int block = 0, trial = 0;
    double value = 0;
  };
  std::vector<Datum> data;
  std::vector<Look> looks;      ///< one a server
  std::vector<Line> compared;   ///< what was set against what, and how often
  std::vector<Line> workloads;  ///< name, and what it asks
  std::vector<Line> load_names; ///< the word of --loads, and what it is called
  std::vector<Chart> charts;    ///< by section, then workload
  Table figures;                ///< every cell of every load in one table, to sort and filter
  Table launches;               ///< a row for each trial, also the failed ones
  base::Json cells, ratios;     ///< for programs: every cell and ratio of the summary, with the values by block
};

View make_view(const result::Run &run, const statistics::Summary &summary);

} // namespace reqbench::report
