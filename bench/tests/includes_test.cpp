// Every arrow is in the table of contents: each #include of bench/ against the DEPENDS lines of bench/CMakeLists.txt.
#include "base/file.hpp"
#include "tests/include_rules.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Includes, FollowTheTableOfContents) {
  const auto modules = base::read_file(REQBENCH_BINARY_DIR "/modules.txt");
  ASSERT_TRUE(modules) << modules.error().message();
  const auto may_use = parse_modules(*modules);
  ASSERT_TRUE(may_use.contains("base") && may_use.contains("cli")) << *modules;
  const auto broken = broken_includes(REQBENCH_SOURCE_DIR "/bench", may_use);
  ASSERT_TRUE(broken) << broken.error().message();
  EXPECT_THAT(*broken, IsEmpty());
}

/// A small made tree in which one file breaks one rule.
class MadeTree : public testing::Test {
protected:
  std::vector<std::string> broken_by(const std::string &file, const std::string &text) {
    const auto bench = folder.path() / "bench";
    std::filesystem::create_directories((bench / file).parent_path());
    write_file(bench / "base/clock.hpp", "#include <chrono>\n");
    write_file(bench / "load/load.hpp", "#include \"base/clock.hpp\"\n#include \"sample/ledger.hpp\"\n");
    write_file(bench / file, text);
    return broken_includes(bench, parse_modules("base: \nsample: base\nload: sample base\ncli: load sample base\n"))
        .value();
  }
  void SetUp() override {
    for (const char *name : {"base", "load"}) std::filesystem::create_directories(folder.path() / "bench" / name);
  }
  TemporaryFolder folder;
};

TEST_F(MadeTree, IsFineWhenEachArrowIsDeclared) {
  EXPECT_THAT(broken_by("cli/main.cpp", "#include \"base/clock.hpp\"\n#include \"sample/ledger.hpp\"\n"), IsEmpty());
  EXPECT_THAT(broken_by("sample/x.cpp", "// #include \"load/load.hpp\"\nint include;\n"), IsEmpty());
}

TEST_F(MadeTree, FailsForAnArrowAgainstTheFlow) {
  EXPECT_THAT(broken_by("sample/ledger.cpp", "#include <vector>\n\n  #  include \"load/load.hpp\"\n"),
              ElementsAre("bench/sample/ledger.cpp:3: includes \"load/load.hpp\": sample may use only base, sample "
                          "(bench/CMakeLists.txt)"));
}

TEST_F(MadeTree, FailsForATestThatLooksAhead) {
  EXPECT_THAT(broken_by("base/clock_test.cpp", "#include \"sample/ledger.hpp\"\n"),
              ElementsAre(testing::StartsWith("bench/base/clock_test.cpp:1: includes \"sample/ledger.hpp\"")));
}

TEST_F(MadeTree, FailsForAnIncludeThatHidesItsFolder) {
  EXPECT_THAT(broken_by("load/a.cpp", "#include \"load.hpp\"\n"), ElementsAre(testing::HasSubstr("folder/file.hpp")));
  EXPECT_THAT(broken_by("load/a.cpp", "#include <load/load.hpp>\n"), ElementsAre(testing::HasSubstr("in quotes")));
  EXPECT_THAT(broken_by("load/a.cpp", "#include \"../base/clock.hpp\"\n"),
              ElementsAre(testing::HasSubstr("no module")));
}

TEST_F(MadeTree, FailsForAFolderThatIsNoModule) {
  EXPECT_THAT(broken_by("extra/a.cpp", "\n"),
              ElementsAre("bench/extra/a.cpp:1: lies in no module of bench/CMakeLists.txt"));
}

TEST_F(MadeTree, FailsForALibraryThatAnotherFolderKeeps) {
  EXPECT_THAT(broken_by("load/a.cpp", "#include <boost/beast/http.hpp>\n"),
              ElementsAre(testing::HasSubstr("only connection may use boost/beast")));
  std::filesystem::remove(folder.path() / "bench/load/a.cpp");
  EXPECT_THAT(broken_by("load/a_test.cpp", "#include <boost/beast/http.hpp>\n"), IsEmpty());
}

} // namespace
} // namespace reqbench::tests
