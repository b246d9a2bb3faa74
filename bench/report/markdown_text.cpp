#include "report/markdown_text.hpp"

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

} // namespace

std::string markdown_prose(std::string_view sentence) {
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

std::string markdown_code(std::string_view name) { return markdown_prose("`" + std::string{name} + "`"); }

std::string markdown_cell(std::string_view text) { return escape(one_line(text)); }

std::string markdown_line(std::string_view text) { return escape_line(one_line(text)); }

std::string markdown_rows(const Table &table, std::size_t most) {
  std::string text = "| " + markdown_cell(table.of) + " |", rule = "| --- |";
  for (const auto &column : table.columns) {
    text += " " + markdown_cell(column.title) + " |";
    rule += column.number ? " ---: |" : " --- |";
  }
  text += "\n" + rule + "\n";
  for (std::size_t i = 0; i < std::min(most, table.rows.size()); ++i) {
    const auto &row = table.rows[i];
    text += "| " + markdown_cell(row.label) +
            (row.marks.empty() ? "" : " (" + markdown_cell(marks_words(row.marks)) + ")") + " |";
    for (const auto &figure : row.cells) text += " " + markdown_cell(figure.text) + " |";
    text += "\n";
  }
  if (table.rows.size() > most) text += "\n… and " + counted(table.rows.size() - most, "more row", "more rows") + ".\n";
  return text;
}

std::string markdown_folded(const std::string &title, const std::string &inside) {
  return "\n<details>\n<summary>" + title + "</summary>\n\n" + inside + "\n</details>\n";
}

} // namespace reqbench::report
