// JSON bodies: the same document in another spelling, documents that are none, and members that are wrong, missing or
// too many.
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"

#include <array>
#include <cstdio>
#include <functional>

namespace reqbench::verify {
namespace {

using base::Json;
using Pointer = Json::json_pointer;

/// A drawn case whose body is a JSON object, and that body.
struct JsonCase {
  workload::Case wanted;
  Json body;
};

Json parsed(const std::string &body) { return Json::parse(body, nullptr, false); }

std::optional<JsonCase> json_case(const Examination &examination) {
  constexpr std::size_t draws = 20;
  for (auto &drawn : examination.workload().draw(examination.seed(), draws))
    if (auto body = parsed(drawn.body); body.is_object() && !body.empty()) return JsonCase{std::move(drawn), body};
  return {};
}

void append_escaped(std::string &text, char32_t code) {
  const auto append = [&](unsigned unit) {
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "\\u%04x", unit);
    text += digits.data();
  };
  constexpr char32_t first_of_pairs = 0x10000;
  if (code < first_of_pairs) return append(static_cast<unsigned>(code));
  append(0xD800U + static_cast<unsigned>((code - first_of_pairs) >> 10));
  append(0xDC00U + static_cast<unsigned>((code - first_of_pairs) & 0x3ff));
}

/// Valid UTF-8, as every drawn text is.
std::string escaped(std::string_view text) {
  std::string spelled = "\"";
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    append_escaped(spelled, code);
    text.remove_prefix(length);
  }
  return spelled + "\"";
}

/// White space wherever it may stand, every character of every text and key as \uXXXX.
std::string spelled_otherwise(const Json &value) {
  constexpr const char *space = " \t\r\n";
  if (value.is_string()) return escaped(value.get_ref<const std::string &>());
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (const auto &[key, member] : value.items()) {
    text += (text.empty() ? "" : std::string{","}) + space;
    if (value.is_object()) text += escaped(key) + space + ":" + space;
    text += spelled_otherwise(member) + space;
  }
  return value.is_object() ? space + ("{" + text) + "}" + space : "[" + text + "]";
}

workload::Expectation refusal() {
  workload::Expectation expect;
  expect.status = 400;
  expect.content_type = "application/json";
  expect.body = workload::BodyRule::error;
  return expect;
}

/// True when the check may go on.
bool is_refused_body(Examination &examination, workload::Case wanted, std::string body) {
  wanted.body = std::move(body);
  wanted.expect = refusal();
  examination.answers_right(wanted);
  return !examination.over();
}

void each_place(const Json &value, const Pointer &at, const std::function<void(const Json &, const Pointer &)> &visit) {
  visit(value, at);
  if (value.is_object())
    for (const auto &[key, member] : value.items()) each_place(member, at / key, visit);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) each_place(value[i], at / i, visit);
}

/// The document once for every place that `changed` makes another document of.
std::vector<std::string> variants(const Json &body,
                                  const std::function<bool(Json &document, const Pointer &at)> &changed) {
  std::vector<std::string> all;
  each_place(body, Pointer{}, [&](const Json &, const Pointer &at) {
    Json document = body;
    if (changed(document, at)) all.push_back(base::to_line(document));
  });
  return all;
}

void each_is_refused(Examination &examination, const std::function<bool(Json &document, const Pointer &at)> &changed) {
  const auto subject = json_case(examination);
  if (!subject) return;
  for (auto &body : variants(subject->body, changed))
    if (!is_refused_body(examination, subject->wanted, std::move(body))) return;
}

} // namespace

void check_json_spelling(Examination &examination) {
  auto subject = json_case(examination);
  if (!subject) return;
  subject->wanted.body = spelled_otherwise(subject->body);
  examination.answers_right(subject->wanted);
}

void check_broken_json(Examination &examination) {
  const auto subject = json_case(examination);
  if (!subject) return;
  const auto right = base::to_line(subject->body);
  const auto members = right.substr(1, right.size() - 2);
  const auto first_value = right.find(':') + 1;
  const std::array<std::string, 10> forms{
      right.substr(0, right.size() - 1),                                             // not closed
      right.substr(0, right.size() / 2),                                             // cut in the middle
      right + "}",                                                                   // closed twice
      "{" + members + ",}",                                                          // a comma too many
      right.substr(0, first_value - 1) + " " + right.substr(first_value),            // no colon
      "{'" + right.substr(2, first_value - 4) + "'" + right.substr(first_value - 1), // a key between single quotes
      "{" + right.substr(2, first_value - 4) + right.substr(first_value - 1),        // a key without quotes
      "/* a comment */" + right,
      right.substr(0, first_value) + "017," + right.substr(1),          // a zero too many
      right.substr(0, first_value) + "\"\t\n\\x\"," + right.substr(1)}; // bare control characters, no escape
  for (const auto &form : forms)
    if (!is_refused_body(examination, subject->wanted, form)) return;
}

/// Python's parser and JavaScript's habits know them; RFC 8259 (6) does not.
void check_json_constants(Examination &examination) {
  const auto subject = json_case(examination);
  if (!subject) return;
  const auto right = base::to_line(subject->body);
  const auto first_value = right.find(':') + 1;
  for (const char *constant : {"NaN", "Infinity", "-Infinity"}) {
    const auto body = right.substr(0, first_value) + constant + "," + right.substr(1);
    if (!is_refused_body(examination, subject->wanted, body)) return;
  }
}

void check_numbers_as_texts(Examination &examination) {
  each_is_refused(examination, [](Json &document, const Pointer &at) {
    if (!document.at(at).is_number()) return false;
    document.at(at) = document.at(at).dump();
    return true;
  });
}

void check_missing_members(Examination &examination) {
  each_is_refused(examination, [](Json &document, const Pointer &at) {
    if (at.empty() || !document.at(at.parent_pointer()).is_object()) return false;
    document.at(at.parent_pointer()).erase(at.back());
    return true;
  });
}

void check_extra_members(Examination &examination) {
  const auto subject = json_case(examination);
  if (!subject) return;
  const auto with_more = [](Json &document, const Pointer &at) {
    if (!document.at(at).is_object()) return false;
    document.at(at)["unknown_member"] = {{"nested", {1, "two", nullptr}}};
    return true;
  };
  for (auto &body : variants(subject->body, with_more)) {
    auto wanted = subject->wanted;
    wanted.body = std::move(body);
    if (!examination.answers_right(wanted)) return;
  }
}

} // namespace reqbench::verify
