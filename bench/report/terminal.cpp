// The view for 80 columns: wide tables go on below.
#include "report/formats.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

constexpr std::size_t line_width = 80;
constexpr std::string_view gap = "  ";

std::string pad(std::string_view text, std::size_t to, bool right) {
  const std::string space(to - std::min(to, width(text)), ' ');
  return right ? space + std::string{text} : std::string{text} + space;
}

/// Words filled into lines; every line but the first is indented.
std::string wrap(std::string_view first_indent, std::string_view indent, const std::string &text) {
  std::string lines, line{first_indent};
  const std::string clean = one_line(text);
  bool fresh = true;
  for (std::size_t at = 0; at < clean.size();) {
    const auto end = std::min(clean.find(' ', at), clean.size());
    const auto word = std::string_view{clean}.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (!fresh && width(line) + 1 + width(word) > line_width) {
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

std::string heading(const std::string &text) {
  const auto clean = one_line(text);
  return "\n" + clean + "\n" + std::string(std::min(width(clean), line_width), '-') + "\n";
}

std::string label_of(const Row &row) {
  return one_line(row.label) + (row.marks.empty() ? "" : " [" + one_line(joined(row.marks, ", ")) + "]");
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

/// As many columns beside each other as the line holds; the others follow below, the labels again in front.
std::string print_table(const Table &table) {
  std::vector<std::string> label_texts{table.of};
  for (const auto &row : table.rows) label_texts.push_back(label_of(row));
  const auto labels = shown_column(std::move(label_texts), false);
  std::vector<Shown> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    std::vector<std::string> texts{one_line(table.columns[c].title)};
    for (const auto &row : table.rows) texts.push_back(one_line(row.cells[c].text));
    columns.push_back(shown_column(std::move(texts), table.columns[c].number));
  }
  std::string text = heading(table.title) + (table.note.empty() ? "" : wrap("", "", table.note));
  for (std::size_t from = 0, to = 0; from < columns.size(); from = to) {
    std::size_t wide = labels.wide;
    while (to < columns.size() && (to == from || wide + gap.size() + columns[to].wide <= line_width))
      wide += gap.size() + columns[to++].wide;
    text += (from > 0 ? "\n" : "") + print_block(labels, columns, from, to);
  }
  return text;
}

std::string print_lines(const std::string &title, const std::vector<Line> &lines) {
  if (lines.empty()) return {};
  std::string text = heading(title);
  for (const auto &line : lines) text += wrap("", "    ", line.label + ": " + line.text);
  return text;
}

std::string print_findings(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return {};
  std::string text = heading("Findings");
  for (const auto &finding : findings)
    text += wrap("", "    ",
                 "[" + std::string{grade_word(finding.grade)} + "] " + finding.id + ": " + ended(finding.text) +
                     (finding.remedy.empty() ? "" : " What to do: " + finding.remedy));
  return text + wrap("", "    ", std::string{findings_pointer});
}

} // namespace

std::string print_terminal(const View &view) {
  std::string text = wrap("", "", view.title) + wrap("", "", view.subtitle) + "\n";
  for (const auto &sentence : view.verdicts)
    text += &sentence == view.verdicts.data() ? wrap("", "", sentence) : wrap("- ", "  ", sentence);
  for (const auto &sentence : view.absent) text += wrap("! ", "  ", sentence);
  text += wrap("", "", "How sure: " + view.trust);
  for (const auto &table : view.tables) text += print_table(table);
  return text + print_findings(view.findings) + print_lines("Conditions", view.conditions) +
         print_lines("Deviations by design", view.deviations) +
         (view.reading.empty() ? ""
                               : "\nWhat the columns and words mean stands at the end of report.md and report.html.\n");
}

} // namespace reqbench::report
