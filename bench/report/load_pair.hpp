// Two saved loads side by side: each figure of both and their plain ratio. Without an interval and without a word,
// because one trial each says nothing of how much either varies by itself.
#pragma once

#include "report/view.hpp"

#include <string>

namespace reqbench::report {

struct NamedLoad {
  std::string name; ///< as the user named it
  const result::Run &run;
  const statistics::Summary &summary;
};

/// `before` is what the ratios refer to. What the two did not have in common is told beside the figures.
View make_pair_view(const NamedLoad &before, const NamedLoad &after);

} // namespace reqbench::report
