#include "launch/launcher.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace reqbench::launch {
namespace {

using std::chrono::milliseconds;

TEST(Ending, SaysHowTheServerLeft) {
  EXPECT_EQ((Ending{true, false, 0, 0, milliseconds{120}}).to_sentence(), "left with exit code 0 120 ms after SIGTERM");
  EXPECT_EQ((Ending{true, false, -1, SIGTERM, milliseconds{120}}).to_sentence(),
            "ended by SIGTERM 120 ms after SIGTERM");
  EXPECT_EQ((Ending{true, true, -1, SIGKILL, milliseconds{2010}}).to_sentence(),
            "did not leave in time after SIGTERM and was killed after 2.01 s");
  EXPECT_EQ((Ending{false, false, 3, 0, {}}).to_sentence(), "left with exit code 3 by itself");
  EXPECT_EQ((Ending{false, false, -1, SIGSEGV, {}}).to_sentence(), "ended by SIGSEGV by itself");
  EXPECT_EQ((Ending{false, true, -1, SIGKILL, {}, true}).to_sentence(),
            "the guardian was killed, and the server with it");
  EXPECT_EQ((Ending{false, true, -1, 999, {}}).to_sentence(),
            "ended by 999 by itself, and what it left behind was killed");
}

TEST(Guard, StartedByHandItSaysThatItIsNotForHands) {
  char program[] = "reqbench", word[] = "guard";
  char *arguments[] = {program, word, nullptr};
  EXPECT_EQ(guard_main(2, arguments), 2);
}

} // namespace
} // namespace reqbench::launch
