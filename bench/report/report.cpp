#include "report/report.hpp"

#include "report/formats.hpp"

#include "base/file.hpp"

#include <algorithm>

namespace reqbench::report {

const std::array<Format, 6> format_table{
    {{"terminal", "", "plain text, as wide as the terminal", print_terminal},
     {"markdown", "report.md", "Markdown for code hosts, long parts folded", print_markdown},
     {"summary", "", "Markdown of one screen, for a pull request", print_summary},
     {"html", "report.html", "one page with charts that opens from disk, without network", print_html},
     {"csv", "report.csv", "tidy rows: one per trial, load and metric", print_csv},
     {"json", "report.json", "sentences, tables, cells, ratios, findings, for programs", print_json}}};

const Format *find_format(std::string_view name) {
  const auto found =
      std::find_if(format_table.begin(), format_table.end(), [&](const Format &format) { return format.name == name; });
  return found == format_table.end() ? nullptr : &*found;
}

namespace {

std::string_view name_alone(const Format &format) { return format.file.empty() ? "report.txt" : format.file; }

void remove_abandoned_reports(const std::filesystem::path &folder) {
  base::remove_abandoned(folder, [](std::string_view name) {
    return std::ranges::any_of(format_table, [&](const Format &format) { return name_alone(format) == name; });
  });
}

} // namespace

base::Result<std::filesystem::path> write_one(const Format &format, const View &view,
                                              const std::filesystem::path &folder) {
  remove_abandoned_reports(folder);
  auto path = folder / name_alone(format);
  if (auto written = base::write_file_atomically(path, format.print(view)); !written) return std::move(written).error();
  return path;
}

base::Result<std::vector<std::filesystem::path>> write_all(const View &view, const std::filesystem::path &folder) {
  remove_abandoned_reports(folder);
  std::vector<std::filesystem::path> paths;
  std::vector<std::string> texts;
  for (const auto &format : format_table) {
    if (format.file.empty()) continue;
    paths.push_back(folder / format.file);
    texts.push_back(format.print(view));
  }
  std::vector<base::FileContent> files;
  for (std::size_t i = 0; i < paths.size(); ++i) files.push_back({paths[i], texts[i]});
  if (auto written = base::write_files_together(files); !written)
    return std::move(written).error().while_doing("writing the report");
  return paths;
}

} // namespace reqbench::report
