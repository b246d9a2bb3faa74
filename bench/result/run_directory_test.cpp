#include "result/run_directory.hpp"

#include "base/temporary_folder.hpp"
#include "result/made_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <limits>

namespace reqbench::result {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;

class RunDirectory : public testing::Test {
protected:
  fs::path folder() const { return root_.path() / "results" / "run"; }
  /// A run of three trials, as a run leaves it.
  RunWriter written() {
    auto writer = RunWriter::create(folder());
    EXPECT_TRUE(writer) << writer.error().message();
    EXPECT_TRUE(writer->write_run(made_run_record()));
    for (int number = 1; number <= 3; ++number) EXPECT_TRUE(writer->write_trial(made_trial_of_run(number)));
    return *std::move(writer);
  }
  void put(const fs::path &file, std::string_view bytes) {
    fs::create_directories((root_.path() / file).parent_path());
    std::ofstream{root_.path() / file} << bytes;
  }
  std::string bytes(const fs::path &file) { return *base::read_file(folder() / file); }
  result::Run read() {
    auto run = read_run(folder());
    EXPECT_TRUE(run) << run.error().message();
    return *std::move(run);
  }
  std::vector<int> numbers(const result::Run &run) {
    std::vector<int> all;
    all.reserve(run.trials.size());
    for (const auto &trial : run.trials) all.push_back(trial.number);
    return all;
  }

  base::TemporaryFolder root_;
};

TEST_F(RunDirectory, IsReadAsItWasWritten) {
  const auto writer = written();
  EXPECT_EQ(writer.folder(), folder());
  const auto run = read();
  EXPECT_EQ(run.record.id, made_run_record().id);
  EXPECT_THAT(numbers(run), ElementsAre(1, 2, 3));
  EXPECT_THAT(run.damaged, ElementsAre());
  EXPECT_EQ(run.trials[1].loads.at(0).recording.windows.size(), 2u);
}

TEST_F(RunDirectory, HoldsNothingButItsFiles) {
  written();
  std::vector<std::string> files;
  for (const auto &entry : fs::recursive_directory_iterator{folder()})
    if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder()));
  EXPECT_THAT(files, testing::UnorderedElementsAre("run.json", "trials/1.json", "trials/1.series.json", "trials/2.json",
                                                   "trials/2.series.json", "trials/3.json", "trials/3.series.json"));
}

TEST_F(RunDirectory, ReadsItsTrialsByNumberNotByName) {
  auto writer = written();
  ASSERT_TRUE(writer.write_trial(made_trial_of_run(10)));
  EXPECT_THAT(numbers(read()), ElementsAre(1, 2, 3, 10));
}

TEST_F(RunDirectory, RefusesAFolderThatIsNotEmpty) {
  written();
  const auto again = RunWriter::create(folder());
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(again.error().message(), HasSubstr(folder().string() + " exists and is not empty"));
}

TEST_F(RunDirectory, IsContinuedWithWhatItHasAndWithoutWhatWasHalfWritten) {
  written();
  for (const auto *name : {"trials/.4.json.4194305.part", ".run.json.4194305.part"}) put(folder() / name, "half");
  auto writer = RunWriter::reopen(folder());
  ASSERT_TRUE(writer) << writer.error().message();
  EXPECT_FALSE(fs::exists(folder() / "trials/.4.json.4194305.part"));
  EXPECT_FALSE(fs::exists(folder() / ".run.json.4194305.part"));
  ASSERT_TRUE(writer->write_trial(made_trial_of_run(4)));
  EXPECT_THAT(numbers(read()), ElementsAre(1, 2, 3, 4));
}

