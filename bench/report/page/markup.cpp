#include "report/page/markup.hpp"

#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report::page {

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

std::string prose(std::string_view sentence) {
  const std::string safe = escape(sentence);
  const bool paired = std::count(safe.begin(), safe.end(), '`') % 2 == 0;
  constexpr std::string_view times = " ×", roughly = "≈ ";
  std::string text;
  bool inside = false;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    if (safe[i] == '`' && paired) {
      text += inside ? "</code>" : "<code>";
      inside = !inside;
    } else if (safe.compare(i, times.size(), times) == 0) {
      text += "&nbsp;";
    } else if (safe.compare(i, roughly.size(), roughly) == 0) {
      text += "≈&nbsp;";
      i += roughly.size() - 1;
    } else {
      text += safe[i];
    }
  }
  return text;
}

std::string element(std::string_view name, const std::string &content) {
  return "<" + std::string{name} + ">" + content + "</" + std::string{name} + ">\n";
}

std::string heading(const std::string &id, const std::string &title) {
  return "<h2 id=\"" + id + "\">" + escape(title) + "</h2>\n";
}

std::string print_lines(const std::vector<Line> &lines) {
  if (lines.empty()) return {};
  std::string items;
  for (const auto &line : lines) items += "<dt>" + escape(line.label) + "</dt><dd>" + escape(line.text) + "</dd>\n";
  return "<dl>\n" + items + "</dl>\n";
}

std::string folded(const std::string &summary, const std::string &body, std::string_view kind) {
  const auto name = kind.empty() ? std::string{} : " class=\"" + std::string{kind} + "\"";
  return "<details" + name + ">\n<summary>" + summary + "</summary>\n" + body + "</details>\n";
}

std::string about(const std::string &title) { return "<span class=\"unseen\"> (" + escape(title) + ")</span>"; }

std::string script_json(const base::Json &json) {
  std::string safe;
  for (const char c : base::to_line(json)) safe += c == '<' ? std::string{"\\u003c"} : std::string{c};
  return safe;
}

} // namespace reqbench::report::page
