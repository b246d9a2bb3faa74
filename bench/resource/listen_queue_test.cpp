#include "resource/listen_queue.hpp"

#include <gtest/gtest.h>

namespace reqbench::resource {
namespace {

TEST(ListenQueue, IsFoundByItsNameWhereverItStands) {
  const auto counts = parse_listen_counts("TcpExt: SyncookiesSent ListenOverflows EmbryonicRsts ListenDrops\n"
                                          "TcpExt: 1 17 3 19\n"
                                          "IpExt: ListenOverflows ListenDrops\nIpExt: 5 6\n");
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->overflows, 17U);
  EXPECT_EQ(counts->drops, 19U);
}

TEST(ListenQueue, IsNotInventedWhereTheKernelDoesNotTellIt) {
  for (const auto *text : {"", "TcpExt: ListenOverflows ListenDrops\n", "TcpExt: ListenOverflows\nTcpExt: 3\n",
                           "TcpExt: ListenOverflows ListenDrops\nTcpExt: x y\n", "IpExt: A\nIpExt: 1\n",
                           "TcpExt: ListenOverflows ListenDrops\nIpExt: 3 4\n"})
    EXPECT_FALSE(parse_listen_counts(text)) << text;
}

} // namespace
} // namespace reqbench::resource
