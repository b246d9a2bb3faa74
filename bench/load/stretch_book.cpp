#include "load/stretch_book.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::load {

using base::Instant;
using sample::Sample;
using sample::StretchFigures;

StretchBook::StretchBook(std::span<const schedule::Stretch> stretches) {
  base::Nanoseconds end{};
  for (const auto &[from, to, length] : stretches) {
    end += length;
    StretchFigures figures;
    figures.from_per_s = from.per_second;
    figures.to_per_s = to.per_second;
    figures.length = length;
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

void StretchBook::planned(const Sample &sample) {
  if (auto *figures = of(sample)) ++figures->planned;
}

void StretchBook::ended(const Sample &sample, sample::Outcome outcome, Instant now) {
  if (auto *meanwhile = at(now); meanwhile != nullptr && outcome == sample::Outcome::ok) ++meanwhile->completed;
  auto *figures = of(sample);
  if (figures == nullptr) return;
  if (outcome == sample::Outcome::ok) {
    ++figures->ok;
    figures->latency.record(now - sample.intended);
  } else if (outcome == sample::Outcome::timed_out) {
    figures->latency.record_at_least(now - sample.intended);
  }
}

void StretchBook::never_ended(const Sample &sample, Instant now) {
  if (auto *figures = of(sample)) figures->latency.record_at_least(now - sample.intended);
}

std::vector<StretchFigures> StretchBook::take() && {
  std::vector<StretchFigures> all;
  for (auto &entry : entries_) {
    entry.figures.set_percentiles();
    all.push_back(std::move(entry.figures));
  }
  return all;
}

} // namespace reqbench::load
