// `reqbench report` (and its siblings that tell of runs) where files were lost, a disk refuses or a signal comes: made
// runs on disk, words in, files and an exit code out. No server is started.
#include "base/json.hpp"
#include "result/run_directory.hpp"
#include "statistics/made_run.hpp"
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <set>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;
using Names = std::set<std::string>;

class Report : public testing::Test {
protected:
  Report() { save("run", 4000); }

  /// Three blocks of two servers: six trials.
  void save(const std::string &name, double rate) const {
    auto run =
        statistics::MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {rate}).make();
    run.record.id = name;
    run.record.trials_written = static_cast<int>(run.trials.size());
    auto writer = result::RunWriter::create(folder(name));
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write_run(run.record));
    for (const auto &trial : run.trials) ASSERT_TRUE(writer->write_trial(trial));
  }
  fs::path folder(const std::string &name) const { return temporary.path() / name; }
  fs::path trial(int number) const { return folder("run") / "trials" / (std::to_string(number) + ".json"); }
  Finished report(Words words) const {
    words.insert(words.begin(), {reqbench_binary(), "report", folder("run").string()});
    return run(words);
  }

  TemporaryFolder temporary;
};

Names names_in(const fs::path &folder) {
  Names names;
  for (const auto &entry : fs::directory_iterator{folder}) names.insert(entry.path().filename());
  return names;
}

TEST_F(Report, NamesTheFilesThatAreLostAndTellsOfTheOthers) {
  fs::remove(trial(1));
  fs::remove(trial(6));
  fs::resize_file(trial(4), 100);
  const auto told = report({"--format", "markdown"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("skipped trials/4.json: "), HasSubstr("missing, those of trials 1,6")));
  EXPECT_THAT(told.out, AllOf(HasSubstr("cpp_beast answered 4.00 k"), HasSubstr("3 launches in 3 blocks"),
                              HasSubstr("2 of 6 files that the run wrote are missing, those of trials 1,6"),
                              HasSubstr("1 damaged file is left out (trials/4.json)")));
}

TEST_F(Report, SaysThatAllIsLostWhatToDoAndEndsWith2) {
  fs::remove_all(folder("run") / "trials");
  for (const auto *format : {"terminal", "markdown", "summary", "html", "json"}) {
    const auto told = report({"--format", format});
    EXPECT_EQ(told.exit_code, 2) << format;
    EXPECT_THAT(told.out, AllOf(HasSubstr("6 of 6 files that the run wrote are missing"), HasSubstr("trials 1-6"),
                                HasSubstr("No launch can be read"), Not(HasSubstr("No launch was finished"))))
        << format;
    EXPECT_THAT(told.out, HasSubstr("--resume")) << format;
  }
}

#ifdef __SANITIZE_ADDRESS__
constexpr std::array few_descriptors{12, 64}; // the checks of virtual calls open a pipe
#else
constexpr std::array few_descriptors{4, 5, 6, 7, 8, 12, 64};
#endif

TEST_F(Report, OfTooFewDescriptorsTellsTheWholeRunOrWhatToDo) {
  // What a runner of tests left open would count, and leave none for the program's own libraries.
  const std::string alone = "for fd in {3..30}; do eval \"exec $fd<&-\"; done; ";
  for (const int limit : few_descriptors) {
    const auto told = run({"bash", "-c", alone + "ulimit -n " + std::to_string(limit) + "; exec \"$0\" \"$@\"",
                           reqbench_binary(), "report", folder("run").string()});
    EXPECT_THAT(told.exit_code, testing::AnyOf(0, 1)) << limit << ": " << told.err;
    EXPECT_THAT(told.err + told.out, AllOf(Not(HasSubstr("skipped")), Not(HasSubstr("damaged")))) << limit;
    if (told.exit_code == 0) continue;
    EXPECT_THAT(told.err, HasSubstr("Too many open files; raise the limit of open files (ulimit -n)")) << limit;
    EXPECT_EQ(told.out, "") << limit;
  }
}

TEST_F(Report, FoldsManyFilesThatCannotBeReadAndNamesEachUnderConditions) {
  for (int number = 1; number <= 6; ++number) write_file(trial(number), "{");
  const auto told = report({"--format", "markdown"});
  EXPECT_EQ(told.exit_code, 2) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("skipped trials/3.json"), HasSubstr("skipped 3 more files"),
                              Not(HasSubstr("trials/4.json"))));
  EXPECT_THAT(told.out,
              HasSubstr("6 damaged files are left out (trials/1.json, trials/2.json, trials/3.json and 3 more)"));
  EXPECT_THAT(told.out, HasSubstr("trials/6.json: "));
}

class ReportFiles : public Report {
protected:
  ReportFiles() {
    fs::create_directories(out());
    for (const auto *name : {"report.md", "report.html", "report.csv"}) write_file(out() / name, "old");
  }
  fs::path out() const { return folder("out"); }
  void expect_nothing_replaced(const Names &others) const {
    Names names{"report.md", "report.html", "report.csv"};
    for (const auto &name : names) EXPECT_EQ(read_text(out() / name), "old") << name;
    names.insert(others.begin(), others.end());
    EXPECT_EQ(names_in(out()), names);
  }
};

