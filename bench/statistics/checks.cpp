#include "statistics/check_functions.hpp"

#include "base/units.hpp"

#include <algorithm>

namespace reqbench::statistics {

const std::array<Check, 38> check_table{{
    {"ledger_broken", Grade::invalid, broken_ledgers,
     "A ledger must balance: every planned request ends in exactly one column, and a histogram holds the answers that "
     "its ledger counts.",
     "do not use this result: measure again, and report the trial file as a bug of reqbench"},
    {"aa_broken", Grade::invalid, broken_pair, "One server measured under two names must not differ from itself.",
     "the machine changed while it was measured: close other programs, then measure again, with more blocks (--profile "
     "standard)"},
    {"generator_late", Grade::invalid, late_generator, "A load generator that sends late measures itself.",
     "give the generator a processor of its own, or ask for a lower rate (--rates); latencies here are not the "
     "server's alone"},
    {"monotone_percentiles", Grade::invalid, odd_percentiles,
     "Percentiles rise, a mean lies below its maximum, and a service time is no longer than the latency it is part of.",
     "do not use this cell: measure again, and report the trial files as a bug of reqbench"},
    {"development_server", Grade::invalid, development_servers, "A development server is not what runs in production.",
     "start it as it runs in production (the manifest's \"start\" and \"environment\"), then measure again"},
    {"trial_failed", Grade::warning, failed_trials, "A trial that failed is not a sample.",
     "read the server's last words above, then try it alone: reqbench verify SERVER"},
    {"damaged_file", Grade::warning, damaged_files, "A file that cannot be read is left out.",
     "restore the file from a copy, or measure again; the other trials are used"},
    {"wrong_answers", Grade::warning, wrong_answers, "A wrong answer is not throughput.",
     "reqbench verify SERVER shows request, expected and got"},
    {"errors", Grade::warning, failed_requests, "A request that got no answer is not throughput.",
     "lower the load, or look into the server's own log; throughput counts right answers only"},
    {"affinity", Grade::warning, strange_affinity, "Pinning can silently not happen.",
     "see whether the server pins its own threads, or a container forbids it; its CPU figures may include other cores"},
    {"shared_core", Grade::warning, shared_core, "Server and generator need cores of their own.",
     "use a machine with more cores, ask for fewer --cores, or turn SMT off; no figure here is the server's alone"},
    {"not_steady", Grade::warning, unsteady_trials, "A rate that is still changing is not the server's rate.",
     "give it longer: --warm-up 30s; the figures may still hold warm-up"},
    {"not_sustained", Grade::warning, not_sustained, "Latency at overload says how long the queue was.",
     "read these latencies as latency at overload, or ask for a rate that the server can hold (--rates)"},
    {"no_free_connection", Grade::warning, no_free_connection,
     "An open load needs as many connections as the rate keeps busy.",
     "open as many as are needed (--connections); where there were enough, the server held them too long: it stalled, "
     "or cannot hold the rate"},
    {"littles_law", Grade::warning, littles_law, "In a closed load, rate × mean latency is the number of connections.",
     "connections must equal rate × mean latency: look for requests that wait outside the measured time; do not "
     "compare this cell until it is explained"},
    {"mode_near_40ms", Grade::warning, mode_near_40ms,
     "Answers that gather near 40 ms wait for a delayed acknowledgement.",
     "answers written in two parts wait for a delayed acknowledgement: set TCP_NODELAY on the server, or write an "
     "answer at once"},
    {"fewer_connections", Grade::warning, fewer_connections,
     "A load with fewer connections than asked is another load.",
     "ask for as many as the server takes (--connections), or raise its limit of connections and its listen queue"},
    {"reconnects", Grade::warning, reconnects,
     "A server that ends connections makes every request pay for a handshake.",
     "see whether the server keeps connections alive; each new one costs a handshake"},
    {"descriptor_limit", Grade::warning, few_descriptors, "A server that may open no more files refuses connections.",
     "raise the hard limit: ulimit -Hn 65536, or LimitNOFILE of the service; or ask for fewer --connections"},
    {"listen_overflow", Grade::warning, full_listen_queue,
     "A queue of connections that overflows makes a client wait for a second.",
     "raise the backlog of the server's listening socket and net.core.somaxconn, or ask for fewer --connections"},
    {"generator_ceiling", Grade::warning, tied_at_ceiling,
     "Servers that tie at the generator's ceiling were not compared.",
     "compare their CPU per request at the common rate; the generator, not the servers, made them equal"},
    {"foreign_cpu", Grade::warning, foreign_cpu, "Other programs on the measured processors are measured too.",
     "close other programs or keep them off these processors, then measure again"},
    {"steal", Grade::warning, stolen_cpu, "What the hypervisor takes looks like a slow server.",
     "another guest took the processor: measure on a quieter or a dedicated machine"},
    {"throttling", Grade::warning, slowed_processors,
     "A processor that is slowed down measures its cooling or its quota.",
     "let it cool, or cap the frequency (cpupower frequency-set -u); of a container: raise its CPU quota, or give it "
     "whole processors (cpuset) in place of a quota"},
    {"swap", Grade::warning, swapped_memory, "Memory that is swapped is not memory.",
     "free memory, or turn swap off while measuring (swapoff -a), then measure again"},
    {"clock", Grade::warning, clock_trouble, "A clock that stops or jumps makes times that were never spent.",
     "keep the machine awake, use a kernel with a fast clock source (tsc), then measure again"},
    {"drift", Grade::warning, drift_of_run, "A machine that gets slower or faster during a run moves every server.",
     "measure again when the machine has settled: warm or cool, nothing else running; blocks are shuffled, so ratios "
     "suffer less than absolute figures"},
    {"change_point", Grade::warning, changed_inside, "A window with a step in it is the mean of two states.",
     "look at the trial's series for the moment (trials/<n>.series.json): garbage collection, a neighbour, a limit "
     "that was reached; measure longer (--duration)"},
    {"memory_growth", Grade::warning, growing_memory,
     "Memory that grows with every request does not stop at the end of the run.",
     "look for what is kept of each request (a cache without a limit, a list that only grows); load it longer "
     "(--duration 60s) to see whether it levels off"},
    {"loop_delay", Grade::warning, loop_delay, "An answer that waits for the generator to look is told too late.",
     "give the generator a processor of its own, or more of them (of a load alone: --threads), or use fewer "
     "connections"},
    {"clipped", Grade::warning, clipped_latencies,
     "A latency above the range of the histogram is only known as at least an hour.",
     "read percentiles among them as lower bounds; measure for less than an hour"},
    {"slow_path", Grade::warning, slow_path,
     "Answers that must be parsed in full cost the generator more for one server than for another.",
     "their bytes change from one to the next, or an answer ends with its connection: name the field that changes in "
     "the workload, else the generator pays for parsing"},
    {"debug_build", Grade::warning, debug_builds_used,
     "A debug build is slower by a factor that differs from program to program.",
     "build for release (CMAKE_BUILD_TYPE=Release, no sanitizer, no race detector), then measure again"},
    {"closed_hides", Grade::note, hidden_by_closed, "A closed load stops asking when the server stops answering.",
     "a closed load hides queueing: ask for a rate (load --rate, run --rates) to see how long requests would have "
     "waited"},
    {"generator_bound", Grade::note, bound_by_generator, "What the generator bound is a lower bound.",
     "read it as a lower bound; compare CPU per request at the common rate, or give the generator more processors (of "
     "a load alone: --threads)"},
    {"frequency", Grade::note, changing_frequency,
     "A processor that changes its frequency makes a light load look slow.",
     "cpupower frequency-set -g performance; compare at loads of the same kind only"},
    {"unequal_variants", Grade::note, unequal_variants,
     "A tuned program beside an idiomatic one compares how much was tuned.",
     "compare equal variants, or a tuned server with its own idiomatic sibling"},
    {"interrupted", Grade::note, interrupted_run, "An interrupted run has fewer blocks than it planned.",
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
