// How `reqbench load` tells its recording: the JSON contract of bench/README.md, and a page for people. The load is
// told as a run of one trial, so that its limiter and findings are those of every other load.
#pragma once

#include "base/json.hpp"
#include "sample/recording.hpp"
#include "statistics/summary.hpp"

#include <string>
#include <string_view>

namespace reqbench::cli {

/// The recording as the only load of the only trial of a run.
statistics::Summary summarize_load(const sample::Recording &recording);

/// {url, ledger, latency_ns, service_time_ns, first_byte_ns, connect_ns, lateness_ns, rate_per_s, bytes, connections,
/// generator, limiter, findings [{id, text, remedy}]}
base::Json load_json(std::string_view url, const sample::Recording &recording, const statistics::Summary &summary);

std::string load_text(std::string_view url, const sample::Recording &recording, const statistics::Summary &summary);

} // namespace reqbench::cli
