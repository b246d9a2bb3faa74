#include "sample/ledger.hpp"

#include "sample/whole_number.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace reqbench::sample {
namespace {

base::Error damaged(const std::string &what) {
  return base::Error{base::ErrorKind::damaged, "reading a ledger: " + what};
}

base::Status read_failures(const base::Json &json, Ledger &ledger) {
  const auto failed = json.find("failed");
  if (failed == json.end() || !failed->is_object()) return damaged("'failed' is not an object of counts");
  for (const auto &[name, count] : failed->items()) {
    const auto found = std::find(outcome_names.begin(), outcome_names.end(), name);
    const auto outcome = static_cast<Outcome>(found - outcome_names.begin());
    if (found == outcome_names.end() || outcome == Outcome::ok || outcome == Outcome::timed_out)
      return damaged("'" + name + "' in 'failed' is no kind of failure");
    const auto number = whole_number(count);
    if (!number) return damaged("'failed." + name + "' is not a count");
    ledger.ended[static_cast<std::size_t>(outcome)] = *number;
  }
  return {};
}

} // namespace

std::uint64_t Ledger::failed() const {
  return std::accumulate(ended.begin(), ended.end(), std::uint64_t{0}) - ok() - timed_out();
}

std::uint64_t Ledger::wrong() const { return of(Outcome::bad_status) + of(Outcome::bad_field) + of(Outcome::bad_body); }

std::int64_t Ledger::difference() const {
  return static_cast<std::int64_t>(planned - (ok() + failed() + timed_out() + unsent + in_flight));
}

Ledger &Ledger::operator+=(const Ledger &other) {
  planned += other.planned;
  unsent += other.unsent;
  in_flight += other.in_flight;
  for (std::size_t i = 0; i < outcome_count; ++i) ended[i] += other.ended[i];
  return *this;
}

base::Json to_json(const Ledger &ledger) {
  base::Json failed = base::Json::object();
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome == Outcome::ok || outcome == Outcome::timed_out || ledger.ended[i] == 0) continue;
    failed[std::string{outcome_names[i]}] = ledger.ended[i];
  }
  return {{"planned", ledger.planned},       {"ok", ledger.ok()},       {"failed", failed},
          {"timed_out", ledger.timed_out()}, {"unsent", ledger.unsent}, {"in_flight", ledger.in_flight}};
}

base::Result<Ledger> ledger_from_json(const base::Json &json) {
  if (!json.is_object()) return damaged("it is not an object");
  Ledger ledger;
  const std::array<std::pair<std::string_view, std::uint64_t *>, 5> columns{
      {{"planned", &ledger.planned},
       {"ok", &ledger.ended[static_cast<std::size_t>(Outcome::ok)]},
       {"timed_out", &ledger.ended[static_cast<std::size_t>(Outcome::timed_out)]},
       {"unsent", &ledger.unsent},
       {"in_flight", &ledger.in_flight}}};
  for (const auto &[name, column] : columns) {
    const auto number = whole_number_at(json, name);
    if (!number) return damaged("'" + std::string{name} + "' is missing or not a count");
    *column = *number;
  }
  if (auto read = read_failures(json, ledger); !read) return std::move(read).error();
  return ledger;
}

} // namespace reqbench::sample
