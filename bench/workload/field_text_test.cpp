#include "workload/answer.hpp"
#include "workload/field_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::workload {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FieldText, WordsAreEqualWhateverTheirCase) {
  EXPECT_TRUE(same_word("Content-Type", "content-TYPE"));
  EXPECT_FALSE(same_word("Content-Type", "Content-Typ"));
  EXPECT_FALSE(same_word("@", "`")) << "only letters have a case";
}

TEST(FieldText, AListIsItsTokensWithoutSpacesAndEmptyMembers) {
  EXPECT_THAT(tokens("GET, HEAD ,\tPOST"), ElementsAre("GET", "HEAD", "POST"));
  EXPECT_THAT(tokens(", GET,,"), ElementsAre("GET"));
  EXPECT_THAT(tokens(""), IsEmpty());
  EXPECT_THAT(tokens("  "), IsEmpty());
}

TEST(FieldText, AMediaTypeComesWithoutItsParameters) {
  EXPECT_EQ(media_type("application/json; charset=utf-8"), "application/json");
  EXPECT_EQ(media_type("text/plain ;x=1"), "text/plain");
  EXPECT_EQ(media_type("text/plain"), "text/plain");
}

TEST(Answer, FindsTheFirstFieldOfAName) {
  const Answer answer{200, {{"A", "1"}, {"b", "2"}, {"a", "3"}}, ""};
  EXPECT_EQ(answer.field("a"), "1");
  EXPECT_EQ(answer.field("B"), "2");
  EXPECT_EQ(answer.field("c"), "");
}

} // namespace
} // namespace reqbench::workload
