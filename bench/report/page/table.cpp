#include "report/page/table.hpp"

#include "report/page/markup.hpp"

#include "base/units.hpp"

#include <cmath>

namespace reqbench::report::page {
namespace {

std::string_view tone_class(Tone tone) {
  switch (tone) {
  case Tone::better: return "better";
  case Tone::worse: return "worse";
  case Tone::tie: return "tie";
  case Tone::open: return "open";
  case Tone::none: break;
  }
  return "";
}

constexpr std::size_t longest_open = 90; ///< bytes of a list that stands in its cell as it is

/// Of a long list the first item; the rest is opened by who wants it, so that one cell makes no row higher than others.
std::string print_long(const std::string &text) {
  constexpr std::string_view between = "; ";
  const auto first = text.find(between);
  if (text.size() <= longest_open || first == std::string::npos) return escape(text);
  const auto rest = text.substr(first + between.size());
  std::size_t more = 1;
  for (auto at = rest.find(between); at != std::string::npos; at = rest.find(between, at + 1)) ++more;
  return escape(text.substr(0, first)) + " <details class=\"rest\"><summary>" + std::to_string(more) +
         " more</summary>" + escape(rest) + "</details>";
}

/// data-v is what a column is sorted by.
std::string print_cell(const Figure &figure, bool number) {
  const auto tone = tone_class(figure.tone);
  const auto plain = number ? escape(figure.text) : print_long(figure.text);
  const std::string text = tone.empty() ? plain : "<span class=\"" + std::string{tone} + "\">" + plain + "</span>";
  constexpr std::size_t longest_line = 30; // bytes that a narrow screen has room for, beside the labels
  const bool is_long = figure.text.size() > longest_line;
  if (!number) return (is_long ? "<td class=\"long\">" : "<td>") + text + "</td>";
  return "<td class=\"number" + std::string{is_long ? " wordy" : ""} + "\"" +
         (std::isfinite(figure.value) ? " data-v=\"" + base::format_significant(figure.value, 6) + "\"" : "") + ">" +
         text + "</td>";
}

std::string attribute(std::string_view name, const std::string &value) {
  return value.empty() ? "" : " data-" + std::string{name} + "=\"" + escape(value) + "\"";
}

/// `of`: what the row is about stands under its label where a narrow screen has no room for columns of it.
std::string print_row(const Table &table, const Row &row, bool of) {
  std::string text = "<tr" + attribute("server", row.server) + attribute("workload", row.workload) +
                     attribute("load", row.load) + "><th scope=\"row\"" +
                     (of ? attribute("of", row.workload + ", " + row.load) : "") + ">" + escape(row.label);
  for (const auto &mark : row.marks)
    text += " <span class=\"mark\" title=\"" + escape(mark_row(mark.id).says) + "\">" + escape(mark_words(mark)) +
            "</span>";
  text += "</th>";
  for (std::size_t c = 0; c < row.cells.size(); ++c) text += print_cell(row.cells[c], table.columns[c].number);
  return text + "</tr>\n";
}

/// As text: the page's script makes links of the numbers when they are looked at.
std::string print_trials(const Row &row) {
  std::string numbers;
  for (const int trial : row.trials) numbers += (numbers.empty() ? "" : ", ") + std::to_string(trial);
  return numbers;
}

/// Where a table has several rows of one server, what tells them apart.
std::string row_name(const Table &table, const Row &row) {
  return escape(row.label) +
         (table.load.empty() && !row.load.empty() && row.label == row.server ? ", " + escape(row.load) : "");
}

} // namespace

std::string print_table(const Table &table, std::string_view kind) {
  std::string text = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escape(table.title) +
                     "\">\n<table class=\"" + std::string{kind} + "\">\n<caption><span>" + escape(table.title) +
                     (table.note.empty() ? "" : " <small>" + escape(table.note) + "</small>") +
                     "</span></caption>\n<thead><tr><th scope=\"col\" data-key=\"\">" + escape(table.of) + "</th>";
  for (const auto &column : table.columns)
    text += std::string{"<th scope=\"col\""} + (column.number ? " class=\"number\"" : "") + " data-key=\"" +
            escape(column.key) + "\" title=\"" + escape(column.says) + "\">" + escape(column.title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const auto &row : table.rows) text += print_row(table, row, kind == "whole");
  return text + "</tbody>\n</table>\n</div>\n";
}

std::string print_origin(const Table &table) {
  std::string columns, rows;
  for (const auto &column : table.columns)
    if (!column.says.empty()) columns += "<dt>" + escape(column.title) + "</dt><dd>" + escape(column.says) + "</dd>\n";
  for (const auto &row : table.rows)
    if (!row.trials.empty())
      rows += "<dt>" + row_name(table, row) + "</dt><dd class=\"trials\">" + print_trials(row) + "</dd>\n";
  return (columns.empty() ? "" : "<dl>\n" + columns + "</dl>\n") +
         (rows.empty() ? "" : "<p>The trials behind each row:</p>\n<dl>\n" + rows + "</dl>\n");
}

} // namespace reqbench::report::page
