// Figures of each stretch of an open load, beside those of the whole: where a server's latency bends shows between the
// steps. Kept only where there are several, one more count and histogram entry a request. A moment before the first
// stretch or behind the last belongs to none, and is not noted.
#pragma once

#include "sample/outcome.hpp"
#include "sample/recording.hpp"

#include <vector>

namespace reqbench::sample {

class StretchBook {
public:
  /// `asked`: rates and lengths in turn. One alone would say what the whole says, so nothing is kept of it.
  explicit StretchBook(std::vector<StretchFigures> asked);

  /// The first begins here.
  void begin(base::Instant edge) { begin_ = edge; }
  void planned(base::Instant intended);
  void ended(base::Instant intended, Outcome outcome, base::Instant now);
  /// In flight or never sent when the books are closed.
  void never_ended(base::Instant intended, base::Instant now);

  std::vector<StretchFigures> take() &&;

private:
  struct Entry {
    base::Nanoseconds end; ///< offset from the beginning
    StretchFigures figures;
  };
  /// That which holds the moment, or null.
  StretchFigures *at(base::Instant moment);

  base::Instant begin_ = base::Instant::max();
  std::vector<Entry> entries_;
};

} // namespace reqbench::sample
