// read(): a run on disk, and its tables. One row a launch and load, a cell, a ratio, a window; the columns are the
// fields of the records and the rows of the table of metrics.
#include "python/run.hpp"

#include "python/bindings.hpp"
#include "python/columns.hpp"
#include "python/made_whole.hpp"
#include "python/raising.hpp"
#include "python/unlocked.hpp"

#include "base/nearest.hpp"
#include "result/histogram_rows.hpp"

#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

namespace reqbench::python {
namespace {

namespace py = pybind11;
using statistics::Cell;
using statistics::Ratio;

base::Result<HeldRun> read(const std::string &wanted) {
  const auto folder = result::locate_run(wanted);
  if (!folder) return folder.error();
  auto run = result::read_run(*folder);
  if (!run) return std::move(run).error();
  auto summary = statistics::summarize(*run);
  return HeldRun{wanted, *std::move(run), std::move(summary)};
}

struct Launched {
  const result::TrialRecord *trial;
  const result::LoadRecord *load;
};

std::vector<Launched> launched(const HeldRun &held) {
  std::vector<Launched> rows;
  for (const auto &trial : held.run.trials)
    for (const auto &load : trial.loads) rows.push_back({&trial, &load});
  return rows;
}

template <class Row> void add_place(Columns<Row> &columns) {
  columns.add("trial", [](const Row &row) { return row.trial->number; })
      .add("block", [](const Row &row) { return row.trial->block; })
      .add("server", [](const Row &row) { return row.trial->server; })
      .add("workload", [](const Row &row) { return row.trial->workload; })
      .add("load", [](const Row &row) { return row.load->name; });
}

py::dict trials(const HeldRun &held) {
  Columns columns{launched(held)};
  add_place(columns);
  columns.add("started", [](const Launched &row) { return row.trial->started; })
      .add("failure", [](const Launched &row) { return row.trial->failure; })
      .add("steady", [](const Launched &row) { return row.trial->steady; })
      .add("warm_up_ns", [](const Launched &row) { return row.trial->warm_up; })
      .add("model", [](const Launched &row) { return row.load->recording.model; })
      .add("connections", [](const Launched &row) { return row.load->recording.connections; })
      .add("interrupted", [](const Launched &row) { return row.load->recording.interrupted; })
      .add("measured_ns", [](const Launched &row) { return row.load->recording.measured; })
      .add("offered_per_s", [](const Launched &row) { return row.load->recording.offered_per_s; })
      .add("planned", [](const Launched &row) { return row.load->recording.ledger.planned; })
      .add("ok", [](const Launched &row) { return row.load->recording.ledger.ok(); })
      .add("failed", [](const Launched &row) { return row.load->recording.ledger.failed(); })
      .add("timed_out", [](const Launched &row) { return row.load->recording.ledger.timed_out(); })
      .add("unsent", [](const Launched &row) { return row.load->recording.ledger.unsent; })
      .add("in_flight", [](const Launched &row) { return row.load->recording.ledger.in_flight; })
      .add("sent_bytes", [](const Launched &row) { return row.load->recording.bytes.sent; })
      .add("received_bytes", [](const Launched &row) { return row.load->recording.bytes.received; })
      .add("generator_cpu_us_per_request",
           [](const Launched &row) { return row.load->recording.generator_cpu_us_per_request(); });
  for (const auto &metric : statistics::metric_table)
    columns.add(metric.name,
                [&](const Launched &row) { return statistics::value_of(metric.metric, *row.trial, *row.load); });
  return columns.take();
}

std::optional<double> known(const statistics::Estimate &estimate) {
  return estimate.n > 0 ? std::optional{estimate.value} : std::nullopt;
}
std::optional<double> low(const statistics::Estimate &estimate) {
  return estimate.n > 0 && estimate.interval ? std::optional{estimate.interval->low} : std::nullopt;
}
std::optional<double> high(const statistics::Estimate &estimate) {
  return estimate.n > 0 && estimate.interval ? std::optional{estimate.interval->high} : std::nullopt;
}

py::dict cells(const HeldRun &held) {
  std::vector<const Cell *> rows;
  for (const auto &cell : held.summary.cells) rows.push_back(&cell);
  Columns columns{std::move(rows)};
  columns.add("server", [](const Cell *cell) { return cell->server; })
      .add("workload", [](const Cell *cell) { return cell->workload; })
      .add("load", [](const Cell *cell) { return cell->load; })
      .add("launches", [](const Cell *cell) { return cell->launches; })
      .add("failed", [](const Cell *cell) { return cell->failed; })
      .add("late", [](const Cell *cell) { return cell->late; })
      .add("invalid", [](const Cell *cell) { return cell->invalid; })
      .add("limiter", [](const Cell *cell) { return statistics::to_string(cell->limiter); })
      .add("server_cpu_share", [](const Cell *cell) { return cell->server_cpu_share; })
      .add("generator_cpu_share", [](const Cell *cell) { return cell->generator_cpu_share; });
  for (const auto &metric : statistics::metric_table) {
    const std::string name{metric.name};
    const auto at = statistics::index_of(metric.metric);
    columns.add(name, [at](const Cell *cell) { return known(cell->metrics[at]); })
        .add(name + "_low", [at](const Cell *cell) { return low(cell->metrics[at]); })
        .add(name + "_high", [at](const Cell *cell) { return high(cell->metrics[at]); });
  }
  return columns.take();
}

py::dict ratios(const HeldRun &held) {
  struct Row {
    const char *kind;
    const Ratio *ratio;
  };
  std::vector<Row> rows;
  for (const auto &ratio : held.summary.ratios) rows.push_back({"baseline", &ratio});
  for (const auto &ratio : held.summary.self_ratios) rows.push_back({"self", &ratio});
  for (const auto &ratio : held.summary.sibling_ratios) rows.push_back({"sibling", &ratio});
  return Columns{std::move(rows)}
      .add("kind", [](const Row &row) { return row.kind; })
      .add("server", [](const Row &row) { return row.ratio->server; })
      .add("baseline", [](const Row &row) { return row.ratio->baseline; })
      .add("workload", [](const Row &row) { return row.ratio->workload; })
      .add("load", [](const Row &row) { return row.ratio->load; })
      .add("metric", [](const Row &row) { return statistics::row(row.ratio->metric).name; })
      .add("blocks", [](const Row &row) { return row.ratio->ratio.n; })
      .add("ratio", [](const Row &row) { return known(row.ratio->ratio); })
      .add("ratio_low", [](const Row &row) { return low(row.ratio->ratio); })
      .add("ratio_high", [](const Row &row) { return high(row.ratio->ratio); })
      .add("verdict", [](const Row &row) { return statistics::to_string(row.ratio->verdict); })
      .add("verdict_alone", [](const Row &row) { return statistics::to_string(row.ratio->alone); })
      .add("lower_bound", [](const Row &row) { return row.ratio->lower_bound; })
      .add("upper_bound", [](const Row &row) { return row.ratio->upper_bound; })
      .add("withheld", [](const Row &row) { return row.ratio->withheld; })
      .take();
}

struct Slice {
  const result::TrialRecord *trial;
  const result::LoadRecord *load;
  const sample::Window *window;
};

/// Windows, or seconds.
template <std::vector<sample::Window> sample::Recording::*windows> py::dict slices(const HeldRun &held) {
  std::vector<Slice> rows;
  for (const auto &[trial, load] : launched(held))
    for (const auto &window : load->recording.*windows) rows.push_back({trial, load, &window});
  Columns columns{std::move(rows)};
  add_place(columns);
  return columns.add("begin_ns", [](const Slice &row) { return row.window->begin; })
      .add("length_ns", [](const Slice &row) { return row.window->length; })
      .add("measured", [](const Slice &row) { return row.window->measured; })
      .add("ok", [](const Slice &row) { return row.window->ok; })
      .add("failed", [](const Slice &row) { return row.window->failed; })
      .add("latency_p50_ns", [](const Slice &row) { return row.window->p50; })
      .add("latency_p99_ns", [](const Slice &row) { return row.window->p99; })
      .add("latency_max_ns", [](const Slice &row) { return row.window->max; })
      .take();
}

py::dict use(const HeldRun &held) {
  struct Row {
    const result::TrialRecord *trial;
    const result::LoadRecord *load;
    const result::UseInTime *use;
  };
  std::vector<Row> rows;
  for (const auto &[trial, load] : launched(held))
    for (const auto &moment : load->use) rows.push_back({trial, load, &moment});
  Columns columns{std::move(rows)};
  add_place(columns);
  return columns.add("at_ns", [](const Row &row) { return row.use->at; })
      .add("rss_bytes", [](const Row &row) { return row.use->rss_bytes; })
      .add("cpu_ns", [](const Row &row) { return row.use->cpu; })
      .take();
}

const result::HistogramRow &histogram_row(const std::string &key) {
  std::vector<std::string> keys;
  for (const auto &row : result::histogram_rows) {
    if (row.key == key) return row;
    keys.emplace_back(row.key);
  }
  raise(base::unknown_name("histogram", key, keys));
}

/// Of all launches of a cell that count, or of one of them.
sample::Histogram histogram(const HeldRun &held, const std::string &server, const std::string &workload,
                            const std::string &load, const std::string &of, std::optional<int> trial) {
  const auto &row = histogram_row(of);
  sample::Histogram merged{row.keep};
  bool found = false;
  for (const auto &launch : statistics::launches_of(held.run, server, workload, load)) {
    if (trial && launch.trial->number != *trial) continue;
    merged.merge(launch.load->recording.*row.histogram);
    found = true;
  }
  if (!found)
    raise(base::usage_error(
        (trial ? "trial " + std::to_string(*trial) + " is no launch" : std::string{"there is no launch"}) + " of " +
        server + " × " + workload + " × " + load + " that counts; the tables trials and cells show which there are"));
  return merged;
}

py::list findings(const HeldRun &held) {
  py::list all;
  for (const auto &finding : held.summary.findings)
    all.append(py::make_tuple(text(finding.id), text(statistics::to_string(finding.grade)), text(finding.text),
                              text(finding.remedy)));
  return all;
}

py::list damaged(const HeldRun &held) {
  py::list lines;
  for (const auto &line : held.run.damaged) lines.append(text(line));
  return lines;
}

} // namespace

void bind_run(py::module_ &module) {
  py::class_<HeldRun, std::shared_ptr<HeldRun>>(module, "HeldRun", made_by(refuse_new), py::is_final())
      .def_property_readonly("name", [](const HeldRun &held) { return text(held.name); })
      .def_property_readonly("record",
                             [](const HeldRun &held) { return text(base::to_line(to_json(held.run.record))); })
      .def_property_readonly("findings", &findings)
      .def_property_readonly("damaged", &damaged)
      .def("trials", &trials)
      .def("cells", &cells)
      .def("ratios", &ratios)
      .def("series", &slices<&sample::Recording::windows>)
      .def("seconds", &slices<&sample::Recording::seconds>)
      .def("use", &use)
      .def("histogram", &histogram, py::arg("server"), py::arg("workload"), py::arg("load"), py::kw_only(),
           py::arg("of"), py::arg("trial") = py::none());
  module.def(
      "read",
      [](const std::string &wanted) {
        const Unlocked here;
        auto held = [&] {
          const py::gil_scoped_release unlocked;
          return read(wanted);
        }();
        return value_or_raise(std::move(held));
      },
      py::arg("run"));
}

} // namespace reqbench::python
