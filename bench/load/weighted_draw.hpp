// Which of n things comes next, each in its exact share of the weights, at the cost of one random number and one look
// into a table: the alias method (Walker 1977, built in linear time after Vose 1991).
#pragma once

#include "base/random.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace reqbench::load {

class WeightedDraw {
public:
  /// Weights above 0, at least one.
  explicit WeightedDraw(std::span<const double> weights);

  std::size_t draw(base::Random &random) const {
    // One number gives the column (its whole part) and the height in it (the rest).
    __extension__ using Wide = unsigned __int128;
    const auto scaled = static_cast<Wide>(random.next()) * columns_.size();
    const auto column = static_cast<std::size_t>(scaled >> 64);
    return static_cast<std::uint64_t>(scaled) <= columns_[column].own ? column : columns_[column].other;
  }

private:
  struct Column {
    std::uint64_t own = ~std::uint64_t{0}; ///< up to this height the column's own thing, in 2^-64
    std::size_t other = 0;
  };
  std::vector<Column> columns_;
};

} // namespace reqbench::load
