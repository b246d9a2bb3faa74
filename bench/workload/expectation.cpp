#include "workload/expectation.hpp"

#include "workload/field_text.hpp"
#include "workload/json_difference.hpp"

#include <algorithm>

namespace reqbench::workload {
namespace {

using What = Mismatch::What;

/// What a reader needs of a long body; the rest is in the request's record.
constexpr std::size_t shown_bytes = 160;

std::string shortened(std::string_view text) {
  if (text.size() <= shown_bytes) return std::string{text};
  return std::string{text.substr(0, shown_bytes)} + "… (" + std::to_string(text.size()) + " bytes)";
}

/// A text between quotes with what cannot be seen escaped, and its length: a newline at the end is a difference too.
std::string in_quotes(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown = "\"";
  for (const char c : text.substr(0, shown_bytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      shown += "\\n";
    else if (c == '\r')
      shown += "\\r";
    else if (c == '\t')
      shown += "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      shown += std::string{"\\x"} + digits[byte >> 4] + digits[byte & 15];
    else
      shown += c;
  }
  return shown + (text.size() > shown_bytes ? "…" : "") + "\" (" + std::to_string(text.size()) + " bytes)";
}

std::optional<Mismatch> check_content_type(const std::string &expected, const Answer &answer) {
  const auto got = answer.field("Content-Type");
  if (expected.empty() || same_word(media_type(expected), media_type(got))) return {};
  return Mismatch{What::field, "Content-Type", expected, got.empty() ? "nothing" : std::string{got}};
}

/// A list field may be sent in several lines (RFC 9110, 5.3); they count as one.
std::string joined_field(const Answer &answer, std::string_view name) {
  std::string joined;
  for (const auto &field : answer.fields)
    if (same_word(field.name, name)) joined += (joined.empty() ? "" : ", ") + field.value;
  return joined;
}

/// Frameworks add HEAD beside GET and OPTIONS everywhere; any other extra method is a lie.
bool allows(std::string_view expected, std::string_view got) {
  const auto wanted = tokens(expected);
  const auto named = tokens(got);
  const auto in = [](const auto &list, std::string_view token) {
    return std::find(list.begin(), list.end(), token) != list.end();
  };
  return std::all_of(wanted.begin(), wanted.end(), [&](auto token) { return in(named, token); }) &&
         std::all_of(named.begin(), named.end(),
                     [&](auto token) { return in(wanted, token) || token == "HEAD" || token == "OPTIONS"; });
}

std::optional<Mismatch> check_field(const Field &expected, const Answer &answer) {
  const std::string got = joined_field(answer, expected.name);
  const bool right = same_word(expected.name, "Allow") ? allows(expected.value, got) : got == expected.value;
  if (right) return {};
  return Mismatch{What::field, expected.name, expected.value, got.empty() ? "nothing" : got};
}

std::optional<Mismatch> check_text(const std::string &expected, const std::string &got) {
  if (expected == got) return {};
  const auto [a, b] = std::mismatch(expected.begin(), expected.end(), got.begin(), got.end());
  return Mismatch{What::body, "body, byte " + std::to_string(a - expected.begin()), in_quotes(expected),
                  in_quotes(got)};
}

std::optional<Mismatch> check_json(const base::Json &expected, const std::string &body) {
  const auto got = base::parse_json(body, "body", base::ErrorKind::wrong_answer);
  if (!got)
    return Mismatch{What::body, "body", base::to_line(expected), got.error().message() + ": " + shortened(body)};
  const auto difference = first_difference(expected, *got);
  if (!difference) return {};
  return Mismatch{What::body, difference->path.empty() ? "body" : difference->path, difference->expected,
                  difference->got};
}

std::optional<Mismatch> check_error(const std::string &body) {
  const auto got = base::parse_json(body, "body", base::ErrorKind::wrong_answer);
  if (got && got->is_object() && got->contains("error")) {
    const auto &error = got->at("error");
    if (error.is_string() && !error.get_ref<const std::string &>().empty()) return {};
  }
  return Mismatch{What::body, "body", R"({"error": "<a sentence>"})", body.empty() ? "nothing" : shortened(body)};
}

std::optional<Mismatch> check_body(const Expectation &expectation, const std::string &body) {
  switch (expectation.body) {
  case BodyRule::any: return {};
  case BodyRule::text: return check_text(expectation.text, body);
  case BodyRule::json: return check_json(expectation.json, body);
  case BodyRule::error: return check_error(body);
  }
  return {};
}

} // namespace

std::optional<Mismatch> check(const Expectation &expectation, const Answer &answer) {
  if (answer.status != expectation.status)
    return Mismatch{What::status, "status", std::to_string(expectation.status), std::to_string(answer.status)};
  if (auto mismatch = check_content_type(expectation.content_type, answer)) return mismatch;
  for (const auto &field : expectation.fields)
    if (auto mismatch = check_field(field, answer)) return mismatch;
  return check_body(expectation, answer.body);
}

} // namespace reqbench::workload
