// For tests: what each format has printed, read back as a reader would, so that formats can be held against each other.
#pragma once

#include "report/formats.hpp"
#include "report/made_report.hpp"

#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace reqbench::report::printed {

using Figures = std::vector<std::string>; ///< of every table, row by row

inline View made_view(const Made &made) { return make_view(made.run, made.summary); }

inline std::vector<std::string> printed_lines(const std::string &text) {
  std::istringstream in{text};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

inline std::string replaced_all(std::string text, const std::string &from, const std::string &to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

inline std::string without_entities(std::string text) {
  for (const auto &[entity, sign] :
       {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    text = replaced_all(text, entity, sign);
  return text;
}

/// Every table that a format prints, in its order.
inline std::vector<Table> printed_tables(const View &view) {
  auto tables = view.tables;
  if (!view.glance.rows.empty()) tables.insert(tables.begin(), view.glance);
  return tables;
}

inline Figures in_view(const View &view) {
  Figures figures;
  for (const auto &table : printed_tables(view))
    for (const auto &row : table.rows)
      for (const auto &figure : row.cells) figures.push_back(figure.text);
  return figures;
}

inline Figures in_json(const View &view) {
  Figures figures;
  const auto report = base::Json::parse(print_json(view));
  auto tables = report["tables"];
  if (report.contains("glance")) tables.insert(tables.begin(), report["glance"]);
  for (const auto &table : tables)
    for (const auto &row : table["rows"])
      for (const auto &cell : row["cells"]) figures.push_back(cell["text"]);
  return figures;
}

inline Figures in_markdown(const View &view) {
  Figures figures;
  const auto lines = printed_lines(print_markdown(view));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with("| ")) continue;
    if (i + 1 < lines.size() && lines[i + 1].starts_with("| ---")) {
      ++i; // the header and the rule below it
      continue;
    }
    const std::regex bar{R"( \| )"};
    const auto row = lines[i].substr(0, lines[i].size() - 2) + " | ";
    std::sregex_token_iterator cell{row.begin(), row.end(), bar, -1}, end;
    for (++cell; cell != end; ++cell)
      figures.push_back(without_entities(std::regex_replace(cell->str(), std::regex{R"(\\(.))"}, "$1")));
  }
  return figures;
}

inline Figures in_html(const View &view) {
  Figures figures;
  const auto page = print_html_body(view);
  const std::string open = "<table class=\"figures\">";
  const std::regex cell{"<td[^>]*>(.*?)</td>"};
  for (auto at = page.find(open); at != page.npos; at = page.find(open, at + 1)) {
    const auto table = page.substr(at, page.find("</table>", at) - at);
    for (std::sregex_iterator found{table.begin(), table.end(), cell}, end; found != end; ++found)
      figures.push_back(without_entities(std::regex_replace((*found)[1].str(), std::regex{"<[^>]*>"}, "")));
  }
  return figures;
}

/// A table of the terminal is one or more blocks of columns: a header line, then one line a row.
inline Figures in_terminal(const View &view) {
  const auto lines = printed_lines(print_terminal(view));
  Figures figures;
  std::size_t at = 0;
  for (const auto &table : printed_tables(view)) {
    while (lines.at(at) != table.title) ++at;
    std::vector<Figures> rows(table.rows.size());
    while (rows.empty() || rows.back().size() < table.columns.size()) {
      while (!lines.at(at).starts_with(table.of + " ")) ++at;
      for (auto &row : rows) {
        const std::regex gap{" {2,}"};
        const auto &line = lines.at(++at);
        std::sregex_token_iterator cell{line.begin(), line.end(), gap, -1}, end;
        row.insert(row.end(), ++cell, end);
      }
    }
    for (const auto &row : rows) figures.insert(figures.end(), row.begin(), row.end());
  }
  return figures;
}

} // namespace reqbench::report::printed
