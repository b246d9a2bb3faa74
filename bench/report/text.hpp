// Numbers and foreign text as people read them; the same for every format. Independent of locale.
#pragma once

#include "statistics/interval.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::report {

/// "3.12 × (2.90–3.36)": three significant digits, in sentences as in tables, so that one number is met in one form.
/// Ratios are > 0.
std::string ratio_text(const statistics::Estimate &ratio);
/// "3.12 ×".
std::string ratio_text(double ratio);
/// A bound is rounded to where it still holds: 12.566 is "at least 12.5", never 12.6; 0.5012 "at most 0.502".
enum class Bound { least, most };
/// Sentences: "at least 12.5 ×".
std::string bound_text(double ratio, Bound bound);
/// Tables: "≥ 12.5 ×".
std::string bound_figure(double ratio, Bound bound);
/// "≥ 132 k".
std::string least_count(double count);
/// "26.9 k (26.1–27.7 k)".
std::string count_text(const statistics::Estimate &count);
/// "26.1–27.7 k": the unit once when both ends have it.
std::string range_text(const std::string &low, const std::string &high);
/// The same from the least to the most of several figures: of figures that read alike it is one.
std::string span_text(const std::string &least, const std::string &most);
/// "-5.1 %", "+12 %": a share as a change; three significant digits, at most one decimal.
std::string change_text(double share);
/// "1.2 %", "12 %": a share in per cent.
std::string share_text(double share);
/// 0.7 → "−30 %", 1.8 → "+80 %", 4.2 → "× 4.2": how far a value lies from what was expected.
std::string deviation_text(double factor);
/// 10 → "10", 1.5 → "1.50", 26900 → "26.9 k": what is a whole number below 1000 has no decimals.
std::string plain_number(double value);
/// "1/4 of the memory", "2.1 × the memory": a unit fraction when it is within 6 % of the ratio, which is less than what
/// people hear in the words.
std::string portion(double ratio, std::string_view of_what);
/// "2026-11-23T05:20:59Z" → "2026-11-23 05:20 UTC".
std::string minute_of(const std::string &utc);
/// 3 → "3 launches", 1 → "1 launch".
std::string counted(std::size_t count, std::string_view noun, std::string_view plural = {});
/// "a", "a and b", "a, b and c".
std::string listed(std::span<const std::string> words);
/// The first three, and how many more there are: "a; b; c and 4 more".
std::string some_of(std::vector<std::string> words, std::string_view between = "; ");
/// " (26.1–27.7 k)" to stand behind what it is about; nothing of nothing.
std::string in_brackets(const std::string &text);
/// The words joined by `between`.
std::string joined(std::span<const std::string> words, std::string_view between);

/// The text with a capital at its front, to begin a sentence; not for names, which are spelled as they are.
std::string capitalized(std::string text);
/// The text with a full stop, unless it has one.
std::string ended(std::string sentence);
/// The clauses of a sentence, joined by "; "; beyond four the rest is left to the table.
std::string shortened(std::vector<std::string> clauses);

/// Foreign text made harmless for one line of any format: control characters and those that are not seen are written as
/// "\u200b" (base/unseen.hpp), bytes that are not UTF-8 become U+FFFD, line breaks and tabs a space.
std::string one_line(std::string_view text);
/// Characters (code points) of valid UTF-8.
std::size_t width(std::string_view text);

} // namespace reqbench::report