TEST_F(ReportFiles, AreReplacedTogether) {
  const auto told = report({"--out", out().string()});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_EQ(names_in(out()), (Names{"report.md", "report.html", "report.csv", "report.json"}));
  for (const auto &name : names_in(out())) EXPECT_NE(read_text(out() / name), "old");
}

TEST_F(ReportFiles, StayWhereAFolderIsInTheWay) {
  fs::create_directory(out() / "report.json");
  const auto told = report({"--out", out().string()});
  EXPECT_EQ(told.exit_code, 1) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("report.json: a folder of that name stands there"),
                              HasSubstr("nothing there was replaced")));
  EXPECT_EQ(told.out, "");
  expect_nothing_replaced({"report.json"});
}

TEST_F(ReportFiles, StayWhereTheDiskIsFull) {
  // A limit on the size of files stands for it: Markdown and CSV still fit, the page does not.
  const auto told = run({"bash", "-c", "ulimit -f 64; exec \"$0\" \"$@\"", reqbench_binary(), "report",
                         folder("run").string(), "--out", out().string()});
  EXPECT_EQ(told.exit_code, 1) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("report.html"), HasSubstr("File too large")));
  expect_nothing_replaced({});
}

TEST_F(ReportFiles, OfARunStayWhereItsEndCannotWriteThem) {
  fs::create_directory(out() / "report.csv.d");
  fs::create_symlink("nowhere/report.json", out() / "report.json");
  const auto told = report({"--out", out().string()});
  EXPECT_EQ(told.exit_code, 1) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("nowhere/.report.json."), HasSubstr(".part: No such file or directory")));
  expect_nothing_replaced({"report.json", "report.csv.d"});
}

TEST_F(ReportFiles, LeaveNothingHalfWrittenWhereASignalComes) {
  ASSERT_EQ(::mkfifo((out() / "report.json").c_str(), 0600), 0); // nobody reads it, so the report waits before its end
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    Subprocess telling{{reqbench_binary(), "report", folder("run").string(), "--out", out().string()}};
    const auto half = out() / (".report.csv." + std::to_string(telling.pid()) + ".part");
    ASSERT_TRUE(wait_until([&] { return fs::exists(half); }, 20s));
    telling.signal(signal);
    const auto ended = telling.wait(5s);
    EXPECT_EQ(ended.exit_code, 130) << signal;
    EXPECT_FALSE(ended.timed_out);
    expect_nothing_replaced({"report.json"});
  }
}

TEST_F(ReportFiles, OfAReportThatWasKilledAreTidiedUpByTheNextOneWhateverItsFormat) {
  const auto fifo = out() / "report.json"; // nobody reads it, so the report waits before its end
  for (const Words &words : {Words{}, Words{"--format", "markdown"}, Words{"--format", "terminal"}}) {
    fs::remove(fifo);
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    Subprocess telling{{reqbench_binary(), "report", folder("run").string(), "--out", out().string()}};
    const auto half = out() / (".report.csv." + std::to_string(telling.pid()) + ".part");
    ASSERT_TRUE(wait_until([&] { return fs::exists(half); }, 20s));
    telling.signal(SIGKILL);
    telling.wait(5s);
    fs::remove(fifo);
    ASSERT_TRUE(fs::exists(half));
    auto next = words;
    next.insert(next.end(), {"--out", out().string()});
    EXPECT_EQ(report(next).exit_code, 0);
    for (const auto &name : names_in(out())) EXPECT_FALSE(name.ends_with(".part")) << name;
  }
}

TEST_F(Report, DrivesNoTerminalByAnErrorThatRepeatsWhatItWasGiven) {
  const auto told = run({reqbench_binary(), "report", "\x1b[31m \u009b2J \u00e9"});
  EXPECT_EQ(told.exit_code, 2);
  EXPECT_THAT(told.err, HasSubstr("\\x1b[31m \\xc2\\x9b2J"));
  EXPECT_THAT(told.err, Not(HasSubstr("\u009b")));
  EXPECT_THAT(told.err, HasSubstr("\u00e9"));
}

TEST_F(Report, AndItsSiblingsEndAtOnceWhereASignalComes) {
  save("newer", 3900);
  const auto pipe = temporary.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto before = names_in(temporary.path());
  for (const auto &words :
       {Words{"report", folder("run").string()}, Words{"compare", folder("run").string(), folder("newer").string()},
        Words{"advise", folder("run").string(), "--rate", "100", "--slo", "p99<1s"}})
    for (const int signal : {SIGTERM, SIGINT}) {
      Words command{"bash", "-c",
                    "exec 3<>'" + pipe.string() + "'; head -c 65536 /dev/zero >&3; exec \"$0\" \"$@\" >&3",
                    reqbench_binary()}; // its standard output is full, so it waits
      command.insert(command.end(), words.begin(), words.end());
      Subprocess telling{command};
      ASSERT_TRUE(wait_until([&] { return signal_in(telling.pid(), "SigCgt", SIGTERM); }, 20s)) << "no handler";
      telling.signal(signal);
      EXPECT_EQ(telling.wait(5s).exit_code, 130) << words[0] << signal;
      EXPECT_EQ(names_in(temporary.path()), before);
    }
}

} // namespace
} // namespace reqbench::tests
