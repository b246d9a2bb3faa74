#include "base/random.hpp"

#include "base/assert.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstdio>
#include <random>

namespace reqbench::base {
namespace {

std::uint64_t splitmix64(std::uint64_t &state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

struct Product {
  std::uint64_t high;
  std::uint64_t low;
};

/// All 128 bits; __int128 is not ISO C++ and trips -Wpedantic.
Product multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
}

} // namespace

Random::Random(std::uint64_t seed) {
  for (auto &word : state_) word = splitmix64(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  REQBENCH_ASSERT(bound > 0, "a random number below 0 was asked for");
  auto product = multiply(next(), bound);
  if (product.low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (product.low < threshold) product = multiply(next(), bound);
  }
  return product.high;
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  REQBENCH_ASSERT(low <= high, "a random number of an empty range was asked for");
  const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  const auto offset = span == 0 ? next() : below(span);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

Random Random::stream(std::uint64_t seed, std::string_view name, std::uint64_t index) {
  std::uint64_t mixed = seed ^ stable_hash(name);
  // Mixed once more: the seeds of neighbouring streams must not differ by the step with which a seed fills the state.
  std::uint64_t numbered = splitmix64(mixed) ^ index;
  return Random{splitmix64(numbered)};
}

std::uint64_t fresh_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

Result<std::uint64_t> parse_seed(std::string_view text) {
  std::uint64_t seed = 0;
  const auto *const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, seed);
  if (!text.empty() && code == std::errc{} && end == last) return seed;
  return usage_error("--seed takes a whole number from 0 to 18446744073709551615, got '" + std::string{text} + "'");
}

std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

std::string hexadecimal(std::uint64_t hash) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(hash));
  return text.data();
}

} // namespace reqbench::base
