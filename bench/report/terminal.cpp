// The view for a terminal: what is compared as bars, then the tables; wide ones go on below.
#include "report/formats.hpp"
#include "report/text.hpp"

#include "base/unseen.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

constexpr std::size_t usual_columns = 80, least_columns = 40, most_columns = 200;
constexpr std::string_view gap = "  ";

std::string pad(std::string_view text, std::size_t to, bool right) {
  const std::string space(to - std::min(to, width(text)), ' ');
  return right ? space + std::string{text} : std::string{text} + space;
}

/// `share` of `columns` in eighths of a character; what is not nothing is seen.
std::string bar(double share, std::size_t columns) {
  constexpr std::string_view eighths = "▏▎▍▌▋▊▉█"; // three bytes each
  if (!std::isfinite(share) || share <= 0) return {};
  const auto all = std::max(1L, std::lround(std::min(share, 1.0) * 8 * static_cast<double>(columns)));
  std::string text;
  for (long left = all; left > 0; left -= 8)
    text += eighths.substr(3 * static_cast<std::size_t>(std::min(left, 8L) - 1), 3);
  return text;
}

std::string label_of(const Row &row) {
  return one_line(row.label) + (row.marks.empty() ? "" : " [" + one_line(marks_words(row.marks)) + "]");
}

struct Shown {
  std::vector<std::string> texts; ///< the title, then one per row
  std::size_t wide = 0;
  bool right = false;
};

Shown shown_column(std::vector<std::string> texts, bool right) {
  Shown column{std::move(texts), 0, right};
  for (const auto &text : column.texts) column.wide = std::max(column.wide, width(text));
  return column;
}

std::string print_block(const Shown &labels, const std::vector<Shown> &columns, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t line = 0; line < labels.texts.size(); ++line) {
    std::string row = pad(labels.texts[line], labels.wide, false);
    for (std::size_t c = from; c < to; ++c)
      row += std::string{gap} + pad(columns[c].texts[line], columns[c].wide, columns[c].right);
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

/// No more of it than a line holds.
std::string fitted_label(std::string text, std::size_t columns) {
  if (width(text) <= columns) return text;
  std::size_t at = 0;
  for (std::size_t left = columns; left > 1; --left)
    at += base::first_character(std::string_view{text}.substr(at)).bytes;
  return text.substr(0, at) + "…";
}

Shown labels_of(const Table &table, std::size_t columns) {
  std::vector<std::string> texts{table.of};
  for (const auto &row : table.rows) texts.push_back(fitted_label(label_of(row), columns));
  return shown_column(std::move(texts), false);
}

Shown shown(const Table &table, std::size_t c) {
  std::vector<std::string> texts{one_line(table.columns[c].title)};
  for (const auto &row : table.rows) texts.push_back(one_line(row.cells[c].text));
  return shown_column(std::move(texts), table.columns[c].number);
}

/// The text of one width.
class Sheet {
public:
  explicit Sheet(std::size_t columns) : columns_{columns} {}
  /// Words filled into lines; every line but the first is indented.
  std::string wrap(std::string_view first_indent, std::string_view indent, const std::string &text) const;
  std::string heading(const std::string &text) const;
  /// As many columns beside each other as the line holds; the others follow below, the labels again in front.
  std::string table(const Table &table) const;
  /// What the rows of a table are compared by, as bars; empty where nothing is.
  std::string bars(const Table &table) const;
  /// Of many the first, which fit on a screen.
  std::string verdicts(const std::vector<std::string> &sentences) const;
  std::string lines(const std::string &title, const std::vector<Line> &lines) const;
  std::string findings(const std::vector<Found> &all) const;

private:
  std::size_t columns_;
};

std::string Sheet::wrap(std::string_view first_indent, std::string_view indent, const std::string &text) const {
  std::string lines, line{first_indent};
  const std::string clean = one_line(text);
  bool fresh = true;
  for (std::size_t at = 0; at < clean.size();) {
    const auto end = std::min(clean.find(' ', at), clean.size());
    const auto word = std::string_view{clean}.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!fresh && width(line) + 1 + width(word) > columns_) {
      lines += line + "\n";
      line = indent;
      fresh = true;
    }
    line += fresh ? "" : " ";
    line += word;
    fresh = false;
  }
  return lines + line + "\n";
}

std::string Sheet::heading(const std::string &text) const {
  const auto clean = one_line(text);
  return "\n" + clean + "\n" + std::string(std::min(width(clean), columns_), '-') + "\n";
}

