// The rules of the tree that a compiler does not see. They hold for what git tracks, so that a file someone left in
// the folder breaks no test.
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const fs::path checkout{REQBENCH_SOURCE_DIR};

class Tree : public testing::Test {
protected:
  void SetUp() override {
    const auto listed = run({"git", "-c", "safe.directory=*", "-C", checkout.string(), "ls-files"});
    if (listed.exit_code != 0) GTEST_SKIP() << "no git checkout: " << listed.err;
    std::istringstream lines{listed.out};
    for (std::string line; std::getline(lines, line);) {
      if (fs::exists(checkout / line)) files.push_back(line);
    }
    ASSERT_FALSE(files.empty());
  }

  std::vector<std::string> files;
};

bool opens_with_a_comment(const fs::path &file) { return read_text(file).starts_with("//"); }

/// x_truth_test.cpp and x.cpp are told by x.hpp.
fs::path header_beside(const fs::path &source) {
  static const std::regex suffix{"(_truth|_fault|_golden)?(_test|_micro|_fuzz)$"};
  return source.parent_path() / (std::regex_replace(source.stem().string(), suffix, "") + ".hpp");
}

TEST_F(Tree, EveryFileOfBenchSaysWhyItExists) {
  std::vector<std::string> silent;
  for (const auto &file : files) {
    const fs::path path{file};
    if (!file.starts_with("bench/") || (path.extension() != ".hpp" && path.extension() != ".cpp")) continue;
    const auto header = checkout / header_beside(path);
    if (!opens_with_a_comment(checkout / path) && !(fs::exists(header) && opens_with_a_comment(header)))
      silent.push_back(file);
  }
  EXPECT_THAT(silent, IsEmpty()) << "a file opens with a comment, or is told by the header of its name";
}

TEST_F(Tree, TheTopLevelIsTheOneOfTheMap) {
  const std::set<std::string> expected{"CMakeLists.txt", "LICENSE", "README.md", "bench",
                                       "results",        "scripts", "servers"};
  const std::set<std::string> insisted{".ci", ".clang-format", ".clang-tidy", ".github", ".gitignore"};
  std::set<std::string> top;
  for (const auto &file : files) top.insert(file.substr(0, file.find('/')));
  std::erase_if(top, [&](const std::string &name) { return insisted.contains(name); });
  EXPECT_EQ(top, expected);
}

TEST_F(Tree, HoldsNoFileThatNobodyWrote) {
  constexpr std::uintmax_t longest = std::uintmax_t{512} * 1024;
  // Bundled, so that building needs no registry of npm; tests.ChartsAreBundledAsLocked makes it again.
  const std::string chart_library = "bench/report/page/charts/charts.js";
  std::vector<std::string> large;
  for (const auto &file : files) {
    if (file.starts_with("results/reference/") || file == chart_library) continue;
    if (fs::file_size(checkout / file) > longest) large.push_back(file);
  }
  EXPECT_THAT(large, IsEmpty()) << "only a reference run and the chart library may be above 512 KiB";
}

/// A text that no committed file holds; written in halves, because this file is committed too.
struct Unwanted {
  std::string text;
  std::string_view reason;
};
constexpr std::string_view one_machine = "a path of one machine";
const std::array unwanted{
    Unwanted{std::string{"TO"} + "DO", "finish it or leave it out"},
    Unwanted{std::string{"FIX"} + "ME", "finish it or leave it out"},
    Unwanted{std::string{"/home"} + "/", one_machine},
    Unwanted{std::string{"/root"} + "/", one_machine},
    Unwanted{std::string{"/work"} + "/", one_machine},
    Unwanted{std::string{"pypi"} + ".org", "a registry is named by its client's configuration"},
    Unwanted{std::string{"proxy.golang"} + ".org", "a registry is named by its client's configuration"},
    Unwanted{std::string{"deb.debian"} + ".org", "a registry is named by its client's configuration"},
    Unwanted{std::string{"registry.npmjs"} + ".org", "a registry is named by its client's configuration"},
};

TEST_F(Tree, HoldsNothingUnfinishedAndNothingOfOneMachine) {
  std::vector<std::string> found;
  for (const auto &file : files) {
    const auto text = read_text(checkout / file);
    const bool is_test = fs::path{file}.stem().string().ends_with("_test"); // which may make up a user's folder
    for (const auto &[word, reason] : unwanted) {
      const auto at = text.find(word);
      if (at == std::string::npos || (is_test && reason == one_machine)) continue;
      const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
      std::ostringstream told;
      told << file << ':' << line << ": " << word << ": " << reason;
      found.push_back(told.str());
    }
  }
  EXPECT_THAT(found, IsEmpty());
}

} // namespace
} // namespace reqbench::tests