TEST_F(RunDirectory, IsNotContinuedInFilesOfOthers) {
  written();
  put("others", "mine");
  put(folder() / "probe", "mine");
  const auto refusal = [&] {
    const auto writer = RunWriter::reopen(folder());
    return writer ? std::string{} : writer.error().message();
  };
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(bytes("probe"), "mine") << "whatever stands beside the run's files stays";
  for (const fs::path file : {"trials/4.json", "trials/4.series.json", "trials/2.json", "run.json"}) {
    const auto whole = fs::exists(folder() / file) ? bytes(file) : "";
    fs::remove(folder() / file);
    fs::create_symlink(root_.path() / "others", folder() / file);
    EXPECT_THAT(refusal(), HasSubstr((folder() / file).string() + " is a link, or no file")) << file;
    fs::remove(folder() / file);
    fs::create_directory(folder() / file);
    EXPECT_THAT(refusal(), HasSubstr("is a link, or no file")) << file;
    fs::remove(folder() / file);
    if (!whole.empty()) put(folder() / file, whole);
  }
  EXPECT_EQ(refusal(), "");
  EXPECT_EQ(*base::read_file(root_.path() / "others"), "mine");
  EXPECT_THAT(numbers(read()), ElementsAre(1, 2, 3));
}

TEST_F(RunDirectory, IsWrittenByOneAtATime) {
  {
    const auto first = written();
    const auto second = RunWriter::reopen(folder());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind(), base::ErrorKind::usage);
    EXPECT_THAT(second.error().message(), HasSubstr("is being written by another reqbench"));
  }
  EXPECT_TRUE(RunWriter::reopen(folder()));
}

TEST_F(RunDirectory, TakesAFolderInWhichARunEndedBeforeItsFirstTrial) {
  fs::create_directories(folder() / "trials");
  EXPECT_TRUE(RunWriter::create(folder()));
}

TEST_F(RunDirectory, LeavesNothingWhereItCannotWrite) {
  const auto full = [](const fs::path &, std::string_view) -> base::Status {
    return base::Error{base::ErrorKind::environment, "no space left"};
  };
  EXPECT_FALSE(RunWriter::create(folder(), full));
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(RunDirectory, RefusesAFileInPlaceOfTheFolder) {
  put("file", "x");
  const auto writer = RunWriter::create(root_.path() / "file");
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(writer.error().message(), HasSubstr("is not a folder"));
}

TEST_F(RunDirectory, TakesAnEmptyFolder) {
  fs::create_directories(folder());
  EXPECT_TRUE(RunWriter::create(folder()));
}

TEST_F(RunDirectory, NamesNoPlaceOfThisMachine) {
  auto run = made_run_record();
  const auto here = root_.path().string();
  run.arguments = {"run", "--out", here};
  run.options = {{"out", here}};
  run.notes = {"writing to " + here + "/x"};
  run.servers[0].command = {here + "/python", "server.py"};
  run.servers[0].skipped = "no " + here;
  auto trial = made_trial_record(1);
  trial.failure = "cannot open " + here + "/data";
  trial.last_words = {"File \"" + here + "/server.py\", line 3"};
  trial.stop = "killed: " + here;
  auto writer = RunWriter::create(folder());
  ASSERT_TRUE(writer->write_run(run) && writer->write_trial(trial));
  for (const auto *file : {"run.json", "trials/1.json", "trials/1.series.json"})
    EXPECT_THAT(bytes(file), testing::Not(HasSubstr(here))) << file;
  EXPECT_THAT(read().trials.at(0).last_words, ElementsAre("File \"…/server.py\", line 3"));
}

TEST_F(RunDirectory, NamesEachDamagedTrialAndKeepsTheOthers) {
  struct Case {
    std::string what;
    std::function<std::string(std::string)> damage;
    std::string message;
  };
  const auto replaced = [](std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  const std::vector<Case> cases{
      {"truncated", [](auto text) { return text.substr(0, text.size() / 2); }, "2.json:"},
      {"empty", [](auto) { return ""; }, "2.json:"},
      {"garbage", [](auto) { return "\x01\x02 garbage"; }, "2.json:"},
      {"a byte order mark", [](auto text) { return "\xEF\xBB\xBF" + text; }, "2.json:1:1: a byte order mark"},
      {"not an object", [](auto) { return "[]"; }, "expected an object, got array"},
      {"wrong type", [&](auto text) { return replaced(text, "\"block\": 3", "\"block\": true"); }, "at /block"},
      {"missing key", [&](auto text) { return replaced(text, "\"block\"", "\"clock\""); }, "at /block: missing"},
      {"another trial", [&](auto text) { return replaced(text, "\"number\": 2", "\"number\": 3"); }, "it is trial 3"},
      {"unknown server", [&](auto text) { return replaced(text, "(again)", "(twice)"); }, "is not in run.json"},
      {"unknown workload", [&](auto text) { return replaced(text, "\"workload\": \"json\"", "\"workload\": \"x\""); },
       "its workload 'x' is not in run.json"},
      {"unknown load", [&](auto text) { return replaced(text, "\"share:50\"", "\"share:51\""); },
       "its load 'share:51' is not in run.json"},
      {"another rate", [&](auto text) { return replaced(text, "\"achieved\": 24", "\"achieved\": 99"); },
       "rate_per_s/achieved: it says 99"},
      {"another block", [&](auto text) { return replaced(text, "\"block\": 3", "\"block\": 99"); },
       "its block is 99, and run.json has 12"},
      {"broken ledger", [&](auto text) { return replaced(text, "\"unsent\": 1", "\"unsent\": 2"); },
       "does not balance: planned differs from the sum of the rest by -1"},
  };
  written();
  const auto whole = bytes("trials/2.json");
  for (const auto &[what, damage, message] : cases) {
    put(folder() / "trials/2.json", damage(whole));
    const auto run = read();
    EXPECT_THAT(numbers(run), ElementsAre(1, 3)) << what;
    ASSERT_EQ(run.damaged.size(), 1u) << what;
    EXPECT_THAT(run.damaged[0], testing::StartsWith("trials/2.json: ")) << what;
    EXPECT_THAT(run.damaged[0], HasSubstr(message)) << what;
    EXPECT_EQ(run.broken_accounts.size(), what == "broken ledger" ? 1u : 0u) << what;
  }
}

TEST_F(RunDirectory, HoldsOneTrialOfAServerWorkloadAndBlock) {
  auto writer = written();
  auto copy = made_trial_of_run(4);
  copy.block = made_trial_of_run(2).block;
  ASSERT_TRUE(writer.write_trial(copy));
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 2, 3));
  EXPECT_THAT(run.damaged, ElementsAre("trials/4.json: trial 2 is of the same server, workload and block"));
}

