#include "workload/case_builder.hpp"

#include "workload/text_template.hpp"

namespace reqbench::workload {
namespace {

using base::Json;
using base::Result;
using Pointer = Json::json_pointer;

std::vector<Field> read_fields(const Json &holder) {
  std::vector<Field> fields;
  if (holder.contains("headers"))
    for (const auto &[name, value] : holder.at("headers").items()) fields.push_back({name, value.get<std::string>()});
  return fields;
}

Result<std::string> build_body(const Json &body, const Pointer &at, const Scope &scope) {
  if (body.contains("text")) return fill(body.at("text").get<std::string>(), Encoding::none, at / "text", scope);
  const auto document = evaluate(body.at("json"), at / "json", scope);
  if (!document) return document.error();
  return base::to_line(*document);
}

Result<Expectation> build_expectation(const Json &expect, const Pointer &at, const Scope &scope) {
  Expectation wanted;
  wanted.status = expect.at("status").get<int>();
  wanted.content_type = expect.value("content_type", "");
  wanted.fields = read_fields(expect);
  if (expect.contains("error")) wanted.body = BodyRule::error;
  if (expect.contains("text")) {
    auto text = fill(expect.at("text").get<std::string>(), Encoding::none, at / "text", scope);
    if (!text) return std::move(text).error();
    wanted.body = BodyRule::text;
    wanted.text = *std::move(text);
  }
  if (expect.contains("json")) {
    auto document = evaluate(expect.at("json"), at / "json", scope);
    if (!document) return std::move(document).error();
    wanted.body = BodyRule::json;
    wanted.json = *std::move(document);
  }
  return wanted;
}

Json refusal() { return {{"status", 400}, {"content_type", "application/json"}, {"error", true}}; }

} // namespace

Result<Case> build_case(const Json &entry, const Pointer &at, Variables &variables) {
  const Scope scope{variables};
  Case built;
  built.name = entry.at("name").get<std::string>();
  built.method = entry.at("method").get<std::string>();
  built.fields = read_fields(entry);
  auto target = fill(entry.at("target").get<std::string>(), Encoding::percent, at / "target", scope);
  if (!target) return std::move(target).error();
  built.target = *std::move(target);
  if (entry.contains("body")) {
    auto body = build_body(entry.at("body"), at / "body", scope);
    if (!body) return std::move(body).error();
    built.body = *std::move(body);
  }
  auto expect = build_expectation(entry.at("expect"), at / "expect", scope);
  if (!expect) return std::move(expect).error();
  built.expect = *std::move(expect);
  return built;
}

Result<Json> complete_invalid(const Json &entry, const Json &first_request, const Pointer &at) {
  Json complete = entry;
  for (const char *key : {"method", "target", "headers", "body"})
    if (!complete.contains(key) && first_request.contains(key)) complete[key] = first_request.at(key);
  if (!complete.contains("expect")) complete["expect"] = refusal();
  if (!entry.contains("change")) return complete;
  if (!complete.contains("body") || !complete.at("body").contains("json"))
    return base::Error{base::ErrorKind::usage,
                       "at " + (at / "change").to_string() + ": there is no json body in /requests/0 to change"};
  complete.at("body").at("json").merge_patch(entry.at("change"));
  return complete;
}

} // namespace reqbench::workload
