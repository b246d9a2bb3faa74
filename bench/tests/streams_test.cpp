// Commands whose standard streams are closed, full, read by nobody or a terminal that goes away: what is written to
// files is what it would be else, and no command hangs. The runs are made; faults/machine_test.cpp has those that start
// servers.
#include "result/run_directory.hpp"
#include "statistics/made_run.hpp"
#include "tests/counting_peer.hpp"
#include "tests/on_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::HasSubstr;

using Words = std::vector<std::string>;

class Streams : public testing::Test {
protected:
  Streams() {
    save("old", 4000);
    save("new", 3900);
    fs::resize_file(folder("new") / "trials/3.json", 100); // so that each command has something to warn of
  }

  void save(const std::string &name, double rate) const {
    auto run =
        statistics::MadeRun{}.closed().throughput("python_fastapi", {1000}).throughput("cpp_beast", {rate}).make();
    run.record.id = name;
    auto writer = result::RunWriter::create(folder(name));
    ASSERT_TRUE(writer);
    ASSERT_TRUE(writer->write_run(run.record));
    for (const auto &trial : run.trials) ASSERT_TRUE(writer->write_trial(trial));
  }
  fs::path folder(const std::string &name) const { return temporary.path() / name; }
  std::vector<Words> commands() const {
    return {{"report", folder("new")},
            {"report", folder("new"), "--format", "html"},
            {"report", folder("new"), "--out", folder("out")},
            {"compare", folder("old"), folder("new")},
            {"advise", folder("new"), "--rate", "100", "--slo", "p99<1s"}};
  }
  std::ptrdiff_t files_in_out() const { return std::distance(fs::directory_iterator{folder("out")}, {}); }
  std::map<std::string, std::string> files_out() const {
    std::map<std::string, std::string> files;
    std::error_code none;
    for (const auto &entry : fs::directory_iterator{folder("out"), none})
      files[entry.path().filename()] = read_text(entry.path());
    return files;
  }
  /// In a shell, with its streams as `streams` says.
  static Finished with(const std::string &streams, Words words) {
    words.insert(words.begin(), {"bash", "-c", "\"$0\" \"$@\" " + streams, reqbench_binary()});
    return run(words);
  }

  TemporaryFolder temporary;
};

TEST_F(Streams, StandardErrorThatCannotBeWrittenChangesNothing) {
  for (const auto &words : commands()) {
    fs::remove_all(folder("out"));
    const auto told = with("", words);
    EXPECT_THAT(told.err, HasSubstr("skipped trials/3.json")) << words[0];
    const auto files = files_out();
    for (const auto *streams : {"2>&-", "2>/dev/full", "<&- 2>&-"}) {
      fs::remove_all(folder("out"));
      const auto mute = with(streams, words);
      EXPECT_EQ(mute.exit_code, told.exit_code) << words[0] << streams;
      EXPECT_EQ(mute.out, told.out) << words[0] << streams;
      EXPECT_TRUE(files_out() == files) << words[0] << streams;
    }
  }
}

TEST_F(Streams, StandardOutputThatIsClosedIsAnErrorAndNoFileGetsWhatWasMeantForIt) {
  for (const auto &words : commands()) {
    fs::remove_all(folder("out"));
    const auto told = with("", words);
    const auto files = files_out();
    fs::remove_all(folder("out"));
    const auto mute = with(">&-", words);
    EXPECT_EQ(mute.exit_code, 1) << words[0];
    EXPECT_THAT(mute.err, HasSubstr("writing to standard output: Bad file descriptor")) << words[0];
    EXPECT_TRUE(files_out() == files) << words[0];
  }
}

TEST_F(Streams, AReaderThatWantsOneLineOnlyIsNoError) {
  for (const auto &words : commands()) {
    const auto expected = with("", words).exit_code;
    const auto told = with("2>/dev/null | head -1; echo ${PIPESTATUS[0]}", words);
    EXPECT_THAT(told.out, testing::EndsWith("\n" + std::to_string(expected) + "\n")) << words[0];
  }
}

TEST_F(Streams, ALoadIsSavedWhateverBecomesOfItsStreams) {
  const CountingPeer peer{0s};
  int number = 0;
  constexpr std::array ends{std::pair{"2>&-", 0}, std::pair{"2>/dev/full", 0},  std::pair{">/dev/full", 1},
                            std::pair{">&-", 1},  std::pair{"<&- >&- 2>&-", 1}, std::pair{"2>&1 | head -1", 0}};
  for (const auto &[streams, code] : ends) { // a pipe's code is its reader's
    const auto saved = folder("load" + std::to_string(++number));
    const auto done = with(streams, {"load", peer.url(), "--duration", "200ms", "--warm-up", "0s", "--connections", "4",
                                     "--save", saved, "--json", saved.string() + ".json"});
    EXPECT_EQ(done.exit_code, code) << streams << done.err;
    const auto read = result::read_run(saved);
    ASSERT_TRUE(read) << streams;
    EXPECT_EQ(read->trials.size(), 1U) << streams;
    EXPECT_TRUE(read->damaged.empty()) << streams;
    EXPECT_THAT(read_text(saved.string() + ".json"), testing::StartsWith("{")) << streams;
  }
}

TEST_F(Streams, ALoadWhoseTerminalIsClosedEndsAndIsKept) {
  const CountingPeer peer{1ms};
  OnTerminal load{{reqbench_binary(), "load", peer.url(), "--duration", "1h", "--warm-up", "0s", "--connections", "4",
                   "--save", folder("load")}};
  ASSERT_TRUE(peer.seen(2000, 30s));
  load.close_terminal();
  EXPECT_EQ(load.exit_code(20s), 130);
  const auto read = result::read_run(folder("load"));
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->trials.size(), 1U);
}

TEST_F(Streams, AReportWhoseTerminalIsClosedLeavesNothingHalfWritten) {
  fs::create_directory(folder("out"));
  ASSERT_EQ(::mkfifo((folder("out") / "report.json").c_str(), 0600), 0); // nobody reads it, so the report waits
  OnTerminal report{{reqbench_binary(), "report", folder("old"), "--out", folder("out")}};
  ASSERT_TRUE(wait_until([&] { return files_in_out() > 1; }, 20s));
  report.close_terminal();
  EXPECT_EQ(report.exit_code(20s), 130);
  EXPECT_EQ(files_in_out(), 1);
}

TEST_F(Streams, NohupIsHeeded) {
  const CountingPeer peer{1ms};
  Subprocess load{{"bash", "-c", "trap '' HUP; exec \"$0\" \"$@\"", reqbench_binary(), "load", peer.url(), "--duration",
                   "1s", "--warm-up", "0s", "--connections", "4"}};
  ASSERT_TRUE(peer.seen(600, 20s)) << load.err();
  load.signal(SIGHUP);
  EXPECT_EQ(load.wait(20s).exit_code, 0);
}

} // namespace
} // namespace reqbench::tests
