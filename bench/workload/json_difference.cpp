#include "workload/json_difference.hpp"

#include <algorithm>

namespace reqbench::workload {
namespace {

using base::Json;
using Pointer = Json::json_pointer;

constexpr const char *nothing = "nothing";

std::optional<JsonDifference> compare(const Json &expected, const Json &got, const Pointer &at);

std::optional<JsonDifference> compare_objects(const Json &expected, const Json &got, const Pointer &at) {
  for (const auto &[key, value] : expected.items()) {
    const auto there = got.find(key);
    if (there == got.end()) return JsonDifference{(at / key).to_string(), base::to_line(value), nothing};
    if (auto difference = compare(value, *there, at / key)) return difference;
  }
  for (const auto &[key, value] : got.items())
    if (!expected.contains(key)) return JsonDifference{(at / key).to_string(), nothing, base::to_line(value)};
  return {};
}

std::optional<JsonDifference> compare_arrays(const Json &expected, const Json &got, const Pointer &at) {
  const auto both = std::min(expected.size(), got.size());
  for (std::size_t i = 0; i < both; ++i)
    if (auto difference = compare(expected[i], got[i], at / i)) return difference;
  if (expected.size() > both) return JsonDifference{(at / both).to_string(), base::to_line(expected[both]), nothing};
  if (got.size() > both) return JsonDifference{(at / both).to_string(), nothing, base::to_line(got[both])};
  return {};
}

std::optional<JsonDifference> compare(const Json &expected, const Json &got, const Pointer &at) {
  if (expected.is_object() && got.is_object()) return compare_objects(expected, got, at);
  if (expected.is_array() && got.is_array()) return compare_arrays(expected, got, at);
  if (base::same_value(expected, got)) return {};
  return JsonDifference{at.to_string(), base::to_line(expected), base::to_line(got)};
}

} // namespace

std::optional<JsonDifference> first_difference(const Json &expected, const Json &got) {
  return compare(expected, got, Pointer{});
}

} // namespace reqbench::workload
