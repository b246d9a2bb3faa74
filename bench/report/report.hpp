// Numbers → one view → many formats. The view holds every text, order and number that is shown; a format only prints
// it, so formats cannot disagree. A new format is one file and one row of format_table.
#pragma once

#include "base/result.hpp"
#include "report/view.hpp"
#include "result/run_directory.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

namespace reqbench::report {

struct Format {
  std::string_view name; ///< the word of --format
  std::string_view file; ///< "report.md"; empty = only for standard output
  std::string_view says; ///< for --help
  std::string (*print)(const View &view);
};
extern const std::array<Format, 6> format_table; ///< terminal, markdown, summary, html, csv, json

const Format *find_format(std::string_view name);

/// Writes one format into `folder`, as report.txt where it has no file of its own; returns the path. As write_all() it
/// first removes what others left half written there when they were killed.
base::Result<std::filesystem::path> write_one(const Format &format, const View &view,
                                              const std::filesystem::path &folder);
/// Writes every format that has a file into `folder`, all or none; returns the paths written.
base::Result<std::vector<std::filesystem::path>> write_all(const View &view, const std::filesystem::path &folder);

} // namespace reqbench::report
