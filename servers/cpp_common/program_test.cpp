// What a start that cannot succeed says, and that it ends with 1: which call failed, and what to do about it.
#include "program.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>

#include <sys/resource.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace cpp_common {

/// Each server's own.
extern const MakeService make_tested_service;

namespace {

namespace asio = boost::asio;

/// In a process of its own, whose exit code and standard error are looked at.
[[noreturn]] void start(std::vector<std::string> words, rlim_t descriptors = 0) {
  const rlimit limit{descriptors, descriptors};
  if (descriptors > 0) ::setrlimit(RLIMIT_NOFILE, &limit);
  words.insert(words.begin(), "server");
  std::vector<char *> arguments;
  for (std::string &word : words) arguments.push_back(word.data());
  std::exit(run_program("server", static_cast<int>(arguments.size()), arguments.data(), make_tested_service));
}

class ProgramDeathTest : public testing::Test {
protected:
  ProgramDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(ProgramDeathTest, ATakenPortIsNamed) {
  asio::io_context context;
  const asio::ip::tcp::acceptor taken(context, {asio::ip::address_v4::loopback(), 0});
  const std::string port = std::to_string(taken.local_endpoint().port());
  EXPECT_EXIT(start({"--port", port}), testing::ExitedWithCode(1),
              "^server: cannot serve on port [1-9][0-9]+: bind: Address already in use; [^\n]*choose another[^\n]*\n$");
}

TEST_F(ProgramDeathTest, TooFewDescriptorsAreToldWhateverCallMissesThem) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer needs descriptors of its own when the program ends";
#endif
  for (rlim_t descriptors = 3; descriptors <= 7; ++descriptors) {
    SCOPED_TRACE(descriptors);
    EXPECT_EXIT(start({}, descriptors), testing::ExitedWithCode(1),
                "^server: cannot serve on port 0: [a-z_0-9 ]+: Too many open files; [^\n]*ulimit -n[^\n]*\n$");
  }
}

TEST_F(ProgramDeathTest, AWordThatIsWrongIsNamedWithWhatWouldBeRight) {
  EXPECT_EXIT(start({"--port", "65536"}), testing::ExitedWithCode(1), "--port must be 0 to 65535, got '65536'");
  EXPECT_EXIT(start({"--stop-milliseconds", ""}), testing::ExitedWithCode(1), "--stop-milliseconds must be 0 to");
  EXPECT_EXIT(start({"--frobnicate"}), testing::ExitedWithCode(1), "unexpected argument '--frobnicate'; known are ");
}

} // namespace
} // namespace cpp_common
