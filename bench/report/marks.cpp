#include "report/marks.hpp"

#include "report/text.hpp"

#include <algorithm>

namespace reqbench::report {

const MarkRow &mark_row(MarkId mark) { return *std::ranges::find(mark_table, mark, &MarkRow::mark); }

std::string mark_words(const Mark &mark) {
  const std::string word{mark_row(mark.id).id};
  return mark.workloads.empty() ? word : some_of(mark.workloads, ", ") + " " + word;
}

std::string marks_words(const std::vector<Mark> &marks) {
  std::vector<std::string> words;
  for (const auto &mark : marks) words.push_back(mark_words(mark));
  return joined(words, ", ");
}

} // namespace reqbench::report
