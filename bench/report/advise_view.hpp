// What a rate under an objective needs, told for people and programs: one table a wish, the answer in a sentence before
// it, and what would have to be measured where the run says too little.
#pragma once

#include "report/view.hpp"

#include "statistics/advise.hpp"

#include <string>
#include <vector>

namespace reqbench::report {

/// A wish with its answer.
struct Advice {
  statistics::Wish wish;
  std::vector<statistics::Need> needs;
};

/// `advices`: at least one, all with the same rate and objective.
View make_advise_view(const result::Run &run, const statistics::Summary &summary, const std::vector<Advice> &advices);

} // namespace reqbench::report
