// Foreign text made harmless for a page, and the few elements that every part of it is made of.
#pragma once

#include "report/view.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report::page {

/// As element text or as an attribute in double quotes.
std::string escape(std::string_view text);
/// A sentence whose `names` are set as code (when the backticks do not pair, they are text), and whose ratios are not
/// torn apart at the end of a line.
std::string prose(std::string_view sentence);
/// "<name>content</name>\n"
std::string element(std::string_view name, const std::string &content);
/// A heading that the contents lead to.
std::string heading(const std::string &id, const std::string &title);
/// A list of labels with their texts; empty when there is none.
std::string print_lines(const std::vector<Line> &lines);
/// For who hears the page: what one of many equal summaries belongs to.
std::string about(const std::string &title);
/// A part that is opened by who wants it. `kind` is its class: "told" is open on paper, where others are left out.
/// `summary` and `body` are markup.
std::string folded(const std::string &summary, const std::string &body, std::string_view kind = {});
/// JSON that can stand inside a script element.
std::string script_json(const base::Json &json);

} // namespace reqbench::report::page
