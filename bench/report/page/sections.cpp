#include "report/page/sections.hpp"

#include "report/chart/charts.hpp"
#include "report/formats.hpp"
#include "report/page/markup.hpp"
#include "report/page/parts.hpp"
#include "report/page/table.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace reqbench::report::page {
namespace {

constexpr std::string_view how_measured = "How was this measured, and in which launches?";

std::string print_figures(const Table &table, std::string_view kind) {
  const auto origin = print_origin(table);
  auto text = print_table(table, kind) +
              (origin.empty() ? origin : folded(std::string{how_measured} + about(table.title), origin));
  if (!table.details.empty())
    text += folded("Launches that stand apart" + about(table.title), print_lines(table.details));
  return text;
}

std::string print_answer(const View &view) {
  constexpr std::size_t most = 3; // sentences that a reader takes in at once
  std::string next, rest, absent;
  for (std::size_t i = 1; i < view.verdicts.size(); ++i)
    (i < most ? next : rest) += element(i < most ? "p" : "li", prose(view.verdicts[i]));
  for (const auto &sentence : view.absent) absent += "<li class=\"absent\">" + prose(sentence) + "</li>\n";
  return "<p class=\"verdict\">" + prose(view.verdicts.front()) + "</p>\n" + next +
         (rest.empty() ? ""
                       : folded("More sentences: " + std::to_string(view.verdicts.size() - most),
                                "<ul>\n" + rest + "</ul>\n", "told")) +
         (absent.empty() ? "" : "<ul>\n" + absent + "</ul>\n") +
         (view.glance.rows.empty() ? "" : print_figures(view.glance, "figures"));
}

/// An address leads to what a check found: to the gravest of it, and only where its id may stand in an address.
bool leads_to(const Found &found, const std::vector<Found> &all) {
  const bool plain = found.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == found.id.npos;
  return plain && !found.id.empty() && &*std::ranges::find(all, found.id, &Found::id) == &found;
}

/// A sentence in which the name of a check leads to what it found and means.
std::string linked(std::string text, const std::vector<Found> &all) {
  for (const auto &found : all) {
    const auto name = "<code>" + found.id + "</code>";
    const auto link = "<a href=\"#finding-" + found.id + "\">" + name + "</a>";
    if (!leads_to(found, all)) continue;
    for (auto at = text.find(name); at != text.npos; at = text.find(name, at + link.size()))
      text.replace(at, name.size(), link);
  }
  return text;
}

std::string print_trust(const View &view) {
  std::string badges;
  constexpr std::array grades{statistics::Grade::invalid, statistics::Grade::warning, statistics::Grade::note};
  for (const auto grade : grades) {
    const auto count = std::ranges::count(view.found, grade, &Found::grade);
    if (count == 0) continue;
    const std::string word{grade_word(grade)};
    badges += "<li><a class=\"badge " + word + "\" href=\"#findings\">" +
              counted(static_cast<std::size_t>(count), word) + "</a></li>\n";
  }
  std::string bearing;
  for (const auto &sentence : view.bearing) bearing += element("li", linked(prose(sentence), view.found));
  return "<div class=\"trust\">\n<p><strong>How sure:</strong> " + linked(prose(view.trust), view.found) + "</p>\n" +
         (bearing.empty()
              ? ""
              : "<p><strong>" + std::string{bearing_title} + ":</strong></p>\n<ul>\n" + bearing + "</ul>\n") +
         "</div>\n" + (badges.empty() ? "" : "<ul class=\"badges\">\n" + badges + "</ul>\n");
}

/// A picture has its room before it is drawn: nothing moves under the reader, and what lies below need not be laid out.
/// This much a horizontal axis takes below what the spec gives its height of: labels, title and what parts them.
constexpr int axis_height = 45;

std::string print_chart(const View &view, const Chart &chart) {
  const std::string of = chart.workload.empty() ? "" : " data-workload=\"" + escape(chart.workload) + "\"";
  std::string text =
      "<figure id=\"" + chart.id + "\" class=\"chart\"" + of + ">\n<figcaption>\n<h3>" + prose(chart.title) + "</h3>\n";
  if (!chart.subtitle.empty()) text += element("p", escape(chart.subtitle));
  text += "</figcaption>\n";
  if (!chart.add.empty())
    return text +
           "<p class=\"missing\">This needs loads that the run did not have. To add them: <code class=\"command\">" +
           escape(chart.add) + "</code></p>\n</figure>\n";
  const auto place = &chart - view.charts.data();
  text += "<div class=\"picture\" data-chart=\"" + std::to_string(place) +
          "\" style=\"min-height: " + std::to_string(chart.spec.value("height", 0) + axis_height) +
          "px\" role=\"img\" aria-label=\"" + escape(chart.title) + ". The numbers are in the table below.\"></div>\n";
  auto table = chart.table;
  table.title = chart.title;
  return text +
         folded("Numbers, and how they were measured" + about(chart.title),
                element("p", escape(chart.says)) + print_table(table, "plotted") + print_origin(table)) +
         "</figure>\n";
}

std::string print_charts(const View &view, std::string_view section) {
  std::string text;
  for (const auto &chart : view.charts)
    if (chart.section == section) text += print_chart(view, chart);
  return text.empty() ? text : "<div class=\"charts\">\n" + text + "</div>\n";
}

std::string print_finding(const Found &found, bool leads) {
  const std::string grade{grade_word(found.grade)};
  std::string text = "<li" + (leads ? " id=\"finding-" + found.id + "\"" : "") + "><strong class=\"" + grade + "\">" +
                     grade + "</strong> <code>" + escape(found.id) + "</code>: " + prose(ended(found.text));
  if (!found.sentence.empty()) text += " <em>Why it matters:</em> " + prose(found.sentence);
  if (!found.effect.empty()) text += " <em>Effect:</em> " + prose(ended(found.effect));
  if (!found.remedy.empty()) text += " <em>What to do:</em> " + prose(found.remedy);
  std::string each;
  for (const auto &one : found.each) each += element("li", prose(ended(one)));
  if (!each.empty())
    text += folded(found.findings == 2 ? "Both of them" : "All " + std::to_string(found.findings) + " of them",
                   "<ul>\n" + each + "</ul>\n");
  return text + "</li>\n";
}

std::string print_findings(const std::vector<Found> &all) {
  if (all.empty()) return {};
  std::string items;
  for (const auto &found : all) items += print_finding(found, leads_to(found, all));
  return "<ul class=\"findings\">\n" + items + "</ul>\n<p>" + escape(std::string{findings_pointer}) + "</p>\n";
}

/// The tables that are about several workloads: before the first of one workload, or behind the last.
std::string print_wide_tables(const View &view, bool before) {
  std::string text;
  bool seen = false;
  for (const auto &table : view.tables) {
    seen = seen || !table.workload.empty();
    if (table.workload.empty() && seen != before) text += print_figures(table, "figures");
  }
  return text;
}

/// Its first sentence; all of a long one when it is asked for.
std::string print_description(const std::string &text) {
  constexpr std::size_t short_enough = 300;
  const auto end = text.find(". ");
  if (text.empty()) return {};
  if (text.size() <= short_enough || end == std::string::npos) return element("p", escape(text));
  return element("p", escape(text.substr(0, end + 1))) +
         folded("All that is asked of a server", element("p", escape(text.substr(end + 2))), "told");
}

void add_workloads(const View &view, std::vector<Section> &sections) {
  std::size_t place = 0;
  for (const auto &table : view.tables) {
    if (table.workload.empty()) continue;
    if (sections.empty() || sections.back().workload != table.workload) {
      const auto known = std::ranges::find(view.workloads, table.workload, &Line::label);
      sections.push_back({"workload-" + std::to_string(++place), table.workload,
                          known == view.workloads.end() ? "" : print_description(known->text), table.workload});
    }
    sections.back().body += print_figures(table, "figures");
  }
}

std::string print_launches(const View &view) {
  if (view.launches.rows.empty()) return {};
  const auto rows = counted(view.launches.rows.size(), "row");
  return "<p>One row for each launch and load; <code>report.csv</code> beside this page has the same and more.</p>\n" +
         folded("Show the " + rows, "<noscript><p>This table needs the page's script.</p></noscript>\n"
                                    "<div id=\"launches-table\"></div>\n");
}

/// Objects of the same keys as columns, each text once: names repeat in every row, and the page has a size to keep. The
/// page's script unpacks them.
base::Json packed(const base::Json &objects) {
  base::Json json{{"rows", objects.size()}, {"columns", base::Json::object()}};
  if (objects.empty()) return json;
  for (const auto &[key, first] : objects.front().items()) {
    auto values = base::Json::array(), words = base::Json::array();
    std::map<std::string, std::size_t> known;
    for (const auto &object : objects) {
      const auto &value = object.at(key);
      if (!first.is_string()) {
        values.push_back(value);
        continue;
      }
      const auto [at, fresh] = known.try_emplace(value.get<std::string>(), words.size());
      if (fresh) words.push_back(value);
      values.push_back(at->second);
    }
    json["columns"][key] = {{"values", std::move(values)}};
    if (first.is_string()) json["columns"][key]["words"] = std::move(words);
  }
  return json;
}

/// A spec whose data are packed, of the whole and of each layer that has its own.
base::Json packed_spec(base::Json spec) {
  if (!spec.is_object()) return spec;
  if (spec.contains("data")) spec["data"]["values"] = packed(spec["data"]["values"]);
  if (spec.contains("layer"))
    for (auto &layer : spec["layer"]) layer = packed_spec(std::move(layer));
  return spec;
}

} // namespace

