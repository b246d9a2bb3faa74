#include "resource/descendants.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

namespace reqbench::resource {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

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
} // namespace reqbench::resource
