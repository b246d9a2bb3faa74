#include "workload/workload.hpp"

#include "base/file.hpp"
#include "workload/case_builder.hpp"
#include "workload/document_check.hpp"
#include "workload/generator.hpp"

#include <algorithm>
#include <set>

namespace reqbench::workload {

using base::Error;
using base::ErrorKind;
using base::Json;
using base::Random;
using base::Result;
using Pointer = Json::json_pointer;

struct Workload::Document {
  Json json; ///< as read
  std::string name, title, description;
  Json variables = Json::object();
  Json requests;
  Json invalid = Json::array(); ///< completed from the first request
  std::vector<Route> routes;
  std::vector<std::string> checks;
};

namespace {

int weight(const Json &request) { return request.value("weight", 1); }

std::vector<std::size_t> each_drawable(const Json &requests) {
  std::vector<std::size_t> drawable;
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (weight(requests[i]) > 0) drawable.push_back(i);
  return drawable;
}

std::size_t draw_by_weight(const Json &requests, Random &random) {
  std::uint64_t all = 0;
  for (const auto &request : requests) all += static_cast<std::uint64_t>(weight(request));
  auto ticket = random.below(all);
  std::size_t chosen = 0;
  for (; ticket >= static_cast<std::uint64_t>(weight(requests[chosen])); ++chosen)
    ticket -= static_cast<std::uint64_t>(weight(requests[chosen]));
  return chosen;
}

/// `purpose` keeps the streams of draws, first requests and invalid inputs apart.
Variables drawn_variables(const Json &generators, std::uint64_t seed, const std::string &purpose, std::size_t index) {
  return {generators, [=](const std::string &name, const Json &generator) {
            auto random = Random::stream(seed, purpose + "/" + name, index);
            return generate(generator, random);
          }};
}

/// At reading, every entry was built from the largest values; no draw can fail where that did not.
Case must_build(const Json &entry, const std::string &workload, Variables variables) {
  auto built = build_case(entry, Pointer{}, variables);
  REQBENCH_ASSERT(built.has_value(), "a workload that was checked at reading could not be drawn");
  built->name = workload + "/" + built->name;
  return *std::move(built);
}

Result<Json> complete_all_invalid(const Json &document) {
  Json complete = Json::array();
  const Json given = document.value("invalid", Json::array());
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto entry = complete_invalid(given[i], document.at("requests")[0], Pointer{"/invalid"} / i);
    if (!entry) return entry;
    complete.push_back(*std::move(entry));
  }
  return complete;
}

std::string joined(const Json &sentences) {
  std::string text;
  for (const auto &sentence : sentences) text += (text.empty() ? "" : "\n") + sentence.get<std::string>();
  return text;
}

/// Requests of one path (before its variables are filled in) share a route.
std::vector<Workload::Route> derive_routes(const Json &requests, const Json &generators) {
  std::vector<Workload::Route> routes;
  std::vector<std::string> keys;
  for (const auto &request : requests) {
    const auto target = request.at("target").get<std::string>();
    const auto key = target.substr(0, target.find('?'));
    auto route = std::find(keys.begin(), keys.end(), key) - keys.begin();
    if (route == std::ssize(keys)) {
      const auto filled = must_build(request, "", drawn_variables(generators, 0, "route", 0)).target;
      keys.push_back(key);
      routes.push_back({filled.substr(0, filled.find('?')), {}});
    }
    auto &methods = routes[static_cast<std::size_t>(route)].methods;
    const auto method = request.at("method").get<std::string>();
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
  }
  return routes;
}

} // namespace

Result<Workload> Workload::read(const std::filesystem::path &file) {
  const auto root = base::project_root();
  if (!root) return root.error();
  const auto schema_file = *root / "bench/workload/workload.schema.json";
  const auto schema_text = base::read_file(schema_file);
  if (!schema_text) return schema_text.error();
  const auto schema = base::parse_json(*schema_text, schema_file.string());
  if (!schema) return schema.error();
  const auto text = base::read_file(file);
  if (!text) return text.error();
  auto workload = parse(*text, file.string(), *schema);
  if (workload && workload->name() != file.stem())
    return Error{ErrorKind::usage, file.string() + ": at /name: expected \"" + file.stem().string() +
                                       "\", the file's stem, got \"" + workload->name() + "\""};
  return workload;
}

