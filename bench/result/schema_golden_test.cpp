// results/schema.json against what the writer writes. For this test the schema is made strict: a key that it does not
// name is refused, so that none goes undocumented.
#include "base/file.hpp"
#include "result/made_record.hpp"
#include "result/run_directory.hpp"

#include <gtest/gtest.h>

namespace reqbench::result {
namespace {

using base::Json;

/// Every object schema that lists its keys allows no others.
Json strict(Json schema) {
  if (schema.is_object() && schema.contains("properties") && schema.contains("type") &&
      !schema.contains("additionalProperties"))
    schema["additionalProperties"] = false;
  if (schema.is_structured())
    for (auto &part : schema) part = strict(std::move(part));
  return schema;
}

Json published() {
  const auto text = base::read_file(std::filesystem::path{REQBENCH_SOURCE_DIR} / "results/schema.json");
  return *base::parse_json(*text, "results/schema.json");
}

/// One definition in place of all, so that an error names the key and not "none of three".
base::Status check(const Json &document, std::string_view definition) {
  Json schema = published();
  schema.erase("anyOf");
  schema["allOf"] = Json::array({{{"$ref", "#/definitions/" + std::string{definition}}}});
  return base::validate_json(document, strict(schema), definition);
}

void expect_valid(const Json &document, std::string_view definition) {
  const auto valid = check(document, definition);
  EXPECT_TRUE(valid) << valid.error().message();
  const auto as_published = base::validate_json(document, published(), definition);
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
  EXPECT_FALSE(check(json, "trial"));
  json = to_json(made_trial_record());
  json["loads"][0]["latency_ns"].erase("p99");
  EXPECT_FALSE(check(json, "trial"));
  json = to_json(made_run_record());
  json["schema_version"] = 2;
  EXPECT_FALSE(check(json, "run"));
  json = series_json(made_trial_record());
  json["loads"][0]["ok"][0] = -1;
  EXPECT_FALSE(check(json, "series"));
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
      const auto valid = base::validate_json(*document, published(), file.path().string());
      EXPECT_TRUE(valid) << valid.error().message();
    }
  }
  EXPECT_EQ(runs, 1U) << "a reference run is replaced by a later one, not piled up";
}

} // namespace
} // namespace reqbench::result
