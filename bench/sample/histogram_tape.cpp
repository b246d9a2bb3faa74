#include "sample/histogram_tape.hpp"

namespace reqbench::sample {
namespace {

/// A window fills some 300 buckets of 1 %, a wild one a thousand, at 2 to 4 bytes each. Memory that is reserved and
/// never written costs nothing.
constexpr std::size_t bytes_a_histogram = 4096;

void put(std::string &bytes, std::uint64_t number) {
  for (; number > 127; number >>= 7) bytes += static_cast<char>(number | 128);
  bytes += static_cast<char>(number);
}

std::uint64_t take(const std::string &bytes, std::size_t &at) {
  std::uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    number |= std::uint64_t{byte & 127u} << shift;
    if (byte < 128) return number;
  }
}

} // namespace

HistogramTape::HistogramTape(std::size_t histograms) {
  bytes_.reserve(histograms * bytes_a_histogram);
  ends_.reserve(histograms);
}

void HistogramTape::append(const Histogram &histogram) {
  std::size_t next = 0;
  for (auto i = histogram.first_index(); i < histogram.end_index(); ++i) {
    if (histogram.count_at(i) == 0) continue;
    put(bytes_, i - next);
    put(bytes_, histogram.count_at(i));
    next = i + 1;
  }
  ends_.push_back({bytes_.size(), histogram.min_, histogram.max_});
}

void HistogramTape::add_to(Histogram &sum, std::size_t i) const {
  const End &end = ends_[i];
  std::size_t bucket = 0;
  for (std::size_t at = i == 0 ? 0 : ends_[i - 1].at; at < end.at; ++bucket) {
    bucket += take(bytes_, at);
    const auto count = take(bytes_, at);
    sum.bucket(bucket) += count;
    sum.count_ += count;
  }
  sum.min_ = std::min(sum.min_, end.min);
  sum.max_ = std::max(sum.max_, end.max);
}

} // namespace reqbench::sample
