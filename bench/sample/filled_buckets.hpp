// The buckets of a histogram that are not empty, one after the other: of counts as they are recorded, one for every
// bucket of the layout, or packed to the bytes of the filled ones. A load fills some thousand buckets of 0.1 %: 200 KiB
// as they are recorded, 3 KiB packed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

namespace reqbench::sample {

struct FilledBucket {
  std::size_t index;
  std::uint64_t count; ///< never 0
};

/// Packs buckets, given in rising order, behind what `bytes` already holds: for each how many empty ones lie before it,
/// and its count, as LEB128.
class BucketPacker {
public:
  explicit BucketPacker(std::string &bytes) : bytes_{bytes} {}
  void append(FilledBucket bucket);

private:
  std::string &bytes_;
  std::size_t next_ = 0;
};

/// A range for `for`.
class FilledBuckets {
public:
  class Iterator {
  public:
    FilledBucket operator*() const { return {index_, count_}; }
    Iterator &operator++() {
      ++index_;
      settle();
      return *this;
    }
    bool operator==(std::default_sentinel_t) const { return count_ == 0; }

  private:
    friend class FilledBuckets;
    Iterator(std::span<const std::uint64_t> counts, std::size_t index, std::string_view packed)
        : counts_{counts}, packed_{packed}, index_{index} {
      settle();
    }
    void settle() {
      count_ = 0;
      if (!packed_.empty()) {
        index_ += take();
        count_ = take();
      }
      for (; index_ < counts_.size() && (count_ = counts_[index_]) == 0; ++index_) {
      }
    }
    std::uint64_t take();

    std::span<const std::uint64_t> counts_;
    std::string_view packed_;
    std::size_t index_;
    std::uint64_t count_ = 0; ///< 0 at the end
  };

  /// The buckets [begin, counts.size()).
  FilledBuckets(std::span<const std::uint64_t> counts, std::size_t begin) : counts_{counts}, begin_{begin} {}
  explicit FilledBuckets(std::string_view packed) : packed_{packed} {}

  Iterator begin() const { return {counts_, begin_, packed_}; }
  std::default_sentinel_t end() const { return {}; }

private:
  std::span<const std::uint64_t> counts_;
  std::string_view packed_;
  std::size_t begin_ = 0;
};

inline std::uint64_t FilledBuckets::Iterator::take() {
  std::uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(packed_.front());
    packed_.remove_prefix(1);
    number |= std::uint64_t{byte & 127u} << shift;
    if (byte < 128) return number;
  }
}

inline void BucketPacker::append(FilledBucket bucket) {
  const auto put = [this](std::uint64_t number) {
    for (; number > 127; number >>= 7) bytes_ += static_cast<char>(number | 128);
    bytes_ += static_cast<char>(number);
  };
  put(bucket.index - next_);
  put(bucket.count);
  next_ = bucket.index + 1;
}

} // namespace reqbench::sample