/// A trial of made_run_record()'s calibration.
TrialRecord made_calibration(int number) {
  auto trial = made_trial_of_run(number);
  trial.server = "cpp_null";
  trial.loads[0].name = "closed:63";
  trial.loads[0].recording.model = "closed";
  trial.loads[0].recording.interrupted = false;
  trial.loads[0].recording.measured = trial.loads[0].server_window = std::chrono::seconds{2};
  return trial;
}

TEST_F(RunDirectory, KeepsTheCalibrationApartFromTheServers) {
  auto writer = written();
  ASSERT_TRUE(writer.write_trial(made_calibration(4)));
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 2, 3));
  EXPECT_THAT(run.damaged, ElementsAre());
  ASSERT_EQ(run.calibrations.size(), 1U);
  EXPECT_EQ(run.calibrations[0].number, 4);
}

TEST_F(RunDirectory, KnowsTheCalibrationUnderItsOwnWorkloadAndLoadOnly) {
  auto writer = written();
  auto trial = made_calibration(4);
  trial.loads[0].name = "share:50";
  ASSERT_TRUE(writer.write_trial(trial));
  trial = made_calibration(5);
  trial.workload = "plaintext";
  ASSERT_TRUE(writer.write_trial(trial));
  ASSERT_TRUE(writer.write_trial(made_calibration(6)));
  trial = made_calibration(7);
  trial.block = made_calibration(6).block;
  ASSERT_TRUE(writer.write_trial(trial));
  const auto run = read();
  EXPECT_THAT(run.damaged, ElementsAre("trials/4.json: its load 'share:50' is not in run.json",
                                       "trials/5.json: its workload 'plaintext' is not in run.json",
                                       "trials/7.json: trial 6 is of the same server, workload and block"));
  EXPECT_EQ(run.calibrations.size(), 1U);
}

TEST_F(RunDirectory, MissesTheFilesThatTheRunWrote) {
  written();
  fs::remove(folder() / "trials/2.json");
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 3));
  EXPECT_THAT(run.damaged, ElementsAre("trials/: 1 of 3 files that the run wrote are missing, those of trials 2"));
  EXPECT_EQ(run.missing, "1 of 3 files that the run wrote are missing, those of trials 2");
}

