// What may be set against each other: runs, or two saved loads; and when two runs made the same experiment. Each rule
// of those gives the reason why not, a clause without the runs' names ("the engine was epoll, now it is io_uring"), or
// nothing.
#pragma once

#include "result/run_directory.hpp"

#include "base/result.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// The errors of these are of kind usage, in the words of the command as of Python.
base::Status check_count(std::size_t sides);
/// Saved loads are told plainly, side by side, and only two of them.
enum class SideKind { runs, loads };
base::Result<SideKind> kind_of_sides(std::span<const result::Run *const> sides);
/// Nothing can be asked of a load's change; `options`: what asks, and its verb ("--fail-on takes").
base::Error asks_of_load(std::string_view options);
/// The error (damaged) of a saved load without its load names what is wrong with its files.
base::Status check_load(const std::string &name, const result::Run &run);

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
