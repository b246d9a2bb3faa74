// What `reqbench load` says on a terminal while it runs (live_block.hpp): one line, from the load's LiveFeed. Pure.
#pragma once

#include "load/live_feed.hpp"

#include <cstddef>
#include <string>

namespace reqbench::cli {

/// "151 k/s · p50 402 µs · p99 1.20 ms · 0 errors · 7 s left", at most `width` columns: what matters least goes
/// first.
std::string live_text(const load::LiveFeed::Reading &reading, const load::LoadPlan &plan, base::Instant now,
                      std::size_t width);

} // namespace reqbench::cli
