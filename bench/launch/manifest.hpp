// server.json: what a server is, how it is built and started. One folder under servers/ with such a file is a server.
#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::launch {

/// What a framework does otherwise by design: named, explained, shown in the report, and skipped by verify.
struct Deviation {
  std::string check; ///< id of the verify check, e.g. "head"
  std::string reason;
};

struct Manifest {
  std::string name;            ///< the folder's name
  std::string language;        ///< "C++", "Go", "Python"
  std::string framework;       ///< "Boost.Beast 1.81"
  std::string variant;         ///< "idiomatic" or "tuned"
  std::string role;            ///< "candidate", or "calibration": started by name, never listed or ranked
  std::string concurrency;     ///< one sentence: how it serves many connections
  std::string workers_meaning; ///< what --workers N means for it
  std::vector<std::string> workloads;
  std::vector<std::string> needs;              ///< tools the build needs, e.g. {"go"}
  std::vector<std::string> shares;             ///< folders beside its own whose code it is built from too
  std::vector<std::vector<std::string>> build; ///< commands, run in the server's folder by scripts/setup
  std::vector<std::vector<std::string>> test;  ///< commands of its own tests, run by ctest beside what was built
  std::vector<std::string> start;   ///< with {root} {folder} {build} {port} {workers} {scratch} filled in at launch
  std::vector<std::string> filled;  ///< files of the folder that stand in {scratch} at each start, filled in as well
  std::vector<std::string> version; ///< command that prints the versions really running as one JSON object
  std::string ready;                ///< "line" (prints {"port": N}) or a path that is polled until it answers
  std::map<std::string, std::string> environment;
  std::vector<Deviation> deviations;
  std::filesystem::path folder; ///< servers/<name>
};

/// One manifest; `file` is servers/<name>/server.json, for the folder's name and for messages. Errors (kind usage) name
/// file, JSON path and what was expected.
base::Result<Manifest> parse_manifest(std::string_view text, const std::filesystem::path &file,
                                      const base::Json &schema);
/// <root>/bench/launch/server.schema.json, parsed.
base::Result<base::Json> manifest_schema(const std::filesystem::path &root);

/// A folder of servers/ that is no server, and why: one sentence with file, place and remedy, and no absolute path.
struct Refused {
  std::string name; ///< the folder's
  base::Error error;
};

struct Servers {
  std::vector<Manifest> read; ///< by name
  std::vector<Refused> refused;
};

/// All folders of <root>/servers but those whose code another one shares, and those whose names begin with `.` or `_`.
/// A broken one is refused, and the others stand; an error only without servers/ or the schema.
base::Result<Servers> read_servers(const std::filesystem::path &root);

/// Takes part in runs and is ranked; else it is a calibration.
bool is_candidate(const Manifest &manifest);

/// What a server lacks that cannot be started here.
enum class Lack {
  build,        ///< its own build would make its program
  failed_build, ///< its own build was tried, and failed
  program,      ///< a program of the machine
  manifest,     ///< it cannot be used
  something,    ///< its program is there, and cannot be executed
};
struct Missing {
  Lack lack{};
  std::string why; ///< "servers/x/server.json: at /start/0: not built: …; run scripts/setup"
};
/// Nothing when the server can be started.
std::optional<Missing> missing(const Manifest &manifest, const std::filesystem::path &root);

} // namespace reqbench::launch
