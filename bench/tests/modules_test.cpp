// bench_module() refuses an arrow against the flow when the build is configured: shown with small made projects.
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::tests {
namespace {

using testing::HasSubstr;

class Modules : public testing::Test {
protected:
  /// Configures a project whose table of contents is `modules`; each folder named has one source.
  Finished configure(const std::string &modules) {
    const auto top = folder.path() / "project";
    for (const char *name : {"first", "second", "third"}) {
      std::filesystem::create_directories(top / name);
      write_file(top / name / "word.cpp", "int word_of_" + std::string{name} + ";\n");
    }
    write_file(top / "CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(made CXX)\n"
                                       "set(REQBENCH_TESTS OFF)\n"
                                       "include(" REQBENCH_SOURCE_DIR "/bench/cmake/bench_module.cmake)\n" +
                                           modules);
    return run({"cmake", "-S", top.string(), "-B", build().string(), "-Wno-dev"});
  }
  std::filesystem::path build() const { return folder.path() / "build"; }
  TemporaryFolder folder;
};

TEST_F(Modules, InFlowOrderConfigureAndWriteTheirClosure) {
  const auto done = configure("bench_module(first SOURCES word.cpp)\n"
                              "bench_module(second DEPENDS first SOURCES word.cpp)\n"
                              "bench_module(third DEPENDS second SOURCES word.cpp)\n");
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(read_text(build() / "modules.txt"), "first: \nsecond: first\nthird: second first\n");
}

TEST_F(Modules, AgainstTheFlowAreRefused) {
  const auto done = configure("bench_module(first DEPENDS second SOURCES word.cpp)\n"
                              "bench_module(second SOURCES word.cpp)\n");
  EXPECT_NE(done.exit_code, 0);
  EXPECT_THAT(done.err, HasSubstr("bench_module(first): depends on 'second', which is not declared above it."));
}

TEST_F(Modules, CannotUseThemselves) {
  EXPECT_THAT(configure("bench_module(first DEPENDS first SOURCES word.cpp)\n").err,
              HasSubstr("not declared above it"));
}

TEST_F(Modules, WithAMisspeltWordAreRefused) {
  EXPECT_THAT(configure("bench_module(first DEPEND second SOURCES word.cpp)\n").err,
              HasSubstr("bench_module(first): what is 'DEPEND;second'?"));
}

} // namespace
} // namespace reqbench::tests