Result<Workload> Workload::parse(std::string_view text, std::string_view source, const Json &schema) {
  auto json = base::parse_json(text, source);
  if (!json) return std::move(json).error();
  if (auto valid = base::validate_json(*json, schema, source); !valid) return std::move(valid).error();

  auto document = std::make_shared<Document>();
  document->json = *std::move(json);
  document->name = document->json.at("name").get<std::string>();
  document->title = document->json.at("title").get<std::string>();
  document->description = joined(document->json.at("description"));
  document->variables = document->json.value("variables", Json::object());
  document->requests = document->json.at("requests");
  document->checks = document->json.value("checks", std::vector<std::string>{});

  const auto invalid = complete_all_invalid(document->json);
  if (!invalid) return Error{invalid.error()}.while_doing(source);
  document->invalid = *invalid;
  if (const auto checked = check_document(document->variables, document->requests, document->invalid); !checked)
    return Error{checked.error()}.while_doing(source);
  document->routes = derive_routes(document->requests, document->variables);

  Workload workload;
  workload.document_ = std::move(document);
  return workload;
}

const std::string &Workload::name() const { return document_->name; }
const std::string &Workload::title() const { return document_->title; }
const std::string &Workload::description() const { return document_->description; }
const Json &Workload::document() const { return document_->json; }
const std::vector<std::string> &Workload::checks() const { return document_->checks; }
const std::vector<Workload::Route> &Workload::routes() const { return document_->routes; }

std::vector<Case> Workload::draw(std::uint64_t seed, std::size_t count) const {
  const auto &requests = document_->requests;
  std::vector<std::size_t> chosen = each_drawable(requests);
  if (chosen.size() > count) chosen.clear();
  auto choice = Random::stream(seed, name() + "/request");
  while (chosen.size() < count) chosen.push_back(draw_by_weight(requests, choice));
  std::vector<Case> cases;
  cases.reserve(count);
  for (const auto request : chosen) {
    const auto index = cases.size();
    cases.push_back(
        must_build(requests[request], name(), drawn_variables(document_->variables, seed, name() + "/draw", index)));
    cases.back().weight =
        static_cast<double>(weight(requests[request])) / static_cast<double>(std::ranges::count(chosen, request));
  }
  return cases;
}

std::vector<Case> Workload::one_of_each(std::uint64_t seed) const {
  std::vector<Case> cases;
  for (const auto &request : document_->requests)
    cases.push_back(
        must_build(request, name(), drawn_variables(document_->variables, seed, name() + "/each", cases.size())));
  return cases;
}

std::vector<Case> Workload::draw_invalid(std::uint64_t seed) const {
  std::vector<Case> cases;
  for (const auto &entry : document_->invalid)
    cases.push_back(
        must_build(entry, name(), drawn_variables(document_->variables, seed, name() + "/invalid", cases.size())));
  return cases;
}

std::optional<Case> Workload::draw_of_size(std::uint64_t seed, std::size_t bytes) const {
  for (const auto &request : document_->requests) {
    if (!request.contains("body") || !request.at("body").contains("text")) continue;
    bool sized = false;
    auto built =
        must_build(request, name(), {document_->variables, [&](const std::string &variable, const Json &generator) {
                                       auto random = Random::stream(seed, name() + "/size/" + variable);
                                       if (!generator.contains("bytes")) return generate(generator, random);
                                       sized = true;
                                       return generate({{"bytes", {{"min", bytes}, {"max", bytes}}}}, random);
                                     }});
    if (sized) return built;
  }
  return {};
}

Result<std::vector<Workload>> read_catalog(const std::filesystem::path &folder) {
  std::error_code code;
  std::set<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code))
    if (entry->path().extension() == ".json") files.insert(entry->path());
  if (code) return base::system_error(ErrorKind::usage, "reading the catalog " + folder.string(), code);
  if (files.empty())
    return Error{ErrorKind::usage, "the catalog " + folder.string() + " holds no workload; expected <name>.json files"};
  std::vector<Workload> catalog;
  for (const auto &file : files) {
    auto workload = Workload::read(file);
    if (!workload) return std::move(workload).error();
    catalog.push_back(*std::move(workload));
  }
  return catalog;
}

} // namespace reqbench::workload
