#include "sample/filled_buckets.hpp"

namespace reqbench::sample {

std::vector<BucketMark> bucket_marks(std::string_view packed) {
  constexpr std::size_t apart = 64;
  std::vector<BucketMark> marks;
  std::size_t filled = 0;
  std::uint64_t below = 0;
  const FilledBuckets buckets{packed};
  for (auto bucket = buckets.begin(); bucket != buckets.end(); ++bucket) {
    const auto [index, count] = *bucket;
    below += count;
    if (++filled % apart == 0) marks.push_back({below, packed.size() - bucket.bytes_left(), index + 1});
  }
  marks.shrink_to_fit();
  return marks;
}

} // namespace reqbench::sample
