#include "sample/stretch_book.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::sample {

using base::Instant;

StretchBook::StretchBook(std::vector<StretchFigures> asked) {
  if (asked.size() < 2) return;
  base::Nanoseconds end{};
  for (auto &figures : asked) {
    end += figures.length;
    figures.latency.prepare();
    entries_.push_back({end, std::move(figures)});
  }
}

StretchFigures *StretchBook::at(Instant moment) {
  if (moment < begin_) return nullptr;
  const auto offset = moment - begin_;
  const auto entry =
      std::ranges::find_if(entries_, [offset](const Entry &candidate) { return offset < candidate.end; });
  return entry == entries_.end() ? nullptr : &entry->figures;
}

void StretchBook::planned(Instant intended) {
  if (auto *figures = at(intended)) ++figures->planned;
}

void StretchBook::ended(Instant intended, Outcome outcome, Instant now) {
  if (auto *meanwhile = at(now); meanwhile != nullptr && outcome == Outcome::ok) ++meanwhile->completed;
  auto *figures = at(intended);
  if (figures == nullptr) return;
  if (outcome == Outcome::ok) {
    ++figures->ok;
    figures->latency.record(now - intended);
  } else if (outcome == Outcome::timed_out) {
    figures->latency.record_at_least(now - intended);
  }
}

void StretchBook::never_ended(Instant intended, Instant now) {
  if (auto *figures = at(intended)) figures->latency.record_at_least(now - intended);
}

std::vector<StretchFigures> StretchBook::take() && {
  std::vector<StretchFigures> all;
  for (auto &entry : entries_) {
    entry.figures.set_percentiles();
    all.push_back(std::move(entry.figures));
  }
  return all;
}

} // namespace reqbench::sample
