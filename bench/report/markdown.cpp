// The view for code hosts: tables, and folded details for what is read second.
#include "report/formats.hpp"
#include "report/markdown_text.hpp"
#include "report/text.hpp"

namespace reqbench::report {
namespace {

std::string print_table(const Table &table) {
  std::string text = table.folded ? "" : "\n## " + markdown_cell(table.title) + "\n\n";
  if (!table.note.empty()) text += markdown_prose(table.note) + "\n\n";
  text += markdown_rows(table, table.rows.size());
  return table.folded
             ? markdown_folded(markdown_cell(table.title) + " (" + counted(table.rows.size(), "row") + ")", text)
             : text;
}

std::string print_folded(const std::string &title, const std::vector<Line> &lines) {
  std::string text;
  for (const auto &line : lines) text += "- " + markdown_line(line.label) + ": " + markdown_cell(line.text) + "\n";
  return text.empty() ? text : markdown_folded(title, text);
}

/// A few stand open, because they may be what matters; a long list would hide the tables.
std::string print_absent(const std::vector<std::string> &sentences) {
  constexpr std::size_t most_open = 8;
  std::string text;
  for (const auto &sentence : sentences) text += "- **Left out:** " + markdown_prose(sentence) + "\n";
  return sentences.size() > most_open ? markdown_folded("Left out (" + std::to_string(sentences.size()) + ")", text)
                                      : text;
}

std::string print_findings(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return {};
  std::string text = "\n## Findings\n\n";
  for (const auto &finding : findings)
    text += "- **" + std::string{grade_word(finding.grade)} + "** `" + finding.id +
            "`: " + markdown_prose(ended(finding.text)) +
            (finding.remedy.empty() ? "" : " *What to do:* " + markdown_prose(finding.remedy)) + "\n";
  return text + "\n" + std::string{findings_pointer} + "\n";
}

} // namespace

std::string print_markdown(const View &view) {
  std::string text = "# " + markdown_cell(view.title) + "\n\n" + markdown_prose(view.subtitle) + "\n\n";
  for (const auto &sentence : view.verdicts)
    text += &sentence == view.verdicts.data() ? "**Verdict.** " + markdown_prose(sentence) + "\n\n"
                                              : "- " + markdown_prose(sentence) + "\n";
  text += print_absent(view.absent);
  text += "\n**How sure.** " + markdown_prose(view.trust) + "\n";
  for (const auto &table : view.tables) text += print_table(table);
  return text + print_findings(view.findings) + print_folded("Conditions", view.conditions) +
         print_folded("Deviations by design", view.deviations) + print_folded("How to read", view.reading);
}

} // namespace reqbench::report
