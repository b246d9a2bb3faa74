#include "report/damage.hpp"

#include "report/text.hpp"

namespace reqbench::report {
namespace {

/// "trials/7.json" of "trials/7.json: cut off".
std::string file_of(const std::string &line) { return line.substr(0, line.find(": ")); }

} // namespace

std::vector<std::string> damage_clauses(const result::Run &run) {
  std::vector<std::string> clauses, files;
  for (const auto &line : run.damaged) files.push_back(file_of(line));
  if (!run.missing.empty()) {
    clauses.push_back(run.missing);
    files.pop_back();
  }
  if (files.empty()) return clauses;
  const auto count = counted(files.size(), "damaged file is", "damaged files are");
  clauses.push_back(count + " left out (" + some_of(std::move(files), ", ") + ")");
  return clauses;
}

std::vector<std::string> nothing_readable(const result::Run &run) {
  return {"No launch can be read, so there is nothing to compare: " + joined(damage_clauses(run), "; ") + ".",
          "Put the files back from a copy, or measure them again where the run was made: `reqbench run --resume " +
              run.record.id + "` keeps what is readable."};
}

} // namespace reqbench::report
