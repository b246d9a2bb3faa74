// The view for code hosts: tables, and folded details for what is read second.
#include "report/formats.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <cctype>

namespace reqbench::report {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Foreign text inside a line: every sign that could begin markup is escaped (GitHub Flavored Markdown, section 6).
/// An underscore inside a word is no markup, so that names stay readable in the source.
std::string escape(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside_word = i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]);
    if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '&')
      safe += "&amp;";
    else if (std::string_view{"\\`*[]|~$!"}.find(c) != std::string_view::npos || (c == '_' && !inside_word))
      safe += std::string{'\\', c};
    else
      safe += c;
  }
  return safe;
}

/// The beginning of a line may begin a heading, list or code block.
std::string escape_line(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  std::string safe = escape(text);
  if (!text.empty() && std::string_view{"#+-="}.find(text[0]) != std::string_view::npos) safe.insert(0, "\\");
  if (digits > 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')')) safe.insert(digits, "\\");
  return safe;
}

/// A sentence whose `names` become code; when the backticks do not pair, they are text.
std::string prose(std::string_view sentence) {
  const std::string text = one_line(sentence);
  if (std::count(text.begin(), text.end(), '`') % 2 != 0) return escape_line(text);
  std::string safe;
  bool code = false;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('`', at), text.size());
    const auto part = std::string_view{text}.substr(at, end - at);
    safe += code ? "`" + std::string{part} + "`" : at == 0 ? escape_line(part) : escape(part);
    at = end + 1;
    code = !code;
  }
  return safe;
}

std::string cell(std::string_view text) { return escape(one_line(text)); }

/// Closed until it is asked for; the empty lines make a code host read what is inside as Markdown.
std::string folded(const std::string &title, const std::string &inside) {
  return "\n<details>\n<summary>" + title + "</summary>\n\n" + inside + "\n</details>\n";
}

std::string print_table(const Table &table) {
  std::string text = table.folded ? "" : "\n## " + cell(table.title) + "\n\n";
  if (!table.note.empty()) text += prose(table.note) + "\n\n";
  std::string head = "| " + cell(table.of) + " |", rule = "| --- |";
  for (const auto &column : table.columns) {
    head += " " + cell(column.title) + " |";
    rule += column.number ? " ---: |" : " --- |";
  }
  text += head + "\n" + rule + "\n";
  for (const auto &row : table.rows) {
    text += "| " + cell(row.label) + (row.marks.empty() ? "" : " (" + cell(joined(row.marks, ", ")) + ")") + " |";
    for (const auto &figure : row.cells) text += " " + cell(figure.text) + " |";
    text += "\n";
  }
  return table.folded ? folded(cell(table.title) + " (" + counted(table.rows.size(), "row") + ")", text) : text;
}

std::string print_folded(const std::string &title, const std::vector<Line> &lines) {
  std::string text;
  for (const auto &line : lines) text += "- " + escape_line(one_line(line.label)) + ": " + cell(line.text) + "\n";
  return text.empty() ? text : folded(title, text);
}

/// A few stand open, because they may be what matters; a long list would hide the tables.
std::string print_absent(const std::vector<std::string> &sentences) {
  constexpr std::size_t most_open = 8;
  std::string text;
  for (const auto &sentence : sentences) text += "- **Left out:** " + prose(sentence) + "\n";
  return sentences.size() > most_open ? folded("Left out (" + std::to_string(sentences.size()) + ")", text) : text;
}

std::string print_findings(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return {};
  std::string text = "\n## Findings\n\n";
  for (const auto &finding : findings)
    text += "- **" + std::string{grade_word(finding.grade)} + "** `" + finding.id + "`: " + prose(ended(finding.text)) +
            (finding.remedy.empty() ? "" : " *What to do:* " + prose(finding.remedy)) + "\n";
  return text + "\n" + std::string{findings_pointer} + "\n";
}

} // namespace

std::string print_markdown(const View &view) {
  std::string text = "# " + cell(view.title) + "\n\n" + prose(view.subtitle) + "\n\n";
  for (const auto &sentence : view.verdicts)
    text +=
        &sentence == view.verdicts.data() ? "**Verdict.** " + prose(sentence) + "\n\n" : "- " + prose(sentence) + "\n";
  text += print_absent(view.absent);
  text += "\n**How sure.** " + prose(view.trust) + "\n";
  for (const auto &table : view.tables) text += print_table(table);
  return text + print_findings(view.findings) + print_folded("Conditions", view.conditions) +
         print_folded("Deviations by design", view.deviations) + print_folded("How to read", view.reading);
}

} // namespace reqbench::report
