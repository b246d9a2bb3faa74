// When two runs made the same experiment, so that their figures may be set against each other: each rule gives the
// reason why not, a clause without the runs' names ("the engine was epoll, now it is io_uring"), or nothing.
#pragma once

#include "result/record.hpp"

#include <string>
#include <vector>

namespace reqbench::statistics {

/// Nothing of the two runs can be compared: another engine, other processors.
std::string runs_differ(const result::RunRecord &before, const result::RunRecord &after);
/// Another variant is another program.
std::string servers_differ(const result::ServerRecord &before, const result::ServerRecord &after);
/// A workload is what its document says, whatever its title.
std::string workloads_differ(const result::WorkloadRecord &before, const result::WorkloadRecord &after);
std::string loads_differ(const result::LoadRequest &before, const result::LoadRequest &after);
/// The common rate is made of the run's own pilot: of the same program it differs a little, and no more.
std::string common_rates_differ(const result::RunRecord &before, const result::RunRecord &after,
                                const std::string &workload);
std::string objectives_differ(const result::RunRecord &before, const result::RunRecord &after);

/// By their fingerprints.
bool machines_differ(const result::RunRecord &before, const result::RunRecord &after);

/// Sentences about what else differs and could explain a change as well as the servers could. `reference`: the label.
std::vector<std::string> cautions_about(const std::string &old_name, const result::RunRecord &before,
                                        const result::RunRecord &after, const std::string &reference);

} // namespace reqbench::statistics
