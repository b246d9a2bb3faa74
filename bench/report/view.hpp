// Everything a report shows, made once from a run and its summary: sentences, tables, conditions. No markup, no
// decisions left.
#pragma once

#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// One shown figure: the text for people and the number behind it (for CSV and JSON).
struct Figure {
  std::string text; ///< "26.9 k", "3.12 × (2.90–3.36)", "≥ 269 k", "> 2 s", "–" when there is none
  double value = 0; ///< in the column's unit; NaN when there is none
};

struct Column {
  std::string key;   ///< "throughput_per_s"
  std::string title; ///< "requests/s"
  std::string says;  ///< how it is measured, one sentence
  bool number = true;
};

struct Row {
  std::string server, workload, load;
  std::vector<Figure> cells; ///< one per column
};

struct Table {
  std::string title; ///< "json — closed, 64 connections"
  std::string workload, load;
  std::vector<Column> columns;
  std::vector<Row> rows;
};

struct Line {
  std::string label, text; ///< "processor", "AMD EPYC, 2 online"
};

struct View {
  std::string title; ///< "reqbench: cpp_beast, go_nethttp and python_fastapi"
  std::string run_id;
  std::vector<std::string> verdicts; ///< the answer in sentences, the most important first
  std::string trust;                 ///< one sentence: blocks, A/A pair, findings
  std::vector<Table> tables;
  std::vector<statistics::Finding> findings;
  std::vector<Line> conditions; ///< host, versions, commands, seed, …
  std::vector<Line> deviations; ///< server: check: reason
  std::vector<Line> reading;    ///< how to read the columns and the words
  /// Tidy rows for CSV and JSON: one per trial, load and metric.
  struct Datum {
    std::string server, workload, load, metric;
    int block = 0, trial = 0;
    double value = 0;
  };
  std::vector<Datum> data;
  base::Json summary; ///< machine-readable cells, ratios and findings of report.json
};

View make_view(const result::Run &run, const statistics::Summary &summary);

} // namespace reqbench::report
