#include "report/view.hpp"

#include "report/bearing.hpp"
#include "report/chart/charts.hpp"
#include "report/chart/look.hpp"
#include "report/conditions.hpp"
#include "report/found.hpp"
#include "report/glance.hpp"
#include "report/load_view.hpp"
#include "report/load_words.hpp"
#include "report/program_view.hpp"
#include "report/sentences.hpp"
#include "report/tables.hpp"
#include "report/text.hpp"
#include "report/whole_tables.hpp"

#include <algorithm>
#include <iterator>

namespace reqbench::report {
namespace {

std::string title_of(const Lineup &lineup) {
  std::vector<std::string> names;
  for (const auto *server : lineup.servers) names.push_back(server->label);
  return "reqbench: " + (names.empty() ? "no server" : listed(names));
}

std::string run_subtitle(const result::RunRecord &run) {
  std::vector<std::string> parts{run.profile + " profile", counted(static_cast<std::size_t>(run.blocks), "block"),
                                 minute_of(run.started)};
  if (!run.host.cpu_model.empty()) parts.push_back("on " + run.host.cpu_model);
  return joined(parts, ", ");
}

/// Of the marks that stand somewhere.
std::vector<Line> mark_meanings(const View &view) {
  std::vector<Line> meanings;
  for (const auto &row : mark_table) {
    const auto has_it = [&](const Table &table) {
      return std::ranges::any_of(table.rows, [&](const Row &of) {
        return std::ranges::find(of.marks, row.mark, &Mark::id) != of.marks.end();
      });
    };
    if (has_it(view.glance) || std::ranges::any_of(view.tables, has_it))
      meanings.push_back({std::string{row.id}, std::string{row.says}});
  }
  return meanings;
}

} // namespace

View make_view(const result::Run &run, const statistics::Summary &summary) {
  if (result::is_load(run.record)) return make_load_view(run, summary);
  const Lineup lineup{run, summary};
  View view;
  view.title = title_of(lineup);
  view.subtitle = run_subtitle(run.record);
  view.run_id = run.record.id;
  view.verdicts = verdict_sentences(lineup);
  if (auto invalid = invalid_sentence(summary.findings); !invalid.empty())
    view.verdicts.insert(view.verdicts.begin(), std::move(invalid));
  view.absent = absent_sentences(lineup);
  view.trust = trust_sentence(lineup);
  view.bearing = bearing_sentences(lineup);
  view.glance = glance_table(lineup);
  view.tables = make_tables(lineup);
  view.findings = summary.findings;
  view.found = by_check(view.findings);
  view.conditions = make_conditions(lineup);
  view.deviations = make_deviations(lineup);
  view.reading = make_reading(lineup);
  for (auto &meaning : column_meanings(view.tables)) view.reading.push_back(std::move(meaning));
  std::ranges::move(mark_meanings(view), std::back_inserter(view.reading));
  view.looks = make_looks(lineup);
  view.compared = compared_lines(lineup);
  for (const auto &workload : run.record.workloads) view.workloads.push_back({workload.name, workload.description});
  for (const auto &load : run.record.loads) view.load_names.push_back({load.name, load_label(load.name)});
  view.charts = make_charts(lineup, view.looks);
  view.figures = gathered_table(view.tables);
  view.launches = launches_table(run);
  view.data = tidy_rows(run);
  std::ranges::move(step_rows(run, summary), std::back_inserter(view.data));
  view.cells = cells_json(summary);
  view.ratios = ratios_json(summary);
  return view;
}

} // namespace reqbench::report
