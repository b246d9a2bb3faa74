// How `reqbench load` tells its recording: the JSON contract of design §13, and a page for people.
#pragma once

#include "base/json.hpp"
#include "load/load.hpp"

#include <string>
#include <string_view>

namespace reqbench::cli {

/// {url…, ledger, latency_ns, service_time_ns, first_byte_ns, connect_ns, lateness_ns, rate_per_s, bytes, connections,
/// generator, limiter, findings}
base::Json load_json(const sample::Recording &recording, const load::LoadPlan &plan);

std::string load_text(std::string_view url, const sample::Recording &recording);

} // namespace reqbench::cli
