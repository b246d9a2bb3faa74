// The arrows of the table of contents, checked against what the files really include. CMake refuses a dependency that
// is not declared above; this refuses an #include that was never declared, which the shared include path would let
// compile.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::tests {

/// For each module the modules it may use, itself and base included.
using MayUse = std::map<std::string, std::set<std::string>, std::less<>>;

/// Reads modules.txt, as bench_module() writes it: "load: workload base schedule …", one line a module.
MayUse parse_modules(std::string_view text);

/// One line for each include that breaks a rule: "<file>:<line>: includes "x/y.hpp": <the rule>". A folder that is no
/// module is a broken rule too, except cmake/ and tests/, which may use everything.
base::Result<std::vector<std::string>> broken_includes(const std::filesystem::path &bench, const MayUse &may_use);

} // namespace reqbench::tests
