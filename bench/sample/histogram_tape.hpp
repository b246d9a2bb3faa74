// Histograms of the same layout, one after the other, each as its filled buckets only: what is kept of every window of
// a load, so that the windows of several workers can be added up and their percentiles are those of all their answers.
// A dense histogram takes 37 KiB, one on the tape some hundred bytes.
#pragma once

#include "sample/histogram.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reqbench::sample {

class HistogramTape {
public:
  HistogramTape() = default;
  /// Makes room for so many histograms at once; while they fit, append() does not allocate.
  explicit HistogramTape(std::size_t histograms);

  /// Counts, minimum and maximum; what was censored or clipped is not kept.
  void append(const Histogram &histogram);
  std::size_t size() const { return ends_.size(); }
  /// Adds the i-th histogram to one of the layout that was appended.
  void add_to(Histogram &sum, std::size_t i) const;

private:
  struct End {
    std::size_t at; ///< of its bytes
    std::uint64_t min, max;
  };
  std::string bytes_; ///< packed buckets, one histogram after the other
  std::vector<End> ends_;
};

} // namespace reqbench::sample
