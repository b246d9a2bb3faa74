// The tidy rows for spreadsheets and data frames (RFC 4180).
#include "report/formats.hpp"

#include <array>
#include <charconv>

namespace reqbench::report {
namespace {

/// Control bytes as \xNN: a file that is shown in a terminal must not command it.
std::string without_controls(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_control = (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
    constexpr std::string_view digits = "0123456789abcdef";
    if (is_control)
      shown += std::string{"\\x"} + digits[byte >> 4U] + digits[byte & 15U];
    else
      shown += c;
  }
  return shown;
}

/// RFC 4180; a text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, "CSV injection").
std::string field(std::string_view text) {
  auto value = without_controls(text);
  if (!value.empty() && std::string_view{"=+-@\t\r"}.find(value[0]) != std::string_view::npos) value.insert(0, "'");
  if (value.find_first_of(",\"\r\n") == value.npos) return value;
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
