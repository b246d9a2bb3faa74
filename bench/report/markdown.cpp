// The view for code hosts: tables, and folded details for what is read second.
#include "report/formats.hpp"
#include "report/markdown_text.hpp"
#include "report/text.hpp"

#include <utility>

namespace reqbench::report {
namespace {

std::string print_lines(const std::vector<Line> &lines) {
  std::string text;
  for (const auto &line : lines) text += "- " + markdown_line(line.label) + ": " + markdown_cell(line.text) + "\n";
  return text;
}

std::string print_table(const Table &table) {
  std::string text = table.folded ? "" : "\n## " + markdown_cell(table.title) + "\n\n";
  if (!table.note.empty()) text += markdown_prose(table.note) + "\n\n";
  text += markdown_rows(table, table.rows.size());
  if (table.folded)
    text = markdown_folded(markdown_cell(table.title) + " (" + counted(table.rows.size(), "row") + ")", text);
  if (!table.details.empty()) text += markdown_folded("Launches that stand apart", print_lines(table.details));
  return text;
}

std::string print_folded(const std::string &title, const std::vector<Line> &lines) {
  return lines.empty() ? "" : markdown_folded(title, print_lines(lines));
}

/// A few stand open, because they may be what matters; a long list would hide the tables.
std::string print_absent(const std::vector<std::string> &sentences) {
  constexpr std::size_t most_open = 8;
  std::string text;
  for (const auto &sentence : sentences) text += "- **Left out:** " + markdown_prose(sentence) + "\n";
  return sentences.size() > most_open ? markdown_folded("Left out (" + std::to_string(sentences.size()) + ")", text)
                                      : text;
}

std::string print_bearing(const std::vector<std::string> &sentences) {
  if (sentences.empty()) return {};
  auto text = "\n**" + std::string{bearing_title} + ".**\n\n";
  for (const auto &sentence : sentences) text += "- " + markdown_prose(sentence) + "\n";
  return text;
}

/// What a finding means, behind its text: every part is there only where a check says it.
std::string print_meaning(const Found &found) {
  std::string text;
  for (const auto &[title, part] : {std::pair<std::string, std::string>{"Why it matters", found.sentence},
                                    {"Effect", found.effect},
                                    {"What to do", found.remedy}})
    if (!part.empty()) text += " *" + title + ":* " + markdown_prose(title == "What to do" ? part : ended(part));
  return text;
}

std::string print_findings(const std::vector<Found> &all) {
  if (all.empty()) return {};
  std::string text = "\n## Findings\n\n", each;
  for (const auto &found : all) {
    const auto name = "**" + std::string{grade_word(found.grade)} + "** " + markdown_code(found.id);
    text += "- " + name + ": " + markdown_prose(ended(found.text)) + print_meaning(found) + "\n";
    if (!found.each.empty()) each += "- " + name + "\n";
    for (const auto &one : found.each) each += "  - " + markdown_prose(ended(one)) + "\n";
  }
  if (!each.empty()) text += markdown_folded("Every cell and launch of these findings", each);
  return text + "\n" + std::string{findings_pointer} + "\n";
}

} // namespace

std::string print_markdown(const View &view) {
  std::string text = "# " + markdown_cell(view.title) + "\n\n" + markdown_prose(view.subtitle) + "\n\n";
  for (const auto &sentence : view.verdicts)
    text += &sentence == view.verdicts.data() ? "**Verdict.** " + markdown_prose(sentence) + "\n\n"
                                              : "- " + markdown_prose(sentence) + "\n";
  text += print_absent(view.absent);
  if (!view.glance.rows.empty()) text += print_table(view.glance);
  text += "\n**How sure.** " + markdown_prose(view.trust) + "\n" + print_bearing(view.bearing);
  for (const auto &table : view.tables) text += print_table(table);
  return text + print_findings(view.found) + print_folded("Conditions", view.conditions) +
         print_folded("Deviations by design", view.deviations) + print_folded("How to read", view.reading);
}

} // namespace reqbench::report
