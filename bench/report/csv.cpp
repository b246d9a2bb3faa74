// The tidy rows for spreadsheets and data frames (RFC 4180).
#include "report/formats.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace reqbench::report {
namespace {

/// What a spreadsheet begins a formula with, in Japanese settings in full width too (OWASP, "CSV injection").
constexpr std::array<std::string_view, 8> formula_signs{"=", "+", "-", "@", "＝", "＋", "－", "＠"};

bool is_formula(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return std::ranges::any_of(formula_signs, [&](std::string_view sign) { return text.starts_with(sign); });
}

/// RFC 4180, on one line; a text that a spreadsheet would take for a formula is led by an apostrophe.
std::string field(std::string_view text) {
  auto value = one_line(text);
  if (is_formula(value)) value.insert(0, "'");
  if (value.find_first_of(",\"") == value.npos) return value;
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? std::string{"\"\""} : std::string{c};
  return quoted + "\"";
}

/// The shortest text without exponent that reads back as the same number, whatever the locale.
std::string number(double value) {
  std::array<char, 400> text{}; // the largest double has 309 digits
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
  return {text.data(), end};
}

} // namespace

std::string print_csv(const View &view) {
  std::string text = "run_id,server,workload,load,block,trial,metric,value\r\n";
  for (const auto &row : view.data) {
    for (const auto &word : {view.run_id, row.server, row.workload, row.load}) text += field(word) + ",";
    text += std::to_string(row.block) + "," + std::to_string(row.trial) + "," + field(row.metric) + "," +
            number(row.value) + "\r\n";
  }
  return text;
}

} // namespace reqbench::report
