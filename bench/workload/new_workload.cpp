#include "workload/new_workload.hpp"

#include "base/file.hpp"

#include <algorithm>
#include <string_view>

namespace reqbench::workload {
namespace {

/// @ stands for the name. Small, and with one of each: a variable, a computed answer, an input that must be refused.
constexpr std::string_view start = R"({
  "name": "@",
  "title": "two numbers added",
  "description": [
    "GET /@?first=…&second=… answers 200 with Content-Type application/json and {\"sum\": first + second}.",
    "A number that is missing is refused with 400 and {\"error\": a sentence}."
  ],
  "variables": {
    "first": {"integer": {"min": 1, "max": 1000}},
    "second": {"integer": {"min": 1, "max": 1000}}
  },
  "requests": [
    {
      "name": "add",
      "method": "GET",
      "target": "/@?first=${first}&second=${second}",
      "expect": {"status": 200, "content_type": "application/json", "json": {"sum": {"$add": ["first", "second"]}}}
    }
  ],
  "invalid": [
    {"name": "missing_second", "target": "/@?first=${first}"}
  ]
}
)";

bool is_good(const std::string &name) {
  constexpr std::size_t longest = 40; // as the schema says
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= longest && letter(name[0]) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

} // namespace

base::Result<Workload> new_workload(const std::filesystem::path &catalog, const std::string &name) {
  if (!is_good(name))
    return base::Error{base::ErrorKind::usage,
                       "a workload's name is a small letter, then small letters, digits and _, at "
                       "most 40; got '" +
                           name + "'"};
  const auto file = catalog / (name + ".json");
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    return base::Error{base::ErrorKind::usage,
                       "bench/workload/catalog/" + name + ".json is there already; choose another name"};
  std::string text;
  for (const char c : start) text += c == '@' ? name : std::string{c};
  if (auto written = base::write_file_atomically(file, text); !written) return std::move(written).error();
  return Workload::read(file);
}

} // namespace reqbench::workload
