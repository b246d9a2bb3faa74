// What must be known of a row before its figures are read: an id for programs, and its words, which are made here
// alone.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

enum class MarkId { tuned, invalid };

struct Mark {
  MarkId id{};
  std::vector<std::string> workloads{}; ///< in which it holds; empty where it holds in all that the row is about
};

struct MarkRow {
  MarkId mark;
  std::string_view id;   ///< for programs, and the word for people
  std::string_view says; ///< what it means, one sentence
};
inline constexpr std::array mark_table{
    MarkRow{MarkId::tuned, "tuned",
            "Written for speed, not as its language's users mostly write: no sentence sets it against an idiomatic "
            "server but its own sibling."},
    MarkRow{MarkId::invalid, "invalid",
            "The load generator sent late in more than a third of the launches, so the figures are not the server's "
            "alone: they have no verdict."}};

const MarkRow &mark_row(MarkId mark);

/// "invalid", "order invalid", "a, b, c and 2 more invalid".
std::string mark_words(const Mark &mark);
/// Of all of a row: "tuned, order invalid".
std::string marks_words(const std::vector<Mark> &marks);

} // namespace reqbench::report
