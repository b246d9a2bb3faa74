#include "base/result.hpp"

#include "base/stop.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <string>

namespace reqbench::base {
namespace {

Error broken() { return Error{ErrorKind::server, "it broke"}; }

TEST(Result, HoldsAValue) {
  Result<std::string> result{"hello"};
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, "hello");
  EXPECT_EQ(result->size(), 5u);
  result.value() = "bye";
  EXPECT_EQ(std::as_const(result).value(), "bye");
  EXPECT_EQ(result.value_or("other"), "bye");
}

TEST(Result, HoldsAnError) {
  const Result<int> result = broken();
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind(), ErrorKind::server);
  EXPECT_EQ(result.value_or(7), 7);
}

TEST(Result, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result{std::make_unique<int>(3)};
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 3);
}

TEST(Result, AnErrorAsValueAndAValueAsErrorAreKeptApart) {
  // Both alternatives of the variant have the same type here; the index decides.
  Result<void> fine;
  EXPECT_TRUE(fine);
  Status failed = broken();
  EXPECT_FALSE(failed);
  EXPECT_EQ(std::move(failed).error().message(), "it broke");
}

TEST(ResultDeathTest, AskingAnErrorForItsValueIsABugAndNamesTheError) {
  EXPECT_DEATH((void)Result<int>{broken()}.value(), "this is a bug in reqbench: it broke");
}

TEST(ResultDeathTest, AskingAValueForItsErrorIsABug) {
  EXPECT_DEATH((void)Result<int>{1}.error(), "this is a bug in reqbench");
  EXPECT_DEATH((void)Status{}.error(), "this is a bug in reqbench");
}

TEST(Error, EachLayerSaysWhatItWasDoing) {
  auto error = broken().while_doing("starting cpp_beast").while_doing("verifying");
  EXPECT_EQ(error.message(), "verifying: starting cpp_beast: it broke");
  EXPECT_EQ(error.kind(), ErrorKind::server);
}

TEST(Error, ARemedyFollowsTheSentence) {
  EXPECT_EQ(broken().hint("try again").message(), "it broke; try again");
  EXPECT_EQ((Error{ErrorKind::usage, "It broke."}.hint("Try again.").message()), "It broke. Try again.");
}

TEST(Error, EvidenceStaysOutOfTheSentence) {
  const auto error = broken().detail("first line").detail("second line");
  EXPECT_EQ(error.message(), "it broke");
  EXPECT_EQ(error.details(), (std::vector<std::string>{"first line", "second line"}));
}

TEST(Error, MayBeAssignedToItself) {
  auto error = broken();
  error = std::move(error).detail("line").hint("try again");
  EXPECT_EQ(error.message(), "it broke; try again");
  EXPECT_EQ(error.details(), std::vector<std::string>{"line"});
}

TEST(Error, ASystemErrorSpeaksErrno) {
  errno = ENOENT;
  const auto error = system_error(ErrorKind::environment, "opening x.json");
  EXPECT_EQ(error.message(), "opening x.json: No such file or directory");
  EXPECT_EQ(error.kind(), ErrorKind::environment);
}

TEST(Error, EveryKindHasItsName) {
  EXPECT_EQ(to_string(ErrorKind::usage), "usage");
  EXPECT_EQ(to_string(ErrorKind::environment), "environment");
  EXPECT_EQ(to_string(ErrorKind::server), "server");
  EXPECT_EQ(to_string(ErrorKind::wrong_answer), "wrong_answer");
  EXPECT_EQ(to_string(ErrorKind::damaged), "damaged");
  EXPECT_EQ(to_string(ErrorKind::interrupted), "interrupted");
}

TEST(StopFlag, RemembersTheWishToEnd) {
  StopFlag stop;
  EXPECT_FALSE(stop.requested());
  stop.request();
  EXPECT_TRUE(stop.requested());
}

} // namespace
} // namespace reqbench::base
