#include "report/summary_tables.hpp"

#include "report/certainty.hpp"
#include "report/figures.hpp"
#include "report/load_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Metric;
using statistics::Ratio;

/// What the A/A pair is judged by (bench/README.md, "Measuring"), and p99, which is shown without a word: it tells how
/// far a p99 varies by itself.
constexpr std::array pair_metrics{Metric::throughput, Metric::server_cpu, Metric::latency_p50, Metric::latency_p99};

Figure ratio_and_spread(const Ratio *ratio) {
  auto figure = ratio_figure(ratio);
  if (ratio && !ratio->withheld && too_uncertain(ratio->ratio)) figure.text = uncertain_text(ratio->ratio);
  if (const auto spread = spread_figure(ratio); !std::isnan(spread.value)) figure.text += ", spread " + spread.text;
  return figure;
}

Figure ratio_and_word(const Ratio *ratio, bool in_words) {
  auto figure = ratio_and_spread(ratio);
  const auto word = word_figure(ratio, in_words);
  figure.tone = word.tone;
  if (is_shown(word)) figure.text += (figure.text.find(", ") != std::string::npos ? ": " : " ") + word.text;
  return figure;
}

/// Of many workloads the ratio and the word alone, so that some stand beside each other on a line.
Figure brief_ratio(const Ratio *ratio, bool in_words) {
  if (ratio == nullptr) return {};
  auto brief = *ratio;
  brief.ratio.interval.reset();
  auto figure = ratio_figure(&brief);
  const auto word = word_figure(ratio, in_words);
  figure.tone = word.tone;
  if (!ratio->withheld && too_uncertain(ratio->ratio)) figure.text = uncertain_text(ratio->ratio);
  if (is_shown(word)) figure.text += " " + word.text;
  return figure;
}

/// Mean of the logarithms of the ratios that there are.
double standing_of(const Row &row) {
  double sum = 0, n = 0;
  for (const auto &cell : row.cells) {
    if (std::isnan(cell.value)) continue;
    sum += std::log(cell.value);
    ++n;
  }
  return n > 0 ? sum / n : -HUGE_VAL;
}

} // namespace

Table overview_table(const Lineup &lineup) {
  if (!lineup.closed) return {};
  constexpr std::size_t few = 4;
  const bool brief = lineup.run.record.workloads.size() > few;
  Table table;
  table.title = "All workloads: requests/s against " + lineup.run.record.baseline;
  table.note = brief ? "and the verdict; the table of each workload has the interval. Best first."
                     : "with the 95 % interval in brackets, how far single blocks lie from it (spread), and the "
                       "verdict. Best first.";
  table.note.insert(0, "How many times the requests of " + lineup.run.record.baseline + " under full load, ");
  table.of = "server";
  for (const auto &workload : lineup.run.record.workloads)
    table.columns.push_back({"ratio_" + workload.name, workload.name, "requests/s: server ÷ baseline", true});
  for (const auto *server : lineup.servers) {
    Row row;
    row.label = row.server = server->label;
    row.load = lineup.closed->name;
    if (is_tuned(*server)) row.marks.push_back({MarkId::tuned});
    const bool in_words = !lineup.baseline || comparable(*server, *lineup.baseline);
    for (const auto &workload : lineup.run.record.workloads) {
      const auto *ratio = lineup.ratio(server->label, workload.name, lineup.closed, Metric::throughput);
      row.cells.push_back(brief ? brief_ratio(ratio, in_words) : ratio_and_word(ratio, in_words));
    }
    if (server != lineup.baseline && std::ranges::any_of(row.cells, is_shown)) table.rows.push_back(std::move(row));
  }
  std::stable_sort(table.rows.begin(), table.rows.end(),
                   [](const Row &a, const Row &b) { return standing_of(a) > standing_of(b); });
  return table;
}

Table pair_table(const Lineup &lineup) {
  Table table;
  const auto &pairs = lineup.summary.self_ratios;
  table.title =
      "A/A pair: " + (pairs.empty() ? lineup.run.record.baseline : pairs.front().baseline) + " against itself";
  table.note = "The same program twice in every block. faster, slower, less or more here is the run's own error";
  table.of = "workload, load";
  std::vector<Metric> shown;
  for (const auto metric : pair_metrics) {
    if (std::ranges::find(pairs, metric, &Ratio::metric) == pairs.end()) continue;
    shown.push_back(metric);
    const auto &row = statistics::row(metric);
    table.columns.push_back(
        {"self_" + std::string{row.name}, std::string{row.title}, "second member ÷ first member", true});
  }
  table.note += std::ranges::count(shown, Metric::latency_p99) > 0 ? "; p99 is shown, and not judged." : ".";
  for (const auto &ratio : pairs) {
    const auto column = std::ranges::find(shown, ratio.metric);
    if (column == shown.end()) continue;
    auto row = std::find_if(table.rows.begin(), table.rows.end(), [&](const Row &existing) {
      return existing.workload == ratio.workload && existing.load == ratio.load;
    });
    if (row == table.rows.end()) {
      Row fresh;
      fresh.label = ratio.workload + ", " + load_label(ratio.load);
      fresh.server = ratio.server;
      fresh.workload = ratio.workload;
      fresh.load = ratio.load;
      fresh.cells.resize(shown.size());
      row = table.rows.insert(table.rows.end(), std::move(fresh));
    }
    auto &figure = row->cells[static_cast<std::size_t>(column - shown.begin())];
    figure = ratio.metric == Metric::latency_p99 ? ratio_and_spread(&ratio) : ratio_and_word(&ratio, true);
    if (figure.tone == Tone::better) figure.tone = Tone::worse; // no difference is a good one between equals
  }
  return table;
}

} // namespace reqbench::report
