// The fast form of `scripts/dev simulate`: fewer experiments, so a share may miss its limit by two standard errors. The
// seeds are fixed: what holds once holds always.
#include "statistics/change_simulation.hpp"

#include <gtest/gtest.h>

namespace reqbench::statistics {
namespace {

class Simulation : public testing::TestWithParam<SimulationRow> {};

TEST_P(Simulation, KeepsItsPromise) {
  const auto &row = GetParam();
  constexpr int experiments = 200;
  const auto simulated = row.simulate(experiments);
  EXPECT_TRUE(holds(row, simulated.share, experiments, 2)) << row.says << ": " << simulated.share;
}

std::vector<SimulationRow> quick_rows() {
  std::vector<SimulationRow> rows;
  for (const auto &row : all_simulations())
    if (row.quick) rows.push_back(row);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Rows, Simulation, testing::ValuesIn(quick_rows()),
                         [](const auto &row) { return std::string{row.param.name}; });

} // namespace
} // namespace reqbench::statistics
