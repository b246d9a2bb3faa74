// scripts/dev simulate [EXPERIMENTS [NAME]]: every row, or that of this name, of the simulation table as a line of a
// Markdown table; exit code 1 when one does not keep its promise.
#include "statistics/change_simulation.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

int main(int argc, char **argv) {
  using namespace reqbench::statistics;
  const int experiments = argc > 1 ? std::atoi(argv[1]) : 2000;
  if (experiments < 1) {
    std::fputs("simulate: the number of experiments is a whole number above 0, for example 2000\n", stderr);
    return 2;
  }
  const auto per_cent = [](double share) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %%", 100 * share);
    return std::string{text.data()};
  };
  std::printf("| %d experiments each | promised | measured |\n| --- | ---: | ---: |\n", experiments);
  bool all = true;
  for (const auto &row : all_simulations()) {
    if (argc > 2 && row.name != argv[2]) continue;
    const auto simulated = row.simulate(experiments);
    const bool held = holds(row, simulated.share, experiments, 0);
    all &= held;
    const auto promised = row.least == 0  ? "≤ " + per_cent(row.most)
                          : row.most == 1 ? "≥ " + per_cent(row.least)
                                          : per_cent(row.least) + " to " + per_cent(row.most);
    const auto blocks =
        simulated.mean_blocks > 0 ? " in " + std::to_string(std::lround(simulated.mean_blocks)) + " blocks" : "";
    std::printf("| %s | %s | %s%s%s |\n", std::string{row.says}.c_str(), promised.c_str(),
                per_cent(simulated.share).c_str(), blocks.c_str(), held ? "" : " **not held**");
    std::fflush(stdout);
  }
  return all ? 0 : 1;
}
