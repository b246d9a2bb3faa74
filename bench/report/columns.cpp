#include "report/columns.hpp"

#include "report/text.hpp"

#include <array>

namespace reqbench::report {
namespace {

using statistics::Metric;

Figure place(const Standing &standing) {
  const auto &placed = standing.placed;
  if (placed.place == 0) return {};
  return {std::to_string(placed.place) + (placed.shared ? "=" : ""), static_cast<double>(placed.place)};
}

Figure share_of_full(const Standing &standing) {
  const auto reached = standing.full ? statistics::reached_share(*standing.placed.cell, *standing.full) : std::nullopt;
  if (!reached) return {};
  return {(reached->at_most ? "≤ " : "") + reached->percent(), reached->value};
}

Figure limiter_of(const Standing &standing) { return {standing.limited_by}; }

Figure launches(const Standing &standing) {
  const auto &cell = *standing.placed.cell;
  return {std::to_string(cell.launches) + " of " + std::to_string(cell.launches + cell.failed),
          static_cast<double>(cell.launches)};
}

Figure marks(const Standing &standing) {
  const auto &cell = *standing.placed.cell;
  return cell.marks.empty() ? Figure{} : Figure{joined(cell.marks, ", ")};
}

template <Metric metric> Figure memory_of(const Standing &standing) { return memory(*standing.placed.cell, metric); }
/// p in tenths of a per cent, because a template takes no double before Clang 18.
template <int permille> Figure percentile_of(const Standing &standing) {
  return percentile_and_interval(*standing.placed.cell, permille / 1000.0);
}
template <Figure (*figure)(const statistics::Cell &)> Figure of_cell(const Standing &standing) {
  return figure(*standing.placed.cell);
}
template <bool of_launch> Figure outliers_of(const Standing &standing) {
  return outliers(*standing.placed.cell, of_launch);
}
template <Figure (*figure)(const Standing &)> bool when_there_is_one(const Standing &standing) {
  return is_shown(figure(standing));
}

bool always(const Standing &) { return true; }
bool when_not_alone(const Standing &standing) { return !standing.alone && standing.placed.place > 0; }
bool when_some_failed(const Standing &standing) { return standing.placed.cell->failed > 0; }
template <Figure of(const statistics::Cell &)> bool when_there_are(const Standing &standing) {
  return of(*standing.placed.cell).value > 0;
}
/// An open load is bound by its schedule unless something went wrong.
bool when_limiter_tells(const Standing &standing) {
  return standing.closed || standing.placed.cell->limiter != statistics::Limiter::schedule;
}
bool when_compared(const Standing &standing) { return standing.ratio != nullptr; }

Figure ratio_of(const Standing &standing) {
  if (standing.is_baseline) return {"baseline", 1};
  return ratio_figure(standing.ratio);
}
Figure spread_of(const Standing &standing) { return spread_figure(standing.ratio); }
Figure word_of(const Standing &standing) { return word_figure(standing.ratio, standing.comparable); }

Figure next_of(const Standing &standing) { return next_figure(standing.step); }
bool when_step_tells(const Standing &standing) { return standing.step_tells; }

/// Launches that stand apart are named where their figures stand, and kept.
constexpr std::string_view outliers_say =
    "Launches whose figure stands apart from the cell's others (modified z-score above 3.5, and farther from the "
    "median than the practical band; from 6 launches on), against the median. They are kept; all of them are named "
    "below the table.";

constexpr ColumnRow place_column{
    "place",
    "#",
    "Order by the compared figure; servers that tie with the first of their group, or that the load generator "
    "limited like it, share its place (=).",
    true,
    {},
    place,
    when_not_alone};

constexpr std::array on_load{
    place_column,
    ColumnRow{{},
              "requests/s",
              "Right answers completed inside the measured time, per second; in brackets the 95 % interval over "
              "launches. ≥: the load generator was the limit, so the server could do more.",
              true,
              Metric::throughput,
              of_cell<throughput>,
              always},
    ColumnRow{"share_of_full_load",
              "of full load",
              "What these requests/s came to of the same server's under full load: the share that was meant is of its "
              "pilot, which is one short launch. ≤: the load generator was the limit there.",
              true,
              {},
              share_of_full,
              when_there_is_one<share_of_full>},
    ColumnRow{{},
              "CPU µs/request",
              "CPU time of the server's whole process tree per right answer.",
              true,
              Metric::server_cpu,
              of_cell<cpu_per_request>,
              when_there_is_one<of_cell<cpu_per_request>>},
    ColumnRow{{},
              "p50",
              "Half of the right answers came within this time, counted from the moment the request was due; all "
              "launches merged. In brackets the 95 % interval over launches (bootstrap; below 10 launches: from the "
              "lowest to the highest launch).",
              true,
              Metric::latency_p50,
              percentile_of<500>,
              when_there_is_one<percentile_of<500>>},
    ColumnRow{{},
              "p99",
              "99 of 100 came within this time. A percentile is shown when at least 100 samples lie beyond it.",
              true,
              Metric::latency_p99,
              percentile_of<990>,
              when_there_is_one<percentile_of<990>>},
    ColumnRow{"latency_p99.9_ns",
              "p99.9",
              "999 of 1000 came within this time.",
              true,
              {},
              percentile_of<999>,
              when_there_is_one<percentile_of<999>>},
    ColumnRow{
        {},
        "memory/connection",
        "What each connection that is kept open adds to the memory of the process tree (PSS), read while they stand.",
        true,
        Metric::memory_per_connection,
        memory_of<Metric::memory_per_connection>,
        when_there_is_one<memory_of<Metric::memory_per_connection>>},
    ColumnRow{
        "limiter",
        "limited by",
        "What had no CPU time left. The server: all of its processors. One thread of the server: its busiest thread "
        "used up a processor while others stood idle, so more processors would not help it; more workers, or less work "
        "in that thread, would. The load generator, or both: the server could do more, and its figure is a lower "
        "bound. "
        "The asked rate: it was reached, so nothing was. Nothing that was seen: both sides had time left, and "
        "something else was waited for, such as a sleep, a lock or a disk. Perhaps …: the same, and the finding in "
        "brackets may explain it.",
        false,
        {},
        limiter_of,
        when_limiter_tells},
    ColumnRow{
        "errors",
        "errors",
        "Requests that were sent and got no right answer (failed, timed out, unanswered), and their share of all.",
        true,
        {},
        of_cell<errors>,
        when_there_are<errors>},
    ColumnRow{"not_sent",
              "not sent",
              "Requests that fell due and never left, because no connection was free or the generator was late; the "
              "latency counts their age.",
              true,
              {},
              of_cell<not_sent>,
              when_there_are<not_sent>},
    ColumnRow{
        "launches", "launches", "Launches that count, of all that were tried.", true, {}, launches, when_some_failed},
    ColumnRow{
        "outliers", "outliers", outliers_say, false, {}, outliers_of<false>, when_there_is_one<outliers_of<false>>},
    ColumnRow{
        "marks", "marks", "What was unusual, and in how many launches.", false, {}, marks, when_there_is_one<marks>}};

constexpr std::array on_launch{
    place_column,
    ColumnRow{{},
              "idle",
              "Memory of the whole process tree before the first load (PSS: shared pages divided among those who "
              "share them).",
              true,
              Metric::memory_idle,
              memory_of<Metric::memory_idle>,
              when_there_is_one<memory_of<Metric::memory_idle>>},
    ColumnRow{{},
              "loaded",
              "The same right after the last load.",
              true,
              Metric::memory_loaded,
              memory_of<Metric::memory_loaded>,
              always},
    ColumnRow{{},
              "after",
              "The same some time after the load.",
              true,
              Metric::memory_after,
              memory_of<Metric::memory_after>,
              when_there_is_one<memory_of<Metric::memory_after>>},
    ColumnRow{{},
              "peak (RSS)",
              "Sum of the processes' own high-water marks; counts shared pages once per process, so it is not to be "
              "set against the other columns.",
              true,
              Metric::memory_peak,
              memory_of<Metric::memory_peak>,
              when_there_is_one<memory_of<Metric::memory_peak>>},
    ColumnRow{{},
              "start-up",
              "From starting the program to its first right answer.",
              true,
              Metric::start_up,
              of_cell<start_up>,
              when_there_is_one<of_cell<start_up>>},
    ColumnRow{
        "outliers", "outliers", outliers_say, false, {}, outliers_of<true>, when_there_is_one<outliers_of<true>>}};

constexpr std::array on_capacity{
    place_column,
    ColumnRow{
        {},
        "capacity",
        "Requests per second: the highest rate at which a launch met the objective twice, from a search over rates "
        "2 % apart; in brackets the 95 % interval over launches.",
        true,
        Metric::capacity,
        of_cell<capacity>,
        always},
    ColumnRow{
        "launches", "launches", "Launches that count, of all that were tried.", true, {}, launches, when_some_failed},
    ColumnRow{
        "marks", "marks", "What was unusual, and in how many launches.", false, {}, marks, when_there_is_one<marks>}};

constexpr std::array on_ratio{
    ColumnRow{"ratio",
              "ratio",
              "Server ÷ baseline: geometric mean of the ratios by block; in brackets the 95 % interval (Student's t on "
              "the logarithms).",
              true,
              {},
              ratio_of,
              when_compared},
    ColumnRow{"spread",
              "spread",
              "How far the ratios of single blocks lie from their mean (geometric standard deviation).",
              true,
              {},
              spread_of,
              when_there_is_one<spread_of>},
    ColumnRow{
        "word", // programs read the key, and it is older than the title
        "verdict",
        "faster, slower, less, more: the whole interval lies beyond the practical band; tie: wholly inside it; "
        "undecided: neither, more blocks would tell; (faster alone): the word it would have, were it the only ratio of "
        "its metric in this report (Holm's correction).",
        false,
        {},
        word_of,
        when_compared},
    ColumnRow{
        "next",
        "vs the next",
        "Each server ÷ the next one in this order that may be set against it, from the same ratios by block, with "
        "its verdict (Holm's correction over these pairs): whether the order is real.",
        true,
        {},
        next_of,
        when_step_tells}};

} // namespace

std::span<const ColumnRow> load_columns() { return on_load; }
std::span<const ColumnRow> launch_columns() { return on_launch; }
std::span<const ColumnRow> capacity_columns() { return on_capacity; }
std::span<const ColumnRow> ratio_columns() { return on_ratio; }

} // namespace reqbench::report
