#include "cli/advise_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::cli {
namespace {

using testing::HasSubstr;

const std::vector<std::string> known{"json", "order", "plaintext"};

std::string refusal(const std::string &word) {
  const auto mix = parse_mix({word}, known);
  return mix ? "taken" : mix.error().message();
}

TEST(Mix, IsPartsOfOne) {
  const auto mix = parse_mix({"json=80,order=20"}, known);
  ASSERT_TRUE(mix) << mix.error().message();
  ASSERT_EQ(mix->size(), 2U);
  EXPECT_EQ((*mix)[0].workload, "json");
  EXPECT_DOUBLE_EQ((*mix)[0].part, 0.8);
  EXPECT_DOUBLE_EQ((*mix)[1].part, 0.2);
}

TEST(Mix, MayHaveBlanks) {
  const auto mix = parse_mix({"json = 80 %, order = 20"}, known);
  ASSERT_TRUE(mix) << mix.error().message();
  EXPECT_DOUBLE_EQ((*mix)[0].part, 0.8);
  EXPECT_EQ((*mix)[1].workload, "order");
}

TEST(Mix, OfThirdsAddsUp) {
  const auto mix = parse_mix({"json=33.3%", "order=33.3", "plaintext=33.4"}, known);
  ASSERT_TRUE(mix) << mix.error().message();
  EXPECT_NEAR((*mix)[0].part + (*mix)[1].part + (*mix)[2].part, 1, 1e-12);
}

TEST(Mix, ThatDoesNotAddUpIsRefused) {
  EXPECT_EQ(refusal("json=80,order=30"), "--mix adds up to 110 %; the parts must add up to 100 %");
  EXPECT_THAT(refusal("json=99.8"), HasSubstr("99.8 %"));
}

TEST(Mix, OfBadWordsIsRefused) {
  for (const char *word :
       {"json", "json=", "json=-5", "json=0", "json=nan", "json=1e2", "json=inf", "json=80=20", "=100", "json=1000"})
    EXPECT_THAT(refusal(word), testing::AnyOf(HasSubstr("--mix takes"), HasSubstr("workload of this run"))) << word;
  EXPECT_THAT(refusal("json=50,json=50"), HasSubstr("names json twice"));
  EXPECT_THAT(refusal("jsn=100"), HasSubstr("json"));
  EXPECT_THAT(refusal(","), HasSubstr("--mix is empty"));
}

} // namespace
} // namespace reqbench::cli
