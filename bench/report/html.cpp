// One page that opens from disk: no script, no network, everything escaped.
#include "report/formats.hpp"
#include "report/page_style.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {
namespace {

/// Foreign text as element text or as an attribute in double quotes.
std::string escape(std::string_view text) {
  std::string safe;
  for (const char c : one_line(text)) {
    switch (c) {
    case '&': safe += "&amp;"; break;
    case '<': safe += "&lt;"; break;
    case '>': safe += "&gt;"; break;
    case '"': safe += "&quot;"; break;
    case '\'': safe += "&#39;"; break;
    default: safe += c;
    }
  }
  return safe;
}

/// A sentence whose `names` are set as code (when the backticks do not pair, they are text), and whose ratios are not
/// torn apart at the end of a line.
std::string prose(std::string_view sentence) {
  const std::string safe = escape(sentence);
  const bool paired = std::count(safe.begin(), safe.end(), '`') % 2 == 0;
  constexpr std::string_view times = " ×";
  std::string text;
  bool inside = false;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    if (safe[i] == '`' && paired) {
      text += inside ? "</code>" : "<code>";
      inside = !inside;
    } else {
      text += safe.compare(i, times.size(), times) == 0 ? "&nbsp;" : std::string{safe[i]};
    }
  }
  return text;
}

std::string element(std::string_view name, const std::string &content) {
  return "<" + std::string{name} + ">" + content + "</" + std::string{name} + ">\n";
}

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

std::string print_cell(const Figure &figure, bool number) {
  const auto tone = tone_class(figure.tone);
  const std::string text = tone.empty()
                               ? escape(figure.text)
                               : "<span class=\"" + std::string{tone} + "\">" + escape(figure.text) + "</span>";
  return (number ? "<td class=\"number\">" : "<td>") + text + "</td>";
}

std::string print_row(const Table &table, const Row &row) {
  std::string text = "<tr><th scope=\"row\">" + escape(row.label);
  for (const auto &mark : row.marks) text += " <span class=\"mark\">" + escape(mark) + "</span>";
  text += "</th>";
  for (std::size_t c = 0; c < row.cells.size(); ++c) text += print_cell(row.cells[c], table.columns[c].number);
  return text + "</tr>\n";
}

/// Wide tables scroll in a box of their own, which the keyboard can reach.
std::string print_table(const Table &table) {
  std::string text = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escape(table.title) +
                     "\">\n<table>\n<caption><span>" + escape(table.title) +
                     (table.note.empty() ? "" : " <small>" + escape(table.note) + "</small>") +
                     "</span></caption>\n<thead><tr><th scope=\"col\">" + escape(table.of) + "</th>";
  for (const auto &column : table.columns)
    text += std::string{"<th scope=\"col\""} + (column.number ? " class=\"number\"" : "") + " title=\"" +
            escape(column.says) + "\">" + escape(column.title) + "</th>";
  text += "</tr></thead>\n<tbody>\n";
  for (const auto &row : table.rows) text += print_row(table, row);
  return text + "</tbody>\n</table>\n</div>\n";
}

/// A heading that the contents lead to.
std::string heading(const std::string &id, const std::string &title) {
  return "<h2 id=\"" + id + "\">" + escape(title) + "</h2>\n";
}

/// The workloads in the order of their tables; a heading's id is the place in this list.
std::vector<std::string> workloads_of(const std::vector<Table> &tables) {
  std::vector<std::string> names;
  for (const auto &table : tables)
    if (!table.workload.empty() && (names.empty() || names.back() != table.workload)) names.push_back(table.workload);
  return names;
}
std::string workload_id(std::size_t place) { return "workload-" + std::to_string(place + 1); }

/// Tables in their order; a heading wherever another workload begins.
std::string print_tables(const std::vector<Table> &tables) {
  const auto workloads = workloads_of(tables);
  std::string text;
  std::size_t next = 0;
  for (const auto &table : tables) {
    if (next < workloads.size() && table.workload == workloads[next]) {
      text += heading(workload_id(next), workloads[next]);
      ++next;
    }
    text += print_table(table);
  }
  return text;
}

