// POST /order: read a JSON order, validate it, answer with its totals. Money is whole cents in 64 bits: the largest
// valid order comes to 10^15.
#pragma once

#include "answers.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cpp_common {

struct Request;

struct OrderLine {
  std::string sku;
  std::int64_t quantity = 0;
  std::int64_t unit_price_cents = 0;
};

struct OrderRequest {
  std::string customer;
  std::string currency;
  std::vector<OrderLine> lines;
};

Answer order(const Request &request);

/// Throws InvalidInput with a sentence that says what is wrong and where.
OrderRequest parse_order(std::string_view body);

OrderedJson total_order(const OrderRequest &wanted);

} // namespace cpp_common
