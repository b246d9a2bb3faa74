#include "sample/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::sample {
namespace {

using testing::HasSubstr;

/// Each outcome ends as many requests as its place + 1: 1 ok, 2 timed_out, 3 bad_status, … 12 generator (sum 78).
Ledger every_outcome() {
  Ledger ledger;
  for (std::size_t i = 0; i < outcome_count; ++i)
    for (std::size_t n = 0; n <= i; ++n) ledger.end(static_cast<Outcome>(i));
  ledger.unsent = 13;
  ledger.in_flight = 9;
  ledger.planned = 100;
  return ledger;
}

TEST(Ledger, counts_each_end_in_exactly_one_column) {
  const Ledger ledger = every_outcome();
  EXPECT_EQ(ledger.ok(), 1u);
  EXPECT_EQ(ledger.timed_out(), 2u);
  EXPECT_EQ(ledger.failed(), 75u);
  EXPECT_EQ(ledger.wrong(), 3u + 4u + 5u);
  EXPECT_EQ(ledger.difference(), 0);
}

TEST(Ledger, difference_shows_a_request_lost_and_one_counted_twice) {
  Ledger ledger = every_outcome();
  ledger.planned += 2;
  EXPECT_EQ(ledger.difference(), 2);
  for (int i = 0; i < 5; ++i) ledger.end(Outcome::ok);
  EXPECT_EQ(ledger.difference(), -3);
}

TEST(Ledger, adds_column_by_column) {
  Ledger sum = every_outcome();
  sum += every_outcome();
  EXPECT_EQ(sum.planned, 200u);
  EXPECT_EQ(sum.unsent, 26u);
  EXPECT_EQ(sum.in_flight, 18u);
  for (std::size_t i = 0; i < outcome_count; ++i) EXPECT_EQ(sum.ended[i], 2 * (i + 1)) << outcome_names[i];
  EXPECT_EQ(sum.difference(), 0);
}

TEST(Ledger, json_names_only_the_failures_that_happened) {
  Ledger ledger;
  ledger.planned = 3;
  ledger.end(Outcome::ok);
  ledger.end(Outcome::reset);
  ledger.end(Outcome::timed_out);
  EXPECT_EQ(to_json(ledger).dump(),
            R"({"planned":3,"ok":1,"failed":{"reset":1},"timed_out":1,"unsent":0,"in_flight":0})");
}

TEST(Ledger, comes_back_from_json_as_it_was) {
  for (const Ledger &ledger : {Ledger{}, every_outcome()}) {
    const auto read = ledger_from_json(to_json(ledger));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, ledger);
  }
}

struct DamagedLedger {
  const char *json;
  const char *says;
};

TEST(Ledger, json_that_is_no_ledger_is_damaged_and_says_where) {
  const DamagedLedger damaged[] = {
      {"[]", "not an object"},
      {R"({"planned":1,"failed":{},"timed_out":0,"unsent":0,"in_flight":0})", "'ok' is missing"},
      {R"({"planned":-1,"ok":0,"failed":{},"timed_out":0,"unsent":0,"in_flight":0})", "'planned'"},
      {R"({"planned":1,"ok":0.5,"failed":{},"timed_out":0,"unsent":0,"in_flight":0})", "'ok'"},
      {R"({"planned":1,"ok":0,"timed_out":0,"unsent":0,"in_flight":0})", "'failed'"},
      {R"({"planned":1,"ok":0,"failed":{"ok":1},"timed_out":0,"unsent":0,"in_flight":0})", "no kind of failure"},
      {R"({"planned":1,"ok":0,"failed":{"timed_out":1},"timed_out":0,"unsent":0,"in_flight":0})", "no kind of failure"},
      {R"({"planned":1,"ok":0,"failed":{"bored":1},"timed_out":0,"unsent":0,"in_flight":0})", "'bored'"},
      {R"({"planned":1,"ok":0,"failed":{"reset":"1"},"timed_out":0,"unsent":0,"in_flight":0})", "'failed.reset'"}};
  for (const auto &[json, says] : damaged) {
    const auto read = ledger_from_json(base::Json::parse(json));
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(read.error().kind(), base::ErrorKind::damaged);
    EXPECT_THAT(read.error().message(), HasSubstr(says));
  }
}

TEST(Outcome, every_outcome_has_a_name_of_its_own) {
  EXPECT_EQ(to_string(Outcome::ok), "ok");
  EXPECT_EQ(to_string(Outcome::generator), "generator");
  for (std::size_t i = 0; i < outcome_count; ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(outcome_names[i], outcome_names[j]);
}

} // namespace
} // namespace reqbench::sample