std::string Sheet::table(const Table &table) const {
  const auto labels = labels_of(table, columns_);
  std::vector<Shown> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) columns.push_back(shown(table, c));
  std::string text = heading(table.title) + (table.note.empty() ? "" : wrap("", "", table.note));
  for (std::size_t from = 0, to = 0; from < columns.size(); from = to) {
    std::size_t wide = labels.wide;
    while (to < columns.size() && (to == from || wide + gap.size() + columns[to].wide <= columns_))
      wide += gap.size() + columns[to++].wide;
    text += (from > 0 ? "\n" : "") + print_block(labels, columns, from, to);
  }
  return text;
}

std::string Sheet::bars(const Table &table) const {
  constexpr std::size_t shortest = 8, longest = 60;
  const auto compared = std::ranges::find(table.columns, table.compared, &Column::key);
  if (table.compared.empty() || table.rows.size() < 2 || compared == table.columns.end()) return {};
  const auto which = static_cast<std::size_t>(compared - table.columns.begin());
  const auto labels = labels_of(table, columns_);
  std::vector<Shown> columns(1);
  std::size_t wide = labels.wide + gap.size();
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (c == which || table.columns[c].key == "ratio" || table.columns[c].key == "word") {
      columns.push_back(shown(table, c));
      wide += gap.size() + columns.back().wide;
    }
  double most = 0;
  for (const auto &row : table.rows) most = std::fmax(most, row.cells[which].value);
  const auto length = std::clamp(columns_ - std::min(columns_, wide), shortest, longest);
  std::vector<std::string> drawn{""};
  for (const auto &row : table.rows) drawn.push_back(bar(row.cells[which].value / most, length));
  columns.front() = shown_column(std::move(drawn), false);
  std::size_t fit = 1; // beside the bar as many columns as the line holds
  for (std::size_t taken = labels.wide + gap.size() + length; fit < columns.size(); ++fit)
    if ((taken += gap.size() + columns[fit].wide) > columns_) break;
  return heading(table.workload + ": " + compared->title) + print_block(labels, columns, 0, fit);
}

std::string Sheet::verdicts(const std::vector<std::string> &sentences) const {
  constexpr std::size_t most = 8;
  const auto shown = sentences.size() > most + 1 ? most : sentences.size(); // "1 more" would take the line of that one
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) text += wrap(i == 0 ? "" : "- ", i == 0 ? "" : "  ", sentences[i]);
  if (shown == sentences.size()) return text;
  return text + wrap("- ", "  ",
                     std::to_string(sentences.size() - shown) +
                         " more such sentences stand in report.md and report.html, their figures in the tables below.");
}

std::string Sheet::lines(const std::string &title, const std::vector<Line> &lines) const {
  if (lines.empty()) return {};
  std::string text = heading(title);
  for (const auto &line : lines) text += wrap("", "    ", line.label + ": " + line.text);
  return text;
}

std::string Sheet::findings(const std::vector<Found> &all) const {
  if (all.empty()) return {};
  std::string text = heading("Findings");
  for (const auto &found : all)
    text += wrap("", "    ",
                 "[" + std::string{grade_word(found.grade)} + "] " + found.id + ": " + ended(found.text) +
                     (found.effect.empty() ? "" : " Effect: " + ended(found.effect)) +
                     (found.remedy.empty() ? "" : " What to do: " + found.remedy));
  return text + wrap("", "    ", std::string{findings_pointer});
}

} // namespace

std::string print_terminal(const View &view, std::size_t columns) {
  const Sheet sheet{std::clamp(columns, least_columns, most_columns)};
  std::string text = sheet.wrap("", "", view.title) + sheet.wrap("", "", view.subtitle) + "\n";
  text += sheet.verdicts(view.verdicts);
  for (const auto &sentence : view.absent) text += sheet.wrap("! ", "  ", sentence);
  if (!view.glance.rows.empty()) text += sheet.table(view.glance) + "\n";
  text += sheet.wrap("", "", "How sure: " + view.trust);
  if (!view.bearing.empty()) text += sheet.wrap("", "", std::string{bearing_title} + ":");
  for (const auto &sentence : view.bearing) text += sheet.wrap("- ", "  ", sentence);
  std::string told; // the first table of a workload is what its servers are compared by
  for (const auto &table : view.tables) {
    if (table.compared.empty() || table.workload == told) continue;
    text += sheet.bars(table);
    told = table.workload;
  }
  for (const auto &table : view.tables) text += sheet.table(table);
  return text + sheet.findings(view.found) + sheet.lines("Conditions", view.conditions) +
         sheet.lines("Deviations by design", view.deviations) +
         (view.reading.empty() ? ""
                               : "\nWhat the columns and words mean stands at the end of report.md and report.html.\n");
}

std::string print_terminal(const View &view) { return print_terminal(view, usual_columns); }

} // namespace reqbench::report
