#include "statistics/check_functions.hpp"

#include "base/parallel.hpp"
#include "base/units.hpp"

#include <algorithm>
#include <array>

namespace reqbench::statistics {

const std::array<Check, 39> check_table{{
    {"ledger_broken", Grade::invalid, broken_ledgers,
     "A ledger must balance: every planned request ends in exactly one column, and a histogram holds the answers that "
     "its ledger counts.",
     "the trial is left out, and no other figure of this result can be relied on",
     "do not use this result: measure again, and report the trial file as a bug of reqbench"},
    {"aa_broken", Grade::invalid, broken_pair, "One server measured under two names must not differ from itself.",
     "differences up to this size may be the machine's and no server's, in either direction",
     "the machine changed while it was measured: close other programs, then measure again, with more blocks (--profile "
     "standard)"},
    {"generator_late", Grade::invalid, late_generator, "A load generator that sends late measures itself.",
     "latencies may be too high, by what we sent late; requests/s and CPU per request hardly change",
     "give the generator a processor of its own, or ask for a lower rate (--rates); latencies here are not the "
     "server's alone"},
    {"monotone_percentiles", Grade::invalid, odd_percentiles,
     "Percentiles rise, a mean lies below its maximum, and a service time is no longer than the latency it is part of.",
     "the latencies here are wrong, in which direction is not known",
     "do not use these figures: measure again, and report the trial files as a bug of reqbench"},
    {"development_server", Grade::invalid, development_servers, "A development server is not what runs in production.",
     "its requests/s are too low, its latency, CPU and memory too high, by an unknown factor",
     "start it as it runs in production (the manifest's \"start\" and \"environment\"), then measure again"},
    {"trial_failed", Grade::warning, failed_trials, "A trial that failed is not a sample.",
     "figures rest on fewer launches, so intervals are wider; they look too good if it fails when it is slow",
     "read the server's last words above, then try it alone: reqbench verify SERVER"},
    {"damaged_file", Grade::warning, damaged_files, "A file that cannot be read is left out.",
     "figures rest on fewer launches, so intervals are wider; none is shifted",
     "restore the file from a copy, or measure again; the other trials are used"},
    {"wrong_answers", Grade::warning, wrong_answers, "A wrong answer is not throughput.",
     "requests/s count right answers only; latency is that of the right ones, and may be too low",
     "reqbench verify SERVER shows request, expected and got"},
    {"errors", Grade::warning, failed_requests, "A request that got no answer is not throughput.",
     "requests/s count right answers only; latency leaves out what failed, and may be too low",
     "lower the load, or look into the server's own log; throughput counts right answers only"},
    {"affinity", Grade::warning, strange_affinity, "Pinning can silently not happen.",
     "the server may have had more processors than it was given: its requests/s may be too high, its limiter wrong",
     "see whether the server pins its own threads, or a container forbids it; its CPU figures may include other cores"},
    {"shared_core", Grade::warning, shared_core, "Server and generator need cores of their own.",
     "requests/s are too low and latencies too high, most for the fastest servers",
     "use a machine with more cores, ask for fewer --cores, or turn SMT off; no figure here is the server's alone"},
    {"not_steady", Grade::warning, unsteady_trials, "A rate that is still changing is not the server's rate.",
     "figures still hold warm-up: mostly requests/s too low, latency and CPU per request too high",
     "give it longer: --warm-up 30s; the figures may still hold warm-up"},
    {"not_sustained", Grade::warning, not_sustained, "Latency at overload says how long the queue was.",
     "latency is that of a queue that grows, far too high; CPU per request is right",
     "read these latencies as latency at overload, or ask for a rate that the server can hold (--rates)"},
    {"no_free_connection", Grade::warning, no_free_connection,
     "An open load needs as many connections as the rate keeps busy.",
     "latency holds the wait for a connection: too high where there were too few, right where the server stalled",
     "open as many as are needed (--connections); where there were enough, the server held them too long: it stalled, "
     "or cannot hold the rate"},
    {"littles_law", Grade::warning, littles_law, "In a closed load, rate × mean latency is the number of connections.",
     "requests/s or latency is wrong here; which of them is not known",
     "connections must equal rate × mean latency: look for requests that wait outside the measured time; do not "
     "compare these figures until it is explained"},
    {"mode_near_40ms", Grade::warning, mode_near_40ms,
     "Answers that gather near 40 ms wait for a delayed acknowledgement.",
     "latency is up to 45 ms too high, and requests/s of a closed load too low",
     "answers written in two parts wait for a delayed acknowledgement: set TCP_NODELAY on the server, or write an "
     "answer at once"},
    {"fewer_connections", Grade::warning, fewer_connections,
     "A load with fewer connections than asked is another load.",
     "requests/s and latency are those of fewer connections, both mostly too low",
     "ask for as many as the server takes (--connections), or raise its limit of connections and its listen queue"},
    {"reconnects", Grade::warning, reconnects,
     "A server that ends connections makes every request pay for a handshake.",
     "handshakes are in it: CPU per request and latency are too high, requests/s too low",
     "see whether the server keeps connections alive; each new one costs a handshake"},
    {"descriptor_limit", Grade::warning, few_descriptors, "A server that may open no more files refuses connections.",
     "connections may be refused: requests/s too low, errors too many",
     "raise the hard limit: ulimit -Hn 65536, or LimitNOFILE of the service; or ask for fewer --connections"},
    {"listen_overflow", Grade::warning, full_listen_queue,
     "A queue of connections that overflows makes a client wait for a second.",
     "the tail of latency and of connecting is up to seconds too high; medians hardly change",
     "raise the backlog of the server's listening socket and net.core.somaxconn, or ask for fewer --connections"},
    {"generator_ceiling", Grade::warning, tied_at_ceiling,
     "Servers that tie at the generator's ceiling were not compared.",
     "their requests/s are too low by an unknown amount; that they tie says nothing of the servers",
     "compare their CPU per request at the same rate for all; the generator, not the servers, made them equal"},
    {"foreign_cpu", Grade::warning, foreign_cpu, "Other programs on the measured processors are measured too.",
     "requests/s may be too low by about this share, latency too high; CPU per request hardly changes",
     "close other programs or keep them off these processors, then measure again"},
    {"steal", Grade::warning, stolen_cpu, "What the hypervisor takes looks like a slow server.",
     "requests/s may be too low by about this share of a launch, latency too high, p99 most; CPU per request hardly "
     "changes",
     "another guest took the processor: measure on a quieter or a dedicated machine"},
    {"throttling", Grade::warning, slowed_processors,
     "A processor that is slowed down measures its cooling or its quota.",
     "requests/s are too low, latency and CPU per request too high",
     "let it cool, or cap the frequency (cpupower frequency-set -u); of a container: raise its CPU quota, or give it "
     "whole processors (cpuset) in place of a quota"},
    {"swap", Grade::warning, swapped_memory, "Memory that is swapped is not memory.",
     "latency is too high, and memory (PSS) too low by what was swapped out",
     "free memory, or turn swap off while measuring (swapoff -a), then measure again"},
    {"clock", Grade::warning, clock_trouble, "A clock that stops or jumps makes times that were never spent.",
     "latencies may be wrong by what the clock cost or jumped, in either direction",
     "keep the machine awake, use a kernel with a fast clock source (tsc), then measure again"},
    {"drift", Grade::warning, drift_of_run, "A machine that gets slower or faster during a run moves every server.",
     "absolute figures depend on when they were measured; ratios hardly, because servers take turns in each block",
     "measure again when the machine has settled: warm or cool, nothing else running; blocks are shuffled, so ratios "
     "suffer less than absolute figures"},
    {"change_point", Grade::warning, changed_inside, "A window with a step in it is the mean of two states.",
     "the launch's figure lies between those of two states, too low or too high for either; intervals hold that",
     "look at the launch's series for the moment (trials/<n>.series.json): garbage collection, a neighbour, a limit "
     "that was reached; measure longer (--duration)"},
    {"memory_growth", Grade::warning, growing_memory,
     "Memory that grows with every request does not stop at the end of the run.",
     "memory is that of a run of this length: a longer one needs more",
     "look for what is kept of each request (a cache without a limit, a list that only grows); load it longer "
     "(--duration 60s) to see whether it levels off"},
    {"loop_delay", Grade::warning, loop_delay, "An answer that waits for the generator to look is told too late.",
     "latency, above all p99 and max, may be too high by that delay; requests/s are too low by its share of the window",
     "give the generator a processor of its own, or more of them (of a load alone: --threads), or use fewer "
     "connections"},
    {"clipped", Grade::warning, clipped_latencies,
     "A latency above the range of the histogram is only known as at least an hour.",
     "the highest latencies are too low: they are lower bounds",
     "read percentiles among them as lower bounds; measure for less than an hour"},
    {"slow_path", Grade::warning, slow_path,
     "Answers that must be parsed in full cost the generator more for one server than for another.",
     "requests/s may be too low where the generator was the limit; the server's CPU per request is right",
     "their bytes change from one to the next, or an answer ends with its connection: name the field that changes in "
     "the workload, else the generator pays for parsing"},
    {"debug_build", Grade::warning, debug_builds_used,
     "A debug build is slower by a factor that differs from program to program.",
     "its requests/s are too low, its latency and CPU per request too high, by an unknown factor",
     "build for release (CMAKE_BUILD_TYPE=Release, no sanitizer, no race detector), then measure again"},
    {"closed_hides", Grade::note, hidden_by_closed, "A closed load stops asking when the server stops answering.",
     "p99 of this load is too low for what users would have met; requests/s are right",
     "a closed load hides queueing: ask for a rate (load --rate, run --rates) to see how long requests would have "
     "waited"},
    {"generator_bound", Grade::note, bound_by_generator, "What the generator bound is a lower bound.",
     "requests/s are too low by an unknown amount, so they and their ratio are bounds; latency is too high",
     "read it as a lower bound; compare CPU per request at the same rate for all, or give the generator more "
     "processors (of "
     "a load alone: --threads)"},
    {"share_missed", Grade::note, missed_share,
     "A share of what one short pilot gave is not the same share of what the server can do.",
     "servers were not equally busy: latency is too high beside the others where the share is larger, too low where it "
     "is smaller; requests/s and CPU per request are right for the rate that was sent",
     "read the column `of full load` beside these latencies, or compare them at the same rate for all"},
    {"frequency", Grade::note, changing_frequency,
     "A processor that changes its frequency makes a light load look slow.",
     "latency and CPU per request at a low rate are too high beside those under full load; servers at one load compare "
     "well",
     "cpupower frequency-set -g performance; compare at loads of the same kind only"},
    {"unequal_variants", Grade::note, unequal_variants,
     "A tuned program beside an idiomatic one compares how much was tuned.",
     "no figure is wrong; a ratio between the two holds what tuning brought",
     "compare equal variants, or a tuned server with its own idiomatic sibling"},
    {"interrupted", Grade::note, interrupted_run, "An interrupted run has fewer blocks than it planned.",
     "figures rest on fewer launches, so intervals are wider; none is shifted",
     "go on with it: reqbench run --resume FOLDER; the finished trials stay, and are not measured again"},
}};

std::string percent(double share) { return base::format_significant(share * 100, 3) + " %"; }

std::string place(const Where &where) {
  std::string text;
  for (const auto &name : {where.server, where.workload, where.load})
    if (!name.empty()) text += (text.empty() ? "`" : " × `") + name + "`";
  return text;
}

std::string place(const Cell &cell) { return place(Where{cell.server, cell.workload, cell.load}); }

std::string launches_hit(std::size_t count, std::size_t all) {
  return std::to_string(count) + " of " + std::to_string(all) + (all == 1 ? " launch" : " launches");
}

Observations each_cell(const result::Run &run, const Summary &summary, const CellQuestion &question) {
  const Launches launches{run};
  Observations all;
  for (const auto &cell : summary.cells) {
    if (cell.launches == 0) continue;
    auto one = question(cell, launches.of(cell.server, cell.workload, cell.load));
    if (!one) continue;
    one->where = {cell.server, cell.workload, cell.load};
    all.push_back(*std::move(one));
  }
  return all;
}

std::vector<Finding> check(const result::Run &run, const Summary &summary) {
  std::array<Observations, check_table.size()> seen;
  base::in_parallel(seen.size(), [&](std::size_t i) { seen[i] = check_table[i].look(run, summary); });
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const auto &row = check_table[i];
    for (auto &[grade, what, size, where, launches] : seen[i]) {
      auto text = place(where);
      if (!text.empty()) text += ": ";
      text += what;
      findings.push_back({.id = std::string{row.id},
                          .grade = grade,
                          .text = std::move(text),
                          .remedy = std::string{row.remedy},
                          .effect = std::string{row.effect},
                          .sentence = std::string{row.sentence},
                          .where = std::move(where),
                          .what = std::move(what),
                          .size = size,
                          .launches = launches});
    }
  }
  std::ranges::stable_sort(findings, std::ranges::greater{}, &Finding::grade);
  return findings;
}

} // namespace reqbench::statistics
