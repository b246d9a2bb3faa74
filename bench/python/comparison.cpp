// compare(): older runs and a newer one, or two saved loads, as `reqbench compare` sets them against each other.
#include "python/bindings.hpp"
#include "python/columns.hpp"
#include "python/made_whole.hpp"
#include "python/raising.hpp"
#include "python/run.hpp"
#include "python/unlocked.hpp"

#include "statistics/comparable.hpp"
#include "statistics/compare.hpp"
#include "statistics/gate.hpp"
#include "statistics/limit_words.hpp"
#include "statistics/load_pair.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>

namespace reqbench::python {
namespace {

namespace py = pybind11;
using statistics::Asked;
using statistics::Moved;

/// The gate points into the comparison, so the two stay together where they are.
struct HeldComparison {
  statistics::Comparison comparison;
  statistics::Gate gate;
  std::optional<statistics::LoadPair> pair; ///< of two saved loads, instead of the others
};

/// Held by each who reads them: other threads may drop theirs while the interpreter's lock is free.
using HeldRuns = std::vector<std::shared_ptr<HeldRun>>;

std::vector<statistics::Limit> limits_of(const std::vector<std::string> &fail_on) {
  std::vector<statistics::Limit> limits;
  for (const auto &word : fail_on) limits.push_back(value_or_raise(statistics::parse_limit(word)));
  return limits;
}

std::vector<statistics::ComparedRun> named(const HeldRuns &held) {
  std::vector<statistics::ComparedRun> runs;
  for (const auto &run : held) runs.push_back({run->name, run->run, run->summary});
  return runs;
}

std::unique_ptr<HeldComparison> compare_loads(const HeldRuns &held, const std::vector<statistics::Limit> &limits) {
  if (!limits.empty()) raise(statistics::asks_of_load("fail_on takes"));
  for (const auto &load : held) check_or_raise(statistics::check_load(load->name, load->run));
  check_or_raise(statistics::each_once(named(held)));
  auto made = std::make_unique<HeldComparison>();
  made->pair = statistics::pair_loads({held[0]->run, held[0]->summary}, {held[1]->run, held[1]->summary});
  return made;
}

std::unique_ptr<HeldComparison> compare(const HeldRuns &held, const std::vector<std::string> &fail_on) {
  const auto limits = limits_of(fail_on);
  if (std::ranges::find(held, nullptr) != held.end()) throw py::type_error("a run is no None");
  check_or_raise(statistics::check_count(held.size()));
  std::vector<const result::Run *> sides;
  for (const auto &run : held) sides.push_back(&run->run);
  if (value_or_raise(statistics::kind_of_sides(sides)) == statistics::SideKind::loads)
    return compare_loads(held, limits);
  const auto runs = named(held);
  check_or_raise(statistics::each_once(runs));
  const Unlocked here;
  const py::gil_scoped_release unlocked;
  auto made = std::make_unique<HeldComparison>();
  made->comparison = statistics::compare(std::span{runs}.first(runs.size() - 1), runs.back());
  made->gate = statistics::gate(made->comparison, limits);
  return made;
}

template <class Row, class Read> void add_moved(Columns<Row> &columns, Read moved) {
  columns.add("server", [=](const Row &row) { return moved(row)->server; })
      .add("reference", [=](const Row &row) { return moved(row)->reference; })
      .add("workload", [=](const Row &row) { return moved(row)->workload; })
      .add("load", [=](const Row &row) { return moved(row)->load; })
      .add("metric", [=](const Row &row) { return statistics::row(moved(row)->metric).name; })
      .add("change", [=](const Row &row) { return moved(row)->change.ratio.value; })
      .add("change_low",
           [=](const Row &row) {
             const auto &interval = moved(row)->change.ratio.interval;
             return interval ? std::optional{interval->low} : std::nullopt;
           })
      .add("change_high",
           [=](const Row &row) {
             const auto &interval = moved(row)->change.ratio.interval;
             return interval ? std::optional{interval->high} : std::nullopt;
           })
      .add("invalid", [=](const Row &row) { return moved(row)->invalid; });
}

std::string_view bound_of(const statistics::PairedFigure &figure) {
  return figure.lower_bound ? "lower" : figure.upper_bound ? "upper" : "";
}

py::dict paired(const statistics::LoadPair &pair) {
  using statistics::PairedFigure;
  return Columns{pair.figures}
      .add("metric", [](const PairedFigure &figure) { return figure.key; })
      .add("before", [](const PairedFigure &figure) { return figure.before.value; })
      .add("before_at_least", [](const PairedFigure &figure) { return figure.before.at_least; })
      .add("after", [](const PairedFigure &figure) { return figure.after.value; })
      .add("after_at_least", [](const PairedFigure &figure) { return figure.after.at_least; })
      .add("ratio", [](const PairedFigure &figure) { return figure.ratio; })
      .add("bound", bound_of)
      .take();
}

py::dict changes(const HeldComparison &held) {
  if (held.pair) return paired(*held.pair);
  std::vector<const Moved *> rows;
  for (const auto &moved : held.comparison.moved) rows.push_back(&moved);
  Columns columns{std::move(rows)};
  add_moved(columns, [](const Moved *moved) { return moved; });
  return columns.add("old_runs", [](const Moved *moved) { return moved->old_ratios.size(); })
      .add("new_ratio", [](const Moved *moved) { return moved->new_ratio.value; })
      .add("verdict", [](const Moved *moved) { return statistics::to_string(moved->verdict); })
      .take();
}

std::string_view word_of(statistics::Position position) {
  switch (position) {
  case statistics::Position::beyond: return "beyond";
  case statistics::Position::across: return "across";
  case statistics::Position::inside: break;
  }
  return "inside";
}

py::dict asked(const HeldComparison &held) {
  std::vector<const Asked *> rows;
  for (const auto &row : held.gate.asked) rows.push_back(&row);
  Columns columns{std::move(rows)};
  add_moved(columns, [](const Asked *row) { return row->moved; });
  return columns.add("limit", [](const Asked *row) { return row->limit.change; })
      .add("position", [](const Asked *row) { return word_of(row->position); })
      .add("fails", [](const Asked *row) { return row->fails; })
      .add("smallest_shown", [](const Asked *row) { return row->smallest_shown; })
      .take();
}

py::list uncompared(const HeldComparison &held) {
  py::list all;
  for (const auto &row : held.comparison.uncompared) all.append(py::make_tuple(text(row.what), text(row.why)));
  return all;
}

py::list cautions(const HeldComparison &held) {
  py::list all;
  for (const auto &line : held.pair ? held.pair->differences : held.comparison.cautions) all.append(text(line));
  return all;
}

} // namespace

void bind_comparison(py::module_ &module) {
  py::class_<HeldComparison>(module, "HeldComparison", made_by(refuse_new), py::is_final())
      .def("changes", &changes)
      .def("asked", &asked)
      .def_property_readonly("uncompared", &uncompared)
      .def_property_readonly("cautions", &cautions)
      .def_property_readonly("new_invalid",
                             [](const HeldComparison &held) { return text(held.comparison.new_invalid); })
      .def_property_readonly("failed", [](const HeldComparison &held) { return held.gate.failed; })
      .def_property_readonly("invalid", [](const HeldComparison &held) { return held.gate.invalid; })
      .def_property_readonly("unsure", [](const HeldComparison &held) { return held.gate.unsure; });
  module.def("compare", &compare, py::arg("runs"), py::arg("fail_on"));
}

} // namespace reqbench::python
