// The view for programs: sentences, cells, ratios, findings and conditions.
#include "report/formats.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

using base::Json;

Json lines_json(const std::vector<Line> &lines) {
  auto json = Json::array();
  for (const auto &line : lines) json.push_back({{"label", line.label}, {"text", line.text}});
  return json;
}

Json row_json(const Row &row) {
  Json json{{"label", row.label}, {"server", row.server}, {"workload", row.workload}, {"load", row.load}};
  for (const auto &mark : row.marks) {
    json["marks"].push_back(mark_row(mark.id).id);
    json["mark_words"].push_back(mark_words(mark));
  }
  json["cells"] = Json::array();
  for (const auto &figure : row.cells)
    json["cells"].push_back({{"text", figure.text}, {"value", base::finite_or_null(figure.value)}});
  return json;
}

Json table_json(const Table &table) {
  Json json{{"title", table.title}, {"workload", table.workload}, {"load", table.load}};
  json["columns"] = Json::array();
  for (const auto &column : table.columns)
    json["columns"].push_back({{"key", column.key}, {"title", column.title}, {"says", column.says}});
  json["rows"] = Json::array();
  for (const auto &row : table.rows) json["rows"].push_back(row_json(row));
  return json;
}

Json finding_json(const statistics::Finding &finding) {
  Json json{
      {"id", finding.id}, {"grade", grade_word(finding.grade)}, {"text", finding.text}, {"remedy", finding.remedy}};
  if (!finding.effect.empty()) json["effect"] = finding.effect;
  const auto &[server, workload, load] = finding.where;
  if (!server.empty()) json["server"] = server;
  if (!workload.empty()) json["workload"] = workload;
  if (!load.empty()) json["load"] = load;
  return json;
}

/// What people read of the findings above: those of one check in one line.
Json found_json(const Found &found) {
  return {{"id", found.id},
          {"grade", grade_word(found.grade)},
          {"text", found.text},
          {"sentence", found.sentence},
          {"effect", found.effect},
          {"remedy", found.remedy},
          {"findings", found.findings}};
}

} // namespace

std::string print_json(const View &view) {
  Json json{{"schema_version", result::schema_version},
            {"run_id", view.run_id},
            {"title", view.title},
            {"subtitle", view.subtitle},
            {"verdicts", view.verdicts},
            {"absent", view.absent},
            {"trust", view.trust},
            {"bearing", view.bearing}};
  if (!view.glance.rows.empty()) json["glance"] = table_json(view.glance);
  json["tables"] = Json::array();
  for (const auto &table : view.tables) json["tables"].push_back(table_json(table));
  json["findings"] = Json::array();
  for (const auto &finding : view.findings) json["findings"].push_back(finding_json(finding));
  json["checks"] = Json::array();
  for (const auto &found : view.found) json["checks"].push_back(found_json(found));
  json["cells"] = view.cells;
  json["ratios"] = view.ratios;
  json["conditions"] = lines_json(view.conditions);
  json["deviations"] = lines_json(view.deviations);
  json["reading"] = lines_json(view.reading);
  return base::to_pretty(json);
}

} // namespace reqbench::report
