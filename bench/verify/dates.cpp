#include "verify/dates.hpp"
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace reqbench::verify {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::seconds tolerance = 3s;

std::optional<unsigned> digits(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

} // namespace

std::optional<std::chrono::sys_seconds> parse_date(std::string_view text) {
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::string_view form = "ddd, DD mmm DDDD DD:DD:DD GMT";
  if (text.size() != form.size()) return {};
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    const bool variable = form[i] == 'd' || form[i] == 'm';
    if (form[i] == 'D' ? !digit : !variable && text[i] != form[i]) return {};
  }
  const auto month = std::ranges::find(months, text.substr(8, 3));
  const auto day = digits(text.substr(5, 2)), year = digits(text.substr(12, 4)), hour = digits(text.substr(17, 2)),
             minute = digits(text.substr(20, 2)), second = digits(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hour || !minute || !second) return {};
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
                                         std::chrono::day{*day}};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
  const std::chrono::sys_days midnight{date};
  if (text.substr(0, 3) != days[std::chrono::weekday{midnight}.c_encoding()]) return {};
  return midnight + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

namespace {

/// One who renews the Date by a timer is late once where the machine stood still; one that has stopped stays so.
constexpr int looks = 3;

struct Stale {
  std::string wanted, told;
};

std::optional<Stale> is_stale(const std::string &told, std::chrono::sys_seconds date,
                              const std::optional<Dates::Seen> &first) {
  if (std::chrono::abs(std::chrono::system_clock::now() - date) > tolerance)
    return Stale{"Date: the time of the answer, within " + std::to_string(tolerance.count()) + " s", "Date: " + told};
  if (first && first->date == told)
    return Stale{"Date: another one " + std::to_string((base::now() - first->at) / 1ms) + " ms after the first",
                 "Date: " + told + ", as at first"};
  return {};
}

} // namespace

/// The first answer of the whole verify is usually long ago, so this rarely has to wait.
void check_date(Examination &examination) {
  const auto wanted = examination.workload().draw(examination.seed(), 1).front();
  const auto first = examination.dates().first();
  auto moment = first ? first->at + examination.date_moves_within() : base::now();
  for (int look = 1;; ++look) {
    examination.rest_until(moment);
    if (!examination.send(examination.render(wanted))) return;
    const auto received = examination.receive("an answer");
    if (!received || !examination.is_right(wanted.expect, *received)) return;
    const std::string told{received->answer.field("Date")};
    const auto date = parse_date(told);
    if (!date)
      return examination.fail("Date: such as Sun, 06 Nov 1994 08:49:37 GMT",
                              "Date: " + (told.empty() ? "nothing" : told));
    const auto stale = is_stale(told, *date, first);
    if (!stale) return;
    if (look == looks) return examination.fail(stale->wanted, stale->told);
    moment = base::now() + examination.date_moves_within();
  }
}

} // namespace reqbench::verify
