// Figures of each stretch of an open load, beside those of the whole: where a server's latency bends shows between the
// steps. Kept only where there are several, one more count and histogram entry a request.
#pragma once

#include "sample/outcome.hpp"
#include "sample/recorder.hpp"
#include "schedule/stretch.hpp"

#include <span>
#include <vector>

namespace reqbench::load {

class StretchBook {
public:
  explicit StretchBook(std::span<const schedule::Stretch> stretches);

  /// The measured stretches begin here.
  void begin(base::Instant edge) { begin_ = edge; }
  void planned(const sample::Sample &sample);
  void ended(const sample::Sample &sample, sample::Outcome outcome, base::Instant now);
  /// In flight or never sent when the books are closed.
  void never_ended(const sample::Sample &sample, base::Instant now);

  std::vector<sample::StretchFigures> take() &&;

private:
  struct Entry {
    base::Nanoseconds end; ///< offset from the beginning
    sample::StretchFigures figures;
  };
  /// That which holds the moment; null before the first and behind the last.
  sample::StretchFigures *at(base::Instant moment);
  /// That in which the request fell due; null when it belongs to the warm-up.
  sample::StretchFigures *of(const sample::Sample &sample) { return sample.measured ? at(sample.intended) : nullptr; }

  base::Instant begin_ = base::Instant::max();
  std::vector<Entry> entries_;
};

} // namespace reqbench::load
