// What `reqbench load` has to say, live or from a saved load: what one target did, once. No baseline, no ratio and no
// verdict, because nothing is known of how its figures would vary.
#pragma once

#include "report/view.hpp"
#include "result/single_load.hpp"
#include "statistics/single_load.hpp"

namespace reqbench::report {

using result::the_load;
using statistics::load_findings;
using statistics::load_limiter;

View make_load_view(const result::Run &run, const statistics::Summary &summary);

} // namespace reqbench::report
