// The variables of one request. Each is drawn when it is first asked for, from a random stream of its own, so that a
// new variable in a workload's file changes no value of the others.
#pragma once

#include "base/json.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace reqbench::workload {

class Variables {
public:
  using Draw = std::function<base::Json(const std::string &name, const base::Json &generator)>;

  /// `generators`: the "variables" of a workload's file; it outlives this object.
  Variables(const base::Json &generators, Draw draw) : generators_{generators}, draw_{std::move(draw)} {}

  /// Nothing when there is no such variable.
  const base::Json *find(const std::string &name);
  std::vector<std::string> names() const;
  bool was_used(const std::string &name) const { return drawn_.contains(name); }

private:
  const base::Json &generators_;
  Draw draw_;
  std::map<std::string, base::Json> drawn_;
};

} // namespace reqbench::workload
