// What `reqbench load` has to say, live or from a saved load: what one target did, once. No baseline, no ratio and no
// verdict, because nothing is known of how its figures would vary.
#pragma once

#include "report/view.hpp"

namespace reqbench::report {

/// The one load of a saved load; null when its trial file is damaged or missing.
const result::LoadRecord *the_load(const result::Run &run);

/// The findings of a load, in its own words: its options instead of those of a run.
std::vector<statistics::Finding> load_findings(const statistics::Summary &summary);

/// What bound the load; unknown when it was interrupted.
statistics::Limiter load_limiter(const statistics::Summary &summary);

View make_load_view(const result::Run &run, const statistics::Summary &summary);

} // namespace reqbench::report