TEST_F(RunDirectory, DoesNotClaimToKnowWhichFilesAreMissingWhereTrialsWereLeftOut) {
  auto writer = written();
  auto record = made_run_record();
  record.trials_written = 3;
  ASSERT_TRUE(writer.write_run(record));
  fs::remove(folder() / "trials/1.json");
  fs::rename(folder() / "trials/3.json", folder() / "trials/5.json");
  EXPECT_EQ(read().missing, "1 of 3 files that the run wrote are missing; there are none of trials 1,3-4");
}

TEST_F(RunDirectory, IsNotDrownedByANumberOfFilesThatNobodyWrote) {
  auto writer = written();
  auto record = made_run_record();
  record.trials_written = std::numeric_limits<int>::max();
  ASSERT_TRUE(writer.write_run(record));
  EXPECT_THAT(read().missing, HasSubstr("2147483644 of 2147483647 files that the run wrote are missing; "));
}

TEST(FoldedLines, KeepTheFirstThreeOfMany) {
  EXPECT_THAT(folded({"a", "b", "c", "d"}), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(folded({"a", "b", "c", "d", "e"}),
              ElementsAre("a", "b", "c", "2 more files: the conditions of the report name each"));
}

TEST_F(RunDirectory, KeepsATrialWhoseSeriesIsDamagedAndSaysSo) {
  written();
  put(folder() / "trials/2.series.json", "{");
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 2, 3));
  ASSERT_EQ(run.damaged.size(), 1u);
  EXPECT_THAT(run.damaged[0], testing::StartsWith("trials/2.series.json: "));
  EXPECT_TRUE(run.trials[1].loads.at(0).recording.windows.empty());
}

constexpr std::size_t largest_file = std::size_t{64} * 1024 * 1024;

TEST_F(RunDirectory, ReadsNoFileThatWouldFillTheMemory) {
  written();
  fs::resize_file(folder() / "trials/2.json", largest_file + 1); // it has holes and takes no room
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 3));
  EXPECT_THAT(run.damaged, ElementsAre("trials/2.json: larger than 64 MiB, which no file of a run is"));
}

