#include "base/nearest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reqbench::base {
namespace {

const std::vector<std::string> servers{"cpp_beast", "go_nethttp", "python_fastapi"};

TEST(Nearest, ForgivesAMissingAWrongAndATwistedLetter) {
  EXPECT_EQ(nearest("cpp_bast", servers), "cpp_beast");
  EXPECT_EQ(nearest("gp_nethttp", servers), "go_nethttp");
  EXPECT_EQ(nearest("pyhton_fastapi", servers), "python_fastapi");
  EXPECT_EQ(nearest("go_http", servers), "go_nethttp"); // 3 of 10 letters
}

TEST(Nearest, ASwapOfNeighboursIsOneEdit) {
  // As two replacements "abdc" would be as far from "abcd" as "abyz" is from "abdc".
  EXPECT_EQ(nearest("abdc", std::vector<std::string>{"abyz", "abcd"}), "abcd");
}

TEST(Nearest, PrefersTheSmallestDistanceOverTheOrderOfTheList) {
  EXPECT_EQ(nearest("jsom", std::vector<std::string>{"joan", "json"}), "json");
}

TEST(Nearest, TakesAPartOfALongerName) {
  EXPECT_EQ(nearest("fastapi", servers), "python_fastapi");
  EXPECT_EQ(nearest("beast", servers), "cpp_beast");
}

TEST(Nearest, DoesNotGuessWildly) {
  EXPECT_EQ(nearest("rust_axum", servers), std::nullopt);
  EXPECT_EQ(nearest("", servers), std::nullopt);
  EXPECT_EQ(nearest("xy", std::vector<std::string>{"ab"}), std::nullopt);
  EXPECT_EQ(nearest("cpp_beast", {}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'a'), std::vector{std::string(100'000, 'a')}), std::nullopt);
}

TEST(UnknownName, NamesWhatIsNearAndAllThereIs) {
  const auto error = unknown_name("server", "go_http", servers);
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.message(), "unknown server 'go_http'; did you mean go_nethttp? there are: cpp_beast, go_nethttp, "
                             "python_fastapi");
}

TEST(UnknownName, NamesAllThereIsWhenNothingIsNear) {
  EXPECT_EQ(unknown_name("workload", "zzzzzz", std::vector<std::string>{"json"}).message(),
            "unknown workload 'zzzzzz'; there are: json");
  EXPECT_EQ(unknown_name("workload", "json", {}).message(), "unknown workload 'json'; there is none");
}

} // namespace
} // namespace reqbench::base
