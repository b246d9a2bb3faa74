// The answer in plain sentences, made from the numbers: who answered how many times the requests of the baseline, at
// what cost; who has no verdict and why; how far the run can be trusted. A sentence never sets a tuned server against
// an idiomatic one (but its sibling), and never speaks of an invalid cell.
#pragma once

#include "report/lineup.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// One sentence over all workloads when they agree; the closest two of each workload; then at most three a workload:
/// throughput and memory against the baseline with the first against the second, cost at the common rate, tuned against
/// its sibling. Never empty.
std::vector<std::string> verdict_sentences(const Lineup &lineup);

/// One sentence for each server (and reason) that the verdicts leave out.
std::vector<std::string> absent_sentences(const Lineup &lineup);

/// Blocks, A/A pair, findings, what is missing.
std::string trust_sentence(const Lineup &lineup);

/// "1 check makes figures invalid (`ledger_broken`) and 2 checks warn (`steal`, `drift`)"; "no check found anything".
std::string findings_words(const std::vector<statistics::Finding> &findings);

/// One launch at least has given figures.
bool anything_measured(const Lineup &lineup);

} // namespace reqbench::report
