// The buckets of a histogram that are not empty, one after the other: of counts as they are recorded, one for every
// bucket of the layout, or packed to the bytes of the filled ones. A load fills some thousand buckets of 0.1 %: 200 KiB
// as they are recorded, 3 KiB packed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    /// How many packed bytes lie behind this bucket.
    std::size_t bytes_left() const { return packed_.size(); }

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
  /// Packed ones, of which the first counts the empty ones before it from `begin` on.
  explicit FilledBuckets(std::string_view packed, std::size_t begin = 0) : packed_{packed}, begin_{begin} {}

  Iterator begin() const { return {counts_, begin_, packed_}; }
  std::default_sentinel_t end() const { return {}; }

private:
  std::span<const std::uint64_t> counts_;
  std::string_view packed_;
  std::size_t begin_ = 0;
};

/// A place among packed buckets from which they can be read on, so that a rank is found without reading all.
struct BucketMark {
  std::uint64_t below; ///< how many values lie in the buckets before it
  std::size_t at;      ///< among the bytes
  std::size_t index;   ///< of the bucket after the last one before it
};
/// One every 64 filled buckets.
std::vector<BucketMark> bucket_marks(std::string_view packed);

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
  std::array<char, 20> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): two numbers of at most ten bytes
  auto *end = bytes.data();
  for (auto number : {std::uint64_t{bucket.index - next_}, bucket.count}) {
    for (; number > 127; number >>= 7) *end++ = static_cast<char>(number | 128);
    *end++ = static_cast<char>(number);
  }
  bytes_.append(bytes.data(), static_cast<std::size_t>(end - bytes.data())); // of two pointers it is slower
  next_ = bucket.index + 1;
}

} // namespace reqbench::sample
