// What an order must be, and what it adds up to. The totals are computed by hand.
#include "order.hpp"

#include <gtest/gtest.h>

namespace cpp_common {
namespace {

std::string with_lines(const std::string &lines) {
  return R"({"customer":"c","currency":"EUR","lines":)" + lines + "}";
}

std::string with_line(const std::string &quantity, const std::string &price) {
  return with_lines(R"([{"sku":"S","quantity":)" + quantity + R"(,"unit_price_cents":)" + price + "}]");
}

std::string with_customer(const std::string &customer) {
  return R"({"customer":")" + customer +
         R"(","currency":"EUR","lines":[{"sku":"S","quantity":1,"unit_price_cents":1}]})";
}

std::string many_of(const std::string &text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Order, TotalsAreComputedFromQuantitiesAndPrices) {
  const OrderRequest wanted = parse_order(R"({"customer":"Zoë","currency":"EUR","note":1,"lines":[
      {"sku":"A-1","quantity":3,"unit_price_cents":250},{"sku":"B-2","quantity":1,"unit_price_cents":0,"x":null}]})");
  EXPECT_EQ(total_order(wanted).dump(),
            R"({"customer":"Zoë","currency":"EUR","line_count":2,"quantity":4,)"
            R"("lines":[{"sku":"A-1","total_cents":750},{"sku":"B-2","total_cents":0}],"total_cents":750})");
}

TEST(Order, TheLargestOrderDoesNotOverflow) {
  const std::string line = R"({"sku":"S","quantity":10000,"unit_price_cents":1000000000})";
  const OrderRequest wanted = parse_order(with_lines("[" + many_of(line + ",", 99) + line + "]"));
  EXPECT_EQ(total_order(wanted)["total_cents"], 1'000'000'000'000'000);
}

TEST(Order, WhatIsNoOrderIsRefused) {
  for (const std::string &body : {
           std::string(),
           std::string("[1]"),
           std::string("null"),
           with_line("1", "1") + " x",
           with_customer("\xff"),
           with_customer(""),
           with_customer(many_of("é", 201)),
           with_lines("[]"),
           with_lines("null"),
           with_lines("[null]"),
           with_line("0", "1"),
           with_line("10001", "1"),
           with_line(R"("1")", "1"),
           with_line("true", "1"),
           with_line("1.0", "1"),
           with_line("1e2", "1"),
           with_line("1", "null"),
           with_line("1", "-1"),
           with_line("1", "9223372036854775808"),
           with_line("1", "18446744073709551615"),
           with_line("1", "99999999999999999999"),
       }) {
    EXPECT_THROW(parse_order(body), InvalidInput) << body;
  }
}

TEST(Order, TextsAreCountedInCharactersNotBytes) {
  EXPECT_EQ(parse_order(with_customer(many_of("é", 200))).lines.size(), 1U);
}

} // namespace
} // namespace cpp_common