/// A part of the page behind the tables; empty when it holds nothing, and then the contents leave it out.
struct Section {
  std::string id, title, body;
};

std::string print_lines(const std::vector<Line> &lines) {
  if (lines.empty()) return {};
  std::string items;
  for (const auto &line : lines) items += "<dt>" + escape(line.label) + "</dt><dd>" + escape(line.text) + "</dd>\n";
  return "<dl>\n" + items + "</dl>\n";
}

std::string print_findings(const std::vector<statistics::Finding> &findings) {
  if (findings.empty()) return {};
  std::string items;
  for (const auto &finding : findings) {
    const std::string grade{grade_word(finding.grade)};
    items += "<li><strong class=\"" + grade + "\">" + grade + "</strong> <code>" + escape(finding.id) +
             "</code>: " + prose(ended(finding.text)) +
             (finding.remedy.empty() ? "" : " <em>What to do:</em> " + prose(finding.remedy)) + "</li>\n";
  }
  return "<ul>\n" + items + "</ul>\n<p>" + escape(std::string{findings_pointer}) + "</p>\n";
}

std::vector<Section> sections_of(const View &view) {
  std::vector<Section> sections{{"findings", "Findings", print_findings(view.findings)},
                                {"conditions", "Conditions", print_lines(view.conditions)},
                                {"deviations", "Deviations by design", print_lines(view.deviations)},
                                {"how-to-read", "How to read", print_lines(view.reading)}};
  std::erase_if(sections, [](const Section &section) { return section.body.empty(); });
  return sections;
}

std::string print_contents(const View &view, const std::vector<Section> &sections) {
  std::string links;
  const auto add = [&](const std::string &id, const std::string &title) {
    links += "<a href=\"#" + id + "\">" + escape(title) + "</a>\n";
  };
  const auto workloads = workloads_of(view.tables);
  for (std::size_t i = 0; i < workloads.size(); ++i) add(workload_id(i), workloads[i]);
  for (const auto &section : sections) add(section.id, section.title);
  return "<nav aria-label=\"Contents\">\n" + links + "</nav>\n";
}

std::string print_sections(const std::vector<Section> &sections) {
  std::string text;
  for (const auto &section : sections)
    text += "<section>\n" + heading(section.id, section.title) + section.body + "</section>\n";
  return text;
}

std::string print_answer(const View &view) {
  std::string more;
  for (std::size_t i = 1; i < view.verdicts.size(); ++i) more += element("li", prose(view.verdicts[i]));
  for (const auto &sentence : view.absent) more += "<li class=\"absent\">" + prose(sentence) + "</li>\n";
  return "<p class=\"verdict\">" + prose(view.verdicts.front()) + "</p>\n" +
         (more.empty() ? "" : "<ul>\n" + more + "</ul>\n") + "<p class=\"trust\"><strong>How sure:</strong> " +
         prose(view.trust) + (view.findings.empty() ? "" : " <a href=\"#findings\">See the findings.</a>") + "</p>\n";
}

} // namespace

std::string print_html(const View &view) {
  const auto sections = sections_of(view);
  const bool untrusted = std::any_of(view.findings.begin(), view.findings.end(),
                                     [](const auto &finding) { return finding.grade == statistics::Grade::invalid; });
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
         "img-src "
         "data:\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta "
         "name=\"color-scheme\" "
         "content=\"light dark\">\n<title>" +
         escape(view.title) + "</title>\n<style>\n" + std::string{page_style} +
         "</style>\n</head>\n<body>\n<header>\n<h1>" + escape(view.title) +
         (untrusted ? " <strong class=\"invalid\">not valid: see the findings</strong>" : "") + "</h1>\n<p>" +
         escape(view.subtitle) + "</p>\n" + print_contents(view, sections) + "</header>\n<main>\n" +
         print_answer(view) + print_tables(view.tables) + print_sections(sections) + "</main>\n</body>\n</html>\n";
}

} // namespace reqbench::report
