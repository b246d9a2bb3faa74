// Foreign text and tables as Markdown (GitHub Flavored Markdown), made harmless: for markdown.cpp and summary.cpp.
#pragma once

#include "report/view.hpp"

#include <string>
#include <string_view>

namespace reqbench::report {

/// One line of foreign text inside a line or a table.
std::string markdown_cell(std::string_view text);
/// One that stands first in its line.
std::string markdown_line(std::string_view text);
/// A sentence whose `names` become code; when the backticks do not pair, they are text.
std::string markdown_prose(std::string_view sentence);
/// A name as code, whatever is in it.
std::string markdown_code(std::string_view name);
/// Head and rows, at most `most`; what was left out is told below.
std::string markdown_rows(const Table &table, std::size_t most);
/// Closed until it is asked for; the empty lines make a code host read what is inside as Markdown.
std::string markdown_folded(const std::string &title, const std::string &inside);

} // namespace reqbench::report
