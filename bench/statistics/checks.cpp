#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::statistics {

const std::array<Check, 25> check_table{{
    {"ledger_broken", broken_ledgers,
     "do not use this result: measure again, and report the trial file as a bug of reqbench"},
    {"aa_broken", broken_pair,
     "the machine changed while it was measured: close other programs, then measure again, with more blocks "
     "(--profile standard)"},
    {"generator_late", late_generator,
     "give the generator a processor of its own, or ask for a lower rate (--rates); latencies here are not the "
     "server's "
     "alone"},
    {"monotone_percentiles", odd_percentiles,
     "do not use this cell: measure again, and report the trial files as a bug of reqbench"},
    {"trial_failed", failed_trials, "read the server's last words above, then try it alone: reqbench verify SERVER"},
    {"damaged_file", damaged_files, "restore the file from a copy, or measure again; the other trials are used"},
    {"wrong_answers", wrong_answers, "reqbench verify SERVER shows request, expected and got"},
    {"errors", failed_requests,
     "lower the load, or look into the server's own log; throughput counts right answers only"},
    {"affinity", strange_affinity,
     "see whether the server pins its own threads, or a container forbids it; its CPU figures may include other cores"},
    {"not_steady", unsteady_trials, "give it longer: --warm-up 30s; the figures may still hold warm-up"},
    {"not_sustained", not_sustained,
     "read these latencies as latency at overload, or ask for a rate that the server can hold (--rates)"},
    {"no_free_connection", no_free_connection,
     "open as many as are needed (--connections); where there were enough, the server held them too long: it stalled, "
     "or cannot hold the rate"},
    {"littles_law", littles_law,
     "connections must equal rate × mean latency: look for requests that wait outside the measured time; do not "
     "compare this cell until it is explained"},
    {"mode_near_40ms", mode_near_40ms,
     "answers written in two parts wait for a delayed acknowledgement: set TCP_NODELAY on the server, or write "
     "an answer at once"},
    {"fewer_connections", fewer_connections,
     "ask for as many as the server takes (--connections), or raise its limit of connections and its listen queue"},
    {"reconnects", reconnects, "see whether the server keeps connections alive; each new one costs a handshake"},
    {"generator_ceiling", tied_at_ceiling,
     "compare their CPU per request at the common rate; the generator, not the servers, made them equal"},
    {"foreign_cpu", foreign_cpu, "close other programs or keep them off the server's processors, then measure again"},
    {"steal", stolen_cpu, "another guest took the processor: measure on a quieter or a dedicated machine"},
    {"loop_delay", loop_delay,
     "give the generator a processor of its own, or more of them (of a load alone: --threads), or use fewer "
     "connections"},
    {"clipped", clipped_latencies, "read percentiles among them as lower bounds; measure for less than an hour"},
    {"slow_path", slow_path,
     "their bytes change from one to the next, or an answer ends with its connection: name the field that changes in "
     "the workload, else the generator pays for parsing"},
    {"closed_hides", hidden_by_closed,
     "a closed load hides queueing: ask for a rate (load --rate, run --rates) to see how long requests would have "
     "waited"},
    {"generator_bound", bound_by_generator,
     "read it as a lower bound; compare CPU per request at the common rate, or give the generator more processors "
     "(of a load alone: --threads)"},
    {"interrupted", interrupted_run,
     "go on with it: reqbench run --resume FOLDER; the finished trials stay, and are not measured again"},
}};

std::string percent(double share) { return base::format_significant(share * 100, 3) + " %"; }

std::string place(const Cell &cell) { return "`" + cell.server + "` × `" + cell.workload + "` × `" + cell.load + "`"; }

std::string of_trials(std::size_t count, std::size_t all) {
  return std::to_string(count) + " of " + std::to_string(all) + (all == 1 ? " trial" : " trials");
}

Observations each_cell(const result::Run &run, const Summary &summary, const CellQuestion &question) {
  Observations all;
  for (const auto &cell : summary.cells) {
    if (cell.launches == 0) continue;
    if (auto one = question(cell, launches_of(run, cell.server, cell.workload, cell.load)))
      all.push_back(*std::move(one));
  }
  return all;
}

std::vector<Finding> check(const result::Run &run, const Summary &summary) {
  std::vector<Finding> findings;
  for (const auto &row : check_table)
    for (auto &[grade, text] : row.look(run, summary))
      findings.push_back({std::string{row.id}, grade, std::move(text), std::string{row.remedy}});
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::grade);
  return findings;
}

} // namespace reqbench::statistics
