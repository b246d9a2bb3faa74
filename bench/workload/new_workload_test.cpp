#include "workload/new_workload.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace reqbench::workload {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class NewWorkload : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_new_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    folder_ = name;
    fs::create_directory(folder_ / "catalog");
    fs::copy_file(fs::path{REQBENCH_SOURCE_DIR} / "bench/workload/workload.schema.json",
                  folder_ / "workload.schema.json");
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(NewWorkload, IsReadWithTheRestOfTheCatalogAndKnowsItsRightAnswers) {
  const auto made = new_workload(folder_ / "catalog", "two_sums");
  ASSERT_TRUE(made) << made.error().message();
  const auto catalog = read_catalog(folder_ / "catalog");
  ASSERT_TRUE(catalog) << catalog.error().message();
  ASSERT_EQ(catalog->size(), 1U);
  EXPECT_EQ(catalog->front().name(), "two_sums");
  EXPECT_EQ(made->routes().front().path, "/two_sums");
  EXPECT_EQ(made->draw(1, 3).size(), 3U);
  EXPECT_EQ(made->draw_invalid(1).size(), 1U);
}

TEST_F(NewWorkload, ATakenOrBadNameIsRefused) {
  ASSERT_TRUE(new_workload(folder_ / "catalog", "sums"));
  const auto again = new_workload(folder_ / "catalog", "sums");
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message(), HasSubstr("catalog/sums.json is there already"));
  for (const std::string bad : {"", "Sums", "a/b", "../a", "a-b", "1a"}) {
    const auto made = new_workload(folder_ / "catalog", bad);
    ASSERT_FALSE(made) << bad;
    EXPECT_THAT(made.error().message(), HasSubstr("a workload's name is")) << bad;
  }
}

TEST_F(NewWorkload, ACatalogThatCannotBeWrittenIsToldByItsPath) {
  const auto made = new_workload(folder_ / "absent", "sums");
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message(), HasSubstr("absent"));
}

} // namespace
} // namespace reqbench::workload
