// Expected draws come from a second implementation of splitmix64, xoshiro256** and Lemire's method, written in Python.
#include "workload/generator.hpp"

#include <gtest/gtest.h>

#include <set>

namespace reqbench::workload {
namespace {

using base::Json;
using base::Random;

Json draws(const char *generator, int count) {
  Random random{1};
  Json drawn = Json::array();
  for (int i = 0; i < count; ++i) drawn.push_back(generate(Json::parse(generator), random));
  return drawn;
}

TEST(Generator, DrawsWholeNumbersOfARange) {
  EXPECT_EQ(draws(R"({"integer": {"min": 1, "max": 6}})", 8), Json::parse("[5, 4, 4, 3, 5, 1, 1, 3]"));
  EXPECT_EQ(draws(R"({"integer": {"min": 7, "max": 7}})", 2), Json::parse("[7, 7]"));
}

TEST(Generator, DrawsTextsOfCodePoints) {
  EXPECT_EQ(draws(R"({"text": {"alphabet": "aé€🙂", "min": 2, "max": 4}})", 3),
            Json::parse(R"(["€€é€", "aé", "€🙂🙂🙂"])"));
  EXPECT_EQ(draws(R"({"text": {"alphabet": "a", "min": 0, "max": 0}})", 1), Json::parse(R"([""])"));
}

TEST(Generator, DrawsBytesOfAnyValue) {
  const auto drawn = draws(R"({"bytes": {"min": 11, "max": 11}})", 1)[0];
  ASSERT_TRUE(drawn.is_binary());
  // The first and second number of the stream, lowest byte first; the range itself takes one.
  Random random{1};
  (void)random.between(11, 11);
  const auto first = random.next(), second = random.next();
  for (std::size_t i = 0; i < 11; ++i)
    EXPECT_EQ(drawn.get_binary()[i], (i < 8 ? first >> 8 * i : second >> 8 * (i - 8)) & 0xff) << i;
  EXPECT_EQ(draws(R"({"bytes": {"min": 0, "max": 0}})", 1)[0].get_binary().size(), 0U);
  std::set<std::uint8_t> seen;
  const auto many = draws(R"({"bytes": {"min": 16384, "max": 16384}})", 1)[0];
  for (const auto byte : many.get_binary()) seen.insert(byte);
  EXPECT_EQ(seen.size(), 256U);
  EXPECT_EQ(generate_largest(Json::parse(R"({"bytes": {"min": 0, "max": 7}})")).get_binary().size(), 7U);
}

TEST(Generator, DrawsOneOfAChoice) {
  EXPECT_EQ(draws(R"({"choice": ["EUR", "USD", "GBP"]})", 6),
            Json::parse(R"(["GBP", "USD", "USD", "USD", "GBP", "EUR"])"));
}

TEST(Generator, DrawsListsOfObjects) {
  EXPECT_EQ(
      draws(
          R"({"list": {"min": 1, "max": 3, "of": {"n": {"integer": {"min": 1, "max": 5}}, "c": {"choice": [true, false]}}}})",
          1),
      Json::parse(R"([[{"n": 3, "c": false}, {"n": 2, "c": false}, {"n": 1, "c": true}]])"));
}

TEST(Generator, TheLargestDrawHasEveryNumberAtItsMaximum) {
  const auto largest = [](const char *generator) { return generate_largest(Json::parse(generator)); };
  EXPECT_EQ(largest(R"({"integer": {"min": 1, "max": 6}})"), 6);
  EXPECT_EQ(largest(R"({"choice": [3, 9, 5]})"), 9);
  EXPECT_TRUE(largest(R"({"text": {"alphabet": "a", "min": 0, "max": 4}})").is_string());
  EXPECT_EQ(largest(R"({"list": {"min": 1, "max": 2, "of": {"n": {"integer": {"min": 0, "max": 5}}}}})"),
            Json::parse(R"([{"n": 5}, {"n": 5}])"));
}

std::string problem(const char *generator) {
  const auto checked = check_generator(Json::parse(generator), Json::json_pointer{"/variables/x"});
  return checked ? "fine" : checked.error().message();
}

TEST(Generator, RefusesAnEmptyRangeWithItsPlace) {
  EXPECT_EQ(problem(R"({"integer": {"min": 2, "max": 2}})"), "fine");
  EXPECT_EQ(problem(R"({"integer": {"min": 3, "max": 2}})"),
            "at /variables/x/integer: expected min ≤ max, got min 3 and max 2");
  EXPECT_EQ(problem(R"({"text": {"alphabet": "a", "min": 3, "max": 2}})"),
            "at /variables/x/text: expected min ≤ max, got min 3 and max 2");
  EXPECT_EQ(problem(R"({"list": {"min": 3, "max": 2, "of": {"a": {"choice": [1]}}}})"),
            "at /variables/x/list: expected min ≤ max, got min 3 and max 2");
  EXPECT_EQ(problem(R"({"list": {"min": 1, "max": 2, "of": {"a": {"integer": {"min": 3, "max": 2}}}}})"),
            "at /variables/x/list/of/a/integer: expected min ≤ max, got min 3 and max 2");
}

TEST(Generator, RefusesAChoiceOfSeveralTypes) {
  EXPECT_EQ(problem(R"({"choice": ["a", "b"]})"), "fine");
  EXPECT_EQ(problem(R"({"choice": ["a", 1]})"), "at /variables/x/choice: expected values of one type, got \"a\" and 1");
}

} // namespace
} // namespace reqbench::workload
