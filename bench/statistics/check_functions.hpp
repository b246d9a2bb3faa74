// The rows' functions of the table in checks.cpp, by what they look at, and the words that they share.
#pragma once

#include "statistics/cells.hpp"
#include "statistics/checks.hpp"

#include <functional>
#include <optional>

namespace reqbench::statistics {

using Observations = std::vector<Observation>;

/// "3.21 %".
std::string percent(double share);
/// "`cpp_beast` × `json` × `closed`", as far as it is narrowed down.
std::string place(const Where &where);
std::string place(const Cell &cell);
/// "2 of 3 launches".
std::string launches_hit(std::size_t count, std::size_t all);

/// Asks of every cell that has a launch.
using CellQuestion = std::function<std::optional<Observation>(const Cell &, const std::vector<Launch> &)>;
Observations each_cell(const result::Run &run, const Summary &summary, const CellQuestion &question);

// checks_of_run.cpp: the files, the trials as a whole, the A/A pair
Observations broken_ledgers(const result::Run &run, const Summary &summary);
Observations broken_pair(const result::Run &run, const Summary &summary);
Observations failed_trials(const result::Run &run, const Summary &summary);
Observations damaged_files(const result::Run &run, const Summary &summary);
Observations strange_affinity(const result::Run &run, const Summary &summary);
Observations unsteady_trials(const result::Run &run, const Summary &summary);
Observations interrupted_run(const result::Run &run, const Summary &summary);

// checks_of_answers.cpp: what the requests of a cell became, and whether its figures can be true together
Observations wrong_answers(const result::Run &run, const Summary &summary);
Observations failed_requests(const result::Run &run, const Summary &summary);
Observations littles_law(const result::Run &run, const Summary &summary);
Observations odd_percentiles(const result::Run &run, const Summary &summary);
Observations not_sustained(const result::Run &run, const Summary &summary);
Observations hidden_by_closed(const result::Run &run, const Summary &summary);
Observations mode_near_40ms(const result::Run &run, const Summary &summary);
Observations fewer_connections(const result::Run &run, const Summary &summary);
Observations reconnects(const result::Run &run, const Summary &summary);
Observations clipped_latencies(const result::Run &run, const Summary &summary);

// checks_of_generator.cpp: the generator and its connections
Observations late_generator(const result::Run &run, const Summary &summary);
Observations bound_by_generator(const result::Run &run, const Summary &summary);
Observations tied_at_ceiling(const result::Run &run, const Summary &summary);
Observations slow_path(const result::Run &run, const Summary &summary);
Observations no_free_connection(const result::Run &run, const Summary &summary);
Observations loop_delay(const result::Run &run, const Summary &summary);

// checks_of_machine.cpp: who else used the processors, and what the machine did to them
Observations foreign_cpu(const result::Run &run, const Summary &summary);
Observations stolen_cpu(const result::Run &run, const Summary &summary);
Observations shared_core(const result::Run &run, const Summary &summary);
Observations slowed_processors(const result::Run &run, const Summary &summary);
Observations swapped_memory(const result::Run &run, const Summary &summary);
Observations clock_trouble(const result::Run &run, const Summary &summary);
Observations changing_frequency(const result::Run &run, const Summary &summary);
Observations few_descriptors(const result::Run &run, const Summary &summary);
Observations full_listen_queue(const result::Run &run, const Summary &summary);

// checks_of_servers.cpp: how they were built and started, and what they kept
Observations development_servers(const result::Run &run, const Summary &summary);
Observations debug_builds_used(const result::Run &run, const Summary &summary);
Observations unequal_variants(const result::Run &run, const Summary &summary);
Observations growing_memory(const result::Run &run, const Summary &summary);

// checks_of_time.cpp: what changed since the pilots, over the run, and inside a window
Observations missed_share(const result::Run &run, const Summary &summary);
Observations drift_of_run(const result::Run &run, const Summary &summary);
Observations changed_inside(const result::Run &run, const Summary &summary);

} // namespace reqbench::statistics