TEST(SeriesJson, OfALoadOfADayIsNoFileThatWouldFillTheMemory) {
  auto trial = made_trial_of_run(1);
  constexpr std::size_t seconds_of_a_day = 86'400, part = 100; // the longest load, and its window
  for (auto *windows : {&trial.loads[0].recording.windows, &trial.loads[0].recording.seconds})
    windows->resize(seconds_of_a_day / part,
                    {.begin = std::chrono::milliseconds{86'399'125}, // as many digits as there may be
                     .length = std::chrono::nanoseconds{999'876'543},
                     .measured = true,
                     .ok = 123'456,
                     .failed = 1'234,
                     .p50 = std::chrono::nanoseconds{12'345'678},
                     .p99 = std::chrono::nanoseconds{123'456'789},
                     .max = std::chrono::nanoseconds{1'234'567'890}});
  EXPECT_LT(base::to_pretty(series_json(trial)).size() * part, largest_file / 2);
}

TEST_F(RunDirectory, IsToldByNumberWheneverEachFileWasRead) {
  auto writer = written();
  auto record = made_run_record();
  record.blocks = 41;
  ASSERT_TRUE(writer.write_run(record));
  for (int number = 4; number <= 40; ++number) {
    auto trial = made_trial_of_run(number);
    if (number == 12 || number == 30) trial.block = 9; // as trial 8
    if (number == 25) ++trial.loads[0].recording.ledger.unsent;
    ASSERT_TRUE(writer.write_trial(trial));
  }
  put(folder() / "trials/7.json", "{");
  put(folder() / "trials/19.series.json", "[]");
  const auto twin = " is of the same server, workload and block";
  for (int round = 0; round < 10; ++round) {
    const auto run = read();
    EXPECT_EQ(run.trials.size(), 36u);
    EXPECT_TRUE(std::ranges::is_sorted(numbers(run)));
    EXPECT_THAT(run.damaged, ElementsAre(testing::StartsWith("trials/7.json: 7.json:1:2: syntax error"),
                                         std::string{"trials/12.json: trial 8"} + twin,
                                         "trials/19.series.json: expected an object, got array (its trial is kept)",
                                         testing::StartsWith("trials/25.json: the ledger of load "),
                                         std::string{"trials/30.json: trial 8"} + twin));
    EXPECT_EQ(run.broken_accounts, std::vector{run.damaged[3]});
  }
}

TEST_F(RunDirectory, MayLackItsSeriesAndHoldOtherFiles) {
  written();
  fs::remove(folder() / "trials/2.series.json");
  for (const auto *name : {".4.json.part", "notes.txt", "0.json", "007.json", "5.json.bak", "report.json"})
    put(folder() / "trials" / name, "x");
  const auto run = read();
  EXPECT_THAT(numbers(run), ElementsAre(1, 2, 3));
  EXPECT_THAT(run.damaged, ElementsAre());
}

TEST_F(RunDirectory, KeepsTheServerThatWasMeasuredBeforeItWasLeftOut) {
  written();
  const auto run = read();
  ASSERT_NE(made_run_record().servers.at(0).skipped, "");
  EXPECT_EQ(run.record.servers.at(0).label, run.trials.at(0).server);
  EXPECT_EQ(run.record.servers.at(0).skipped, "") << "its launches are told, as those of any other";
  fs::remove_all(folder() / "trials");
  EXPECT_EQ(read().record.servers.at(0).skipped, made_run_record().servers.at(0).skipped);
}

TEST_F(RunDirectory, BeforeItsFirstTrialIsWhole) {
  auto writer = RunWriter::create(folder());
  auto record = made_run_record();
  record.trials_written.reset();
  ASSERT_TRUE(writer->write_run(record));
  EXPECT_TRUE(read().trials.empty());
  EXPECT_THAT(read().damaged, ElementsAre());
}

TEST_F(RunDirectory, WhoseTrialsWereLostSaysSo) {
  written();
  fs::remove_all(folder() / "trials");
  EXPECT_TRUE(read().trials.empty());
  EXPECT_THAT(read().damaged, ElementsAre("trials/: 3 of 3 files that the run wrote are missing, those of trials 1-3"));
  put(folder() / "trials", "a file in place of the folder");
  EXPECT_THAT(read().damaged, ElementsAre("trials: Not a directory"));
}

TEST_F(RunDirectory, IsNotReadWithoutAValidRunJson) {
  EXPECT_EQ(read_run(folder()).error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(read_run(folder()).error().message(), HasSubstr("there is no run.json in it"));
  for (const auto &too_long : {std::string(300, 'a'), std::string(100'000, 'a')}) {
    const auto none = read_run(too_long);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind(), base::ErrorKind::usage) << "nothing can be there";
  }
  put(folder() / "run.json", "{\"schema_version\": 9}");
  EXPECT_EQ(read_run(folder()).error().kind(), base::ErrorKind::damaged);
  EXPECT_THAT(read_run(folder()).error().message(), HasSubstr("schema_version 9"));
  EXPECT_THAT(read_run(folder()).error().message(), HasSubstr((folder() / "run.json").string()));
  put(folder() / "run.json", "{");
  EXPECT_EQ(read_run(folder()).error().kind(), base::ErrorKind::damaged);
  fs::remove(folder() / "run.json");
  fs::create_symlink("run.json", folder() / "run.json");
  EXPECT_THAT(read_run(folder()).error().message(), HasSubstr("Too many levels of symbolic links"));
}

TEST_F(RunDirectory, TellsOfASeriesThatCannotBeReached) {
  written();
  fs::remove(folder() / "trials/2.series.json");
  fs::create_symlink("2.series.json", folder() / "trials/2.series.json");
  EXPECT_THAT(read().damaged,
              ElementsAre("trials/2.series.json: Too many levels of symbolic links (its trial is kept)"));
  EXPECT_EQ(read().trials.size(), 3u);
}

class RunFolders : public RunDirectory {
protected:
  RunFolders() {
    for (const auto *run : {"results/20260102-000000-quick", "results/20260101-000000-quick",
                            "results/reference/20251231-000000-standard"})
      put(fs::path{run} / "run.json", "{}");
    put("results/README.md", "");
    put("results/half-made/trials/1.json", "");
  }
};

TEST_F(RunFolders, AreListedOldestFirstWithTheReference) {
  std::vector<std::string> names;
  const auto runs = list_runs(root_.path());
  ASSERT_TRUE(runs);
  for (const auto &run : *runs) names.push_back(run.filename());
  EXPECT_THAT(names, ElementsAre("20251231-000000-standard", "20260101-000000-quick", "20260102-000000-quick"));
  EXPECT_TRUE(list_runs(root_.path() / "nowhere")->empty()) << "before the first run there is no folder";
}

TEST_F(RunFolders, ThatCannotBeReadAreNotTakenForNone) {
  fs::remove_all(root_.path() / "results/reference");
  put("results/reference", "a file in place of the folder");
  const auto runs = list_runs(root_.path());
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().kind(), base::ErrorKind::environment);
  EXPECT_THAT(runs.error().message(), HasSubstr("results/reference: Not a directory"));
  EXPECT_FALSE(find_run(root_.path(), "latest"));
  EXPECT_TRUE(find_run(root_.path(), "20260101-000000-quick")) << "a run that is named needs no list";
}

TEST_F(RunFolders, AreFoundByFolderIdOrLatest) {
  const auto results = root_.path() / "results";
  EXPECT_EQ(*find_run(root_.path(), "latest"), results / "20260102-000000-quick");
  // A name that someone chose stands where its letters do, and is no newer for it.
  for (const auto &[name, started] :
       {std::pair{"after", "2026-03-02T00:00:00Z"}, {"before", "2026-03-01T00:00:00Z"}, {"zero", "not JSON\"}"}}) {
    fs::create_directories(results / name / "trials");
    put(results / name / "trials/1.json", "{}");
    put(results / name / "run.json", std::string{R"({"started": ")"} + started + "\"}");
  }
  EXPECT_EQ(*find_run(root_.path(), "latest"), results / "after");
  for (const auto *name : {"after", "before", "zero"}) fs::remove_all(results / name);
  EXPECT_EQ(*find_run(root_.path(), "20260101-000000-quick"), results / "20260101-000000-quick");
  EXPECT_EQ(*find_run(root_.path(), "20251231-000000-standard"), results / "reference/20251231-000000-standard");
  const auto folder_name = (results / "20260101-000000-quick").string();
  EXPECT_EQ(*find_run("/nowhere", folder_name), results / "20260101-000000-quick");
}

TEST_F(RunFolders, WithoutATrialAreNotTheLatest) {
  const auto results = root_.path() / "results";
  fs::create_directories(results / "20260102-000000-quick/trials");
  put("results/20260101-000000-quick/trials/1.json", "{}");
  EXPECT_EQ(*find_run(root_.path(), "latest"), results / "20260101-000000-quick");
}

TEST_F(RunFolders, AreNamedWhenTheWantedOneIsUnknown) {
  const auto found = find_run(root_.path(), "20260101-000000-quik");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(found.error().message(), HasSubstr("20260101-000000-quick"));
  EXPECT_FALSE(find_run(root_.path(), ""));
  EXPECT_THAT(find_run(root_.path() / "nowhere", "latest").error().message(), HasSubstr("no run under results/ yet"));
}

TEST_F(RunFolders, GetANewIdThatIsNotTaken) {
  const auto id = new_run_id("quick");
  EXPECT_THAT(id, MatchesRegex("[0-9]{8}-[0-9]{6}-quick"));
  // The clock may tick between the calls, so each second of the near future is taken.
  const auto beside = root_.path() / "taken";
  const auto second = [&](int more) {
    const auto number = std::to_string(1000000 + std::stoi(id.substr(9, 6)) + more).substr(1);
    return id.substr(0, 9) + number + "-quick";
  };
  for (int more = 0; more < 3; ++more)
    for (const auto *suffix : {"", "-2"}) fs::create_directories(beside / (second(more) + suffix));
  EXPECT_THAT(new_run_id("quick", beside), MatchesRegex("[0-9]{8}-[0-9]{6}-quick-3"));
}

} // namespace
} // namespace reqbench::result
