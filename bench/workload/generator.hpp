// From a variable's generator to one of its values: the only place where a workload meets chance.
#pragma once

#include "base/json.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace reqbench::workload {

/// What the schema cannot say: min ≤ max. An error names the place, seen from `at`.
base::Status check_generator(const base::Json &generator, const base::Json::json_pointer &at);

/// One value; the same random state gives the same value on every machine. The generator has been checked.
base::Json generate(const base::Json &generator, base::Random &random);

/// The value of the largest magnitude: whole numbers at their max, lists at their greatest length. No number is
/// negative, so an expression that fits in 64 bits here fits for every draw.
base::Json generate_largest(const base::Json &generator);

} // namespace reqbench::workload
