#include "launch/ready_line.hpp"

#include <gmock/gmock.h>

#include <string>

namespace reqbench::launch {
namespace {

using testing::HasSubstr;

TEST(ReadyLine, ThePortIsRead) {
  for (const auto *line : {"{\"port\": 41873}", "{\"port\":41873}", " { \"port\" : 41873 } ", "{\"port\": 41873}\r"}) {
    const auto port = parse_ready_line(line);
    ASSERT_TRUE(port) << line;
    EXPECT_EQ(*port, 41873) << line;
  }
  EXPECT_EQ(parse_ready_line("{\"port\": 1}").value_or(0), 1);
  EXPECT_EQ(parse_ready_line("{\"port\": 65535}").value_or(0), 65535);
}

TEST(ReadyLine, AnythingElseIsRefusedAndShown) {
  for (const std::string line :
       {"", "INFO: started", "{}", "[]", "41873", "{\"port\": 0}", "{\"port\": 65536}", "{\"port\": -1}",
        "{\"port\": \"41873\"}", "{\"port\": 41873.0}", "{\"port\": null}", "{\"port\": 18446744073709551616}",
        "{\"port\": 1, \"pid\": 2}", "{\"Port\": 1}", "{\"port\": 1} x", "{\"port\": 1, \"port\": 2}"}) {
    const auto port = parse_ready_line(line);
    ASSERT_FALSE(port) << line;
    EXPECT_EQ(port.error().kind(), base::ErrorKind::server);
    EXPECT_THAT(port.error().message(), HasSubstr("'" + line + "'"));
  }
}

TEST(ReadyLine, AnEndlessLineIsRefusedAndShownShort) {
  const auto port = parse_ready_line(std::string(longest_ready_line, ' ') + "{\"port\": 1}");
  ASSERT_FALSE(port);
  EXPECT_LT(port.error().message().size(), 600u);
}

} // namespace
} // namespace reqbench::launch
