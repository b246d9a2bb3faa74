// The view for a pull request: the answer, one small table and what it is worth. What is read second stays in the
// report.
#include "report/formats.hpp"
#include "report/markdown_text.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

constexpr std::size_t most_sentences = 4, most_rows = 10;

std::string sentences_of(const View &view) {
  std::string text;
  const auto shown = std::min(most_sentences, view.verdicts.size());
  for (std::size_t i = 0; i < shown; ++i)
    text += i == 0 ? "**" + markdown_prose(view.verdicts[i]) + "**\n" + (shown > 1 ? "\n" : "")
                   : "- " + markdown_prose(view.verdicts[i]) + "\n";
  if (view.verdicts.size() > shown)
    text += "- … and " + counted(view.verdicts.size() - shown, "more sentence") + " in the report\n";
  return text;
}

/// What its figures are, on the line before it.
std::string title_of_table(const Table &table) {
  if (table.title.empty()) return {};
  return "**" + markdown_cell(table.title) + ".**" + (table.note.empty() ? "" : " " + markdown_prose(table.note)) +
         "\n\n";
}

std::string bearing_paragraph(const View &view) {
  if (view.bearing.empty()) return {};
  std::vector<std::string> sentences;
  for (const auto &sentence : view.bearing) sentences.push_back(markdown_prose(sentence));
  return "**" + std::string{bearing_title} + ".** " + joined(sentences, " ") + "\n";
}

/// Only what takes the ground from all above; the others are counted in how sure it is.
std::string findings_of(const View &view) {
  std::string text;
  for (const auto &found : view.found)
    if (found.grade == statistics::Grade::invalid)
      text += "- **invalid** " + markdown_code(found.id) + ": " + markdown_prose(ended(found.text)) + "\n";
  return text.empty() ? text : "\n" + text;
}

} // namespace

std::string print_summary(const View &view) {
  std::string text = "### " + markdown_cell(view.title) + "\n\n" + sentences_of(view);
  for (const auto *table : {&view.glance, view.tables.empty() ? nullptr : view.tables.data()})
    if (table && !table->rows.empty()) text += "\n" + title_of_table(*table) + markdown_rows(*table, most_rows);
  text += "\n**How sure.** " + markdown_prose(view.trust) + "\n" + bearing_paragraph(view) + findings_of(view);
  if (!view.absent.empty())
    text += "\n" + counted(view.absent.size(), "thing") + " left out, with reasons in the report.\n";
  return text + "\n<sub>" + markdown_cell(view.subtitle) +
         (view.run_id.empty() ? "" : " · run " + markdown_cell(view.run_id)) + "</sub>\n";
}

} // namespace reqbench::report
