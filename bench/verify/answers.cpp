// What is answered: right for every request and any input, wrong inputs refused.
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"

#include <algorithm>

namespace reqbench::verify {
namespace {

/// On one connection, as far as the server keeps it; every wrong answer is told.
void ask_all(Examination &examination, const std::vector<workload::Case> &cases) {
  for (const auto &wanted : cases) {
    examination.answers_right(wanted);
    if (examination.over()) return;
  }
}

} // namespace

void check_each_request(Examination &examination) {
  ask_all(examination, examination.workload().one_of_each(examination.seed()));
}

void check_invalid_inputs(Examination &examination) {
  ask_all(examination, examination.workload().draw_invalid(examination.seed()));
}

/// Each on a connection of its own; the first wrong answer is enough, since the next ones would say the same.
void check_random_draws(Examination &examination) {
  constexpr std::size_t draws = 20;
  for (const auto &wanted : examination.workload().draw(examination.seed(), draws)) {
    if (!examination.answers_right(wanted)) return;
    examination.leave();
  }
}

/// The longest and the shortest of some draws in turn: an answer kept from before, or the rest of a longer one, shows.
void check_alternating_bodies(Examination &examination) {
  constexpr std::size_t draws = 10;
  constexpr int turns = 4;
  const auto cases = examination.workload().draw(examination.seed(), draws);
  const auto [shortest, longest] = std::ranges::minmax_element(
      cases, {}, [](const workload::Case &drawn) { return drawn.body.size() + drawn.target.size(); });
  for (int turn = 0; turn < turns; ++turn)
    for (const auto &wanted : {longest, shortest})
      if (!examination.answers_right(*wanted)) return;
}

} // namespace reqbench::verify
