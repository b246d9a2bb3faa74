// The files of a page that are not made from numbers: its look, its scripts, the chart library and what that is
// licensed under. They are embedded when reqbench is built (cmake/embed.cmake), so that a page needs nothing beside
// itself.
#pragma once

#include <string_view>

namespace reqbench::report {

extern const std::string_view page_style;     ///< page/page.css
extern const std::string_view page_script;    ///< page/page.js
extern const std::string_view draw_script;    ///< page/draw.js
extern const std::string_view chart_library;  ///< page/charts/charts.js, made by scripts/dev charts
extern const std::string_view chart_licences; ///< page/charts/charts_licences.txt

/// Of the files above, in hexadecimal: a page allows exactly these scripts.
extern const std::string_view page_script_sha256, draw_script_sha256, chart_library_sha256;
extern const std::string_view page_style_sha256, chart_licences_sha256;

} // namespace reqbench::report