std::vector<Section> make_sections(const View &view) {
  std::vector<Section> sections{{"verdict", "The answer", print_answer(view)},
                                {"compared",
                                 view.compared.empty() ? "How sure it is" : "What was compared, and how sure it is",
                                 print_trust(view) + print_lines(view.compared)}};
  const auto add_charts = [&](const ChartSection &section) {
    auto charts = print_charts(view, section.id);
    if (!charts.empty())
      sections.push_back(
          {std::string{section.id}, std::string{section.title}, element("p", escape(section.says)) + charts});
  };
  for (const auto &section : chart_sections)
    if (section.answers) add_charts(section);
  sections.push_back(
      {"figures", "All figures",
       print_wide_tables(view, true) +
           (view.figures.rows.empty()
                ? ""
                : print_figures(view.figures, "whole") +
                      "<p class=\"paper\">On paper the figures of each server stand below, by workload.</p>\n")});
  for (const auto &section : chart_sections)
    if (!section.answers) add_charts(section);
  add_workloads(view, sections);
  for (auto &section : std::vector<Section>{{"self", "The run against itself", print_wide_tables(view, false)},
                                            {"findings", "Findings", print_findings(view.found)},
                                            {"conditions", "Conditions", print_lines(view.conditions)},
                                            {"deviations", "Deviations by design", print_lines(view.deviations)},
                                            {"how-to-read", "How to read", print_lines(view.reading)},
                                            {"launches", "Every launch", print_launches(view)}})
    sections.push_back(std::move(section));
  std::erase_if(sections, [](const Section &section) { return section.body.empty(); });
  return sections;
}

