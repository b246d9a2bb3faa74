#include "launch/listener.hpp"

#include <gmock/gmock.h>

namespace reqbench::launch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Recorded on a little-endian machine; 41873 is A391.
constexpr auto tcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1201 1 "
    "0000000000000000 "
    "100 0 0 10 0\n"
    "   1: 0100007F:A391 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 38211 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   2: 0100007F:A391 0100007F:D1F0 01 00000000:00000000 00:00000000 00000000  1000        0 38400 1 "
    "0000000000000000 20 4 30 10 -1\n"
    "   3: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 40 1 0 100 0 0 10 0\n"
    "   4: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 41 1 0 100 0 0 10 0\n"
    "   5: 0200007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 42 1 0 100 0 0 10 0\n";
constexpr auto tcp6 =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue tr "
    "tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 1203 1 0000000000000000 100 0 0 10 0\n"
    "   1: 00000000000000000000000000000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 50 1 0000000000000000 100 0 0 10 0\n"
    "   2: 00000000000000000000000000000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 51 1 0000000000000000 100 0 0 10 0\n"
    "   3: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 52 1 0000000000000000 100 0 0 10 0\n"
    "   4: 00000000000000000000000001000000:0053 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 53 1 0000000000000000 100 0 0 10 0\n";

TEST(Listeners, TheServersEndOfItsConnectionsIsFound) {
  EXPECT_THAT(accepted(tcp, tcp6, 41873), ElementsAre(38400));
  EXPECT_THAT(accepted(tcp, tcp6, 0xD1F0), IsEmpty()) << "the other end is the client's";
}

TEST(Listeners, TheSocketThatListensIsFoundAndItsConnectionsAreNot) {
  EXPECT_THAT(listeners(tcp, tcp6, 41873), ElementsAre(38211));
}

TEST(Listeners, TheAddressThatFitsBestTakesTheConnections) {
  EXPECT_THAT(listeners(tcp, tcp6, 8080), ElementsAre(40)) << "127.0.0.1 before 0.0.0.0";
  EXPECT_THAT(listeners(tcp, tcp6, 22), ElementsAre(1201)) << "0.0.0.0 before ::";
}

TEST(Listeners, ASocketOfIPv6TakesConnectionsOfIPv4Too) {
  EXPECT_THAT(listeners(tcp, tcp6, 0x51), ElementsAre(50, 51)) << "two share the port";
  EXPECT_THAT(listeners(tcp, tcp6, 0x52), ElementsAre(52)) << "::ffff:127.0.0.1";
  EXPECT_THAT(listeners(tcp, tcp6, 0x53), IsEmpty()) << "::1 is another address";
}

TEST(Listeners, AnotherAddressOrAnotherTextIsNobody) {
  EXPECT_THAT(listeners(tcp, tcp6, 80), IsEmpty()) << "127.0.0.2";
  EXPECT_THAT(listeners("", "", 80), IsEmpty());
  EXPECT_THAT(listeners("0100007F:0050 0A", "0: 0100007F:0050\n\n0: 0100007F:0050 0 0A 0 0 0 0 0 x", 80), IsEmpty());
}

} // namespace
} // namespace reqbench::launch
