#include "workload/variables.hpp"

namespace reqbench::workload {

const base::Json *Variables::find(const std::string &name) {
  if (const auto known = drawn_.find(name); known != drawn_.end()) return &known->second;
  const auto generator = generators_.find(name);
  if (generator == generators_.end()) return nullptr;
  return &drawn_.emplace(name, draw_(name, *generator)).first->second;
}

std::vector<std::string> Variables::names() const {
  std::vector<std::string> all;
  for (const auto &[name, generator] : generators_.items()) all.push_back(name);
  return all;
}

} // namespace reqbench::workload
