#include "sample/histogram_tape.hpp"

namespace reqbench::sample {
namespace {

/// A window fills some 300 buckets of 1 %, a wild one a thousand, at 2 to 4 bytes each. Memory that is reserved and
/// never written costs nothing.
constexpr std::size_t bytes_a_histogram = 4096;

} // namespace

HistogramTape::HistogramTape(std::size_t histograms) {
  bytes_.reserve(histograms * bytes_a_histogram);
  ends_.reserve(histograms);
}

void HistogramTape::append(const Histogram &histogram) {
  BucketPacker packer{bytes_};
  for (const auto bucket : histogram.filled()) packer.append(bucket);
  ends_.push_back({bytes_.size(), histogram.min_, histogram.max_});
}

void HistogramTape::add_to(Histogram &sum, std::size_t i) const {
  const End &end = ends_[i];
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1].at;
  for (const auto [index, count] : FilledBuckets{std::string_view{bytes_}.substr(begin, end.at - begin)}) {
    sum.bucket(index) += count;
    sum.count_ += count;
  }
  sum.min_ = std::min(sum.min_, end.min);
  sum.max_ = std::max(sum.max_, end.max);
}

} // namespace reqbench::sample
