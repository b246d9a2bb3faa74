#include "report/load_words.hpp"

#include <gtest/gtest.h>

namespace reqbench::report {
namespace {

TEST(LoadWords, SayWhatALoadIsWithoutItsWord) {
  EXPECT_EQ(plain_load("closed"), "full load");
  EXPECT_EQ(plain_load("closed:512"), "full load, 512 connections");
  EXPECT_EQ(plain_load("common"), "the same rate for all");
  EXPECT_EQ(plain_load("share:50"), "half of its own pilot");
  EXPECT_EQ(plain_load("share:20"), "20 % of its own pilot");
  EXPECT_EQ(plain_load("rate:2k"), "2k requests/s");
  EXPECT_EQ(plain_load("steps:1k+5k"), "steps of 1k+5k requests/s");
  EXPECT_EQ(plain_load("held:1000"), "1000 held connections");
  EXPECT_EQ(plain_load("churn:1"), "a new connection every request");
  EXPECT_EQ(plain_load("churn:5"), "a new connection every 5 requests");
}

TEST(LoadWords, KeepTheWordInBracketsAndLeaveAForeignNameAlone) {
  EXPECT_EQ(load_label("closed"), "full load (closed)");
  EXPECT_EQ(load_label("share:50"), "half of its own pilot (share:50)");
  for (const auto *foreign : {"", "odd", "share", "rate", "common:", "<script>:1"})
    EXPECT_EQ(load_label(foreign), foreign);
  EXPECT_EQ(plain_load("full load"), "'full load'") << "it is not the one that is called closed";
}

} // namespace
} // namespace reqbench::report
