#include "launch/descendants.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

namespace reqbench::launch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Descendants, TheParentIsReadWhateverTheProcessIsCalled) {
  EXPECT_EQ(parent_in("9450 (cat) R 9440 9440 6378 0 -1 4194304 100"), 9440);
  EXPECT_EQ(parent_in("7 (tmux: server) S 1 7 7 0"), 1);
  EXPECT_EQ(parent_in("7 (a) R 1 (b)) S 42 7 7 0"), 42);
  EXPECT_EQ(parent_in("7 () Z 3 7"), 3);
}

TEST(Descendants, TextThatIsNoStatHasNoParent) {
  for (const auto *text : {"", "7", "7 (cat", "7 (cat)", "7 (cat) R", "7 (cat) R x 1"}) EXPECT_EQ(parent_in(text), 0);
}

TEST(Descendants, ChildrenOfChildrenBelongToTheTreeAndOthersDoNot) {
  const std::map<pid_t, pid_t> parent_of = {{1, 0}, {10, 1}, {11, 10}, {12, 10}, {13, 12}, {20, 1}, {21, 20}};
  EXPECT_THAT(descendants_in(parent_of, 10), UnorderedElementsAre(11, 12, 13));
  EXPECT_THAT(descendants_in(parent_of, 13), IsEmpty());
  EXPECT_THAT(descendants_in(parent_of, 99), IsEmpty());
}

TEST(Descendants, ATornReadingWithACircleEnds) {
  EXPECT_THAT(descendants_in({{10, 11}, {11, 10}}, 10), ElementsAre(11, 10));
}

TEST(Descendants, ThisProcessIsFoundBelowItsParent) {
  EXPECT_THAT(descendants(::getppid()), testing::Contains(::getpid()));
}

} // namespace
} // namespace reqbench::launch