std::string print_tools(const View &view) {
  if (view.looks.empty()) return {};
  std::string chips;
  for (const auto &look : view.looks)
    chips += "<button type=\"button\" class=\"chip\" aria-pressed=\"false\" data-server=\"" + escape(look.server) +
             "\"><span class=\"swatch " + look.shape + "\" style=\"--c: " + look.colour + "\"></span>" +
             escape(look.server) + "</button>\n";
  const auto choice = [](const std::string &id, const std::string &label, const std::vector<Line> &values) {
    if (values.size() < 2) return std::string{};
    std::string options = "<option value=\"\">all</option>";
    for (const auto &value : values)
      options += "<option value=\"" + escape(value.label) + "\">" + escape(value.text) + "</option>";
    return "<label>" + label + " <select id=\"" + id + "\">" + options + "</select></label>\n";
  };
  std::vector<Line> workloads;
  for (const auto &workload : view.workloads) workloads.push_back({workload.label, workload.label});
  return "<form id=\"tools\" hidden aria-label=\"Choose what is shown\">\n<div class=\"chips\" role=\"group\" "
         "aria-label=\"Servers: none chosen "
         "shows all\">\n" +
         chips + "</div>\n" + choice("workload", "workload", workloads) + choice("load", "load", view.load_names) +
         "<label>find <input id=\"find\" type=\"search\" autocomplete=\"off\"></label>\n<button type=\"button\" "
         "id=\"reset\">show "
         "all</button>\n<output id=\"shown\"></output>\n</form>\n";
}

std::string print_numbers(const View &view) {
  auto specs = base::Json::array();
  for (const auto &chart : view.charts) specs.push_back(packed_spec(chart.spec));
  auto rows = base::Json::array();
  for (const auto &row : view.launches.rows) {
    base::Json texts{{"0", row.label}};
    for (std::size_t i = 0; i < row.cells.size(); ++i) texts[std::to_string(i + 1)] = one_line(row.cells[i].text);
    rows.push_back(std::move(texts));
  }
  base::Json launches{{"columns", base::Json::array({view.launches.of})}, {"rows", packed(rows)}};
  for (const auto &column : view.launches.columns) launches["columns"].push_back(one_line(column.title));
  const auto script = [](const std::string &id, const base::Json &json) {
    return "<script type=\"application/json\" id=\"" + id + "\">" + script_json(json) + "</script>\n";
  };
  return (specs.empty() ? "" : script("specs", specs)) + (rows.empty() ? "" : script("trials", launches));
}

} // namespace reqbench::report::page
