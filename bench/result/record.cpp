#include "result/record.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::result {

std::string percentile_name(double percentile) {
  auto percent = base::Json(std::round(percentile * 1e6) / 1e4).dump();
  if (percent.ends_with(".0")) percent.resize(percent.size() - 2);
  return "p" + percent;
}

std::string percentile_name(const Objective &objective) { return percentile_name(objective.percentile); }

std::string to_string(const Objective &objective) {
  return percentile_name(objective) + " < " + base::format_duration(objective.latency) +
         (objective.arrivals == "poisson" ? " under Poisson arrivals" : "");
}

std::string again(std::string_view server) { return std::string{server} + " (again)"; }

bool is_again(const ServerRecord &server) { return server.label == again(server.name); }

bool siblings(const ServerRecord &a, const ServerRecord &b) {
  return a.language == b.language && a.framework == b.framework && a.variant != b.variant;
}

bool comparable(const ServerRecord &a, const ServerRecord &b) { return a.variant == b.variant || siblings(a, b); }

bool is_ranked(const ServerRecord &server) { return server.skipped.empty() && !is_again(server); }

bool tells_capacity(const LoadRequest &load) { return load.model == "closed" && load.requests_per_connection == 0; }

const LoadRequest *full_load(const RunRecord &run) {
  const auto found = std::ranges::find_if(run.loads, tells_capacity);
  return found == run.loads.end() ? nullptr : &*found;
}

std::vector<std::string> measured_labels(const RunRecord &run) {
  std::vector<std::string> labels;
  for (const auto &server : run.servers)
    if (is_ranked(server)) labels.push_back(server.label);
  return labels;
}

} // namespace reqbench::result
