// The one source of chance: a seeded, splittable generator (xoshiro256** seeded by splitmix64; Blackman and Vigna,
// "Scrambled linear pseudorandom number generators", 2021). The same seed gives the same run on every machine, which
// the distributions of <random> do not promise.
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reqbench::base {

class Random {
public:
  using result_type = std::uint64_t;
  explicit Random(std::uint64_t seed);

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return ~result_type{0}; }
  result_type operator()() { return next(); }

  std::uint64_t next();
  /// A whole number of [0, bound), without bias (Lemire 2019); bound ≥ 1.
  std::uint64_t below(std::uint64_t bound);
  /// A whole number of [low, high], both ends included; low ≤ high.
  std::int64_t between(std::int64_t low, std::int64_t high);
  /// A number of [0, 1) with 53 random bits.
  double unit();

  /// An independent stream for a named purpose: the same seed and name give the same stream.
  static Random stream(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

  /// Fisher–Yates, from the back.
  template <class Sequence> void shuffle(Sequence &sequence) {
    for (std::size_t i = sequence.size(); i > 1; --i) {
      using std::swap;
      swap(sequence[i - 1], sequence[static_cast<std::size_t>(below(i))]);
    }
  }

private:
  std::array<std::uint64_t, 4> state_;
};

/// A seed from the operating system, for a run that was given none.
std::uint64_t fresh_seed();
/// Of --seed.
Result<std::uint64_t> parse_seed(std::string_view text);

/// FNV-1a, 64 bit: a stable hash for names and fingerprints (not for security).
std::uint64_t stable_hash(std::string_view bytes);
/// A hash as files hold it: sixteen hexadecimal digits.
std::string hexadecimal(std::uint64_t hash);

} // namespace reqbench::base
