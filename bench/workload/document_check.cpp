#include "workload/document_check.hpp"

#include "workload/case_builder.hpp"
#include "workload/field_text.hpp"
#include "workload/generator.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace reqbench::workload {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using base::Status;
using Pointer = Json::json_pointer;

Error wrong(const Pointer &at, const std::string &sentence) {
  return Error{ErrorKind::usage, "at " + at.to_string() + ": " + sentence};
}

/// The schema's "name", for keys: the validator says nothing useful about propertyNames.
bool is_name(std::string_view text) {
  const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= 40 && text[0] >= 'a' && text[0] <= 'z' && std::ranges::all_of(text, allowed);
}

Status check_keys(const Json &object, const Pointer &at) {
  for (const auto &[key, value] : object.items())
    if (!is_name(key)) return wrong(at / key, "expected a name of a-z, 0-9 and _ that begins with a letter");
  return {};
}

Status check_variables(const Json &generators) {
  const Pointer at{"/variables"};
  if (auto named = check_keys(generators, at); !named) return named;
  for (const auto &[name, generator] : generators.items()) {
    if (auto checked = check_generator(generator, at / name); !checked) return checked;
    if (!generator.contains("list")) continue;
    if (auto named = check_keys(generator.at("list").at("of"), at / name / "list" / "of"); !named) return named;
  }
  return {};
}

/// render() sets these; a second one of them would break the framing.
constexpr std::array<std::string_view, 4> reserved_headers{"Host", "Content-Length", "Connection", "Transfer-Encoding"};

Status check_headers(const Json &entry, const Pointer &at) {
  if (!entry.contains("headers")) return {};
  const auto token = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
  for (const auto &[name, value] : entry.at("headers").items()) {
    if (name.empty() || !std::ranges::all_of(name, token))
      return wrong(at / "headers" / name, "expected a header's name of letters and -");
    if (std::ranges::any_of(reserved_headers, [&name = name](auto reserved) { return same_word(name, reserved); }))
      return wrong(at / "headers" / name, "reqbench sets this header itself; remove it");
  }
  return {};
}

Status check_entries(const Json &entries, const Pointer &at, Variables &largest) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto name = entries[i].at("name").get<std::string>();
    if (!seen.insert(name).second) return wrong(at / i / "name", "the name '" + name + "' stands twice");
    if (auto checked = check_headers(entries[i], at / i); !checked) return checked;
    if (auto checked = check_headers(entries[i].at("expect"), at / i / "expect"); !checked) return checked;
    if (auto built = build_case(entries[i], at / i, largest); !built) return std::move(built).error();
  }
  return {};
}

Status check_weights(const Json &requests) {
  const auto is_drawn = [](const Json &request) { return request.value("weight", 1) > 0; };
  if (std::ranges::any_of(requests, is_drawn)) return {};
  return wrong(Pointer{"/requests"}, "expected at least one request with a weight above 0");
}

Status check_use(const Json &generators, const Variables &largest) {
  for (const auto &[name, generator] : generators.items())
    if (!largest.was_used(name)) return wrong(Pointer{"/variables"} / name, "no request uses this variable; remove it");
  return {};
}

} // namespace

Status check_document(const Json &variables, const Json &requests, const Json &invalid) {
  if (auto checked = check_variables(variables); !checked) return checked;
  if (auto checked = check_weights(requests); !checked) return checked;
  Variables largest{variables, [](const std::string &, const Json &generator) { return generate_largest(generator); }};
  if (auto checked = check_entries(requests, Pointer{"/requests"}, largest); !checked) return checked;
  if (auto checked = check_entries(invalid, Pointer{"/invalid"}, largest); !checked) return checked;
  return check_use(variables, largest);
}

} // namespace reqbench::workload
