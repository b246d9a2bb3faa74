// results/schema.json against what the writer writes.
#include "result/made_record.hpp"
#include "result/published_schema.hpp"
#include "result/run_directory.hpp"

#include <gtest/gtest.h>

namespace reqbench::result {
namespace {

using base::Json;

void expect_valid(const Json &document, std::string_view definition) {
  EXPECT_EQ(complaint(document, definition), "");
  const auto as_published = base::validate_json(document, published_schema(), definition);
  EXPECT_TRUE(as_published) << as_published.error().message();
}

TEST(PublishedSchema, HoldsForARun) { expect_valid(to_json(made_run_record()), "run"); }

TEST(PublishedSchema, HoldsForARunThatHasJustBegun) { expect_valid(to_json(RunRecord{}), "run"); }

TEST(PublishedSchema, HoldsForATrial) { expect_valid(to_json(made_trial_record()), "trial"); }

TEST(PublishedSchema, HoldsForATrialThatFailedAtOnce) {
  TrialRecord trial;
  trial.number = 1;
  expect_valid(to_json(trial), "trial");
}

TEST(PublishedSchema, HoldsForAClosedLoadWithEmptyHistograms) {
  auto trial = made_trial_record();
  trial.loads[0].recording = sample::Recording{};
  trial.loads[0].recording.model = "closed";
  trial.loads[0].recording.generator.engine = "epoll";
  expect_valid(to_json(trial), "trial");
}

TEST(PublishedSchema, HoldsForASeries) { expect_valid(series_json(made_trial_record()), "series"); }

TEST(PublishedSchema, RefusesWhatIsMissingOrOfAnotherType) {
  auto json = to_json(made_trial_record());
  json.erase("block");
  EXPECT_NE(complaint(json, "trial"), "");
  json = to_json(made_trial_record());
  json["loads"][0]["latency_ns"].erase("p99");
  EXPECT_NE(complaint(json, "trial"), "");
  json = to_json(made_run_record());
  json["schema_version"] = 2;
  EXPECT_NE(complaint(json, "run"), "");
  json = series_json(made_trial_record());
  json["loads"][0]["ok"][0] = -1;
  EXPECT_NE(complaint(json, "series"), "");
}

/// A run of an earlier reqbench of this schema version is read whole, and the published schema still holds for it.
TEST(PublishedSchema, HoldsForTheReferenceRunWhichIsReadWhole) {
  std::size_t runs = 0;
  for (const auto &folder :
       std::filesystem::directory_iterator{std::filesystem::path{REQBENCH_SOURCE_DIR} / "results/reference"}) {
    ++runs;
    const auto run = read_run(folder.path());
    ASSERT_TRUE(run) << run.error().message();
    EXPECT_EQ(run->damaged, std::vector<std::string>{});
    EXPECT_FALSE(run->trials.empty());
    for (const auto &file : std::filesystem::directory_iterator{folder.path() / "trials"}) {
      const auto document = base::parse_json(*base::read_file(file.path()), file.path().string());
      ASSERT_TRUE(document) << document.error().message();
      const auto valid = base::validate_json(*document, published_schema(), file.path().string());
      EXPECT_TRUE(valid) << valid.error().message();
    }
  }
  EXPECT_EQ(runs, 1U) << "a reference run is replaced by a later one, not piled up";
}

} // namespace
} // namespace reqbench::result
