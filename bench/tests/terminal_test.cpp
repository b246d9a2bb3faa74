// What a person before a terminal sees of a run: a block of lines that is rewritten in place and never breaks, whatever
// becomes of the window, and that leaves nothing behind. terminal_reader.py is the terminal.
#include "base/json.hpp"
#include "tests/made_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using base::Json;
using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Lines = std::vector<std::string>;

const std::filesystem::path python = std::filesystem::path{REQBENCH_SOURCE_DIR} / "build/tools/tests/bin/python";

Json wait_for(std::string_view text) { return {{"wait", text}}; }
Json pass(double seconds) { return {{"pass", seconds}}; }
const Json painted_once{{"paints", 1}};
/// Two, because one may be on its way that knows of nothing yet.
const Json painted_anew{{"paints", 2}};
Json resize(int columns, int rows) { return {{"resize", {columns, rows}}}; }
Json press(std::string_view keys) { return {{"press", keys}}; }
const Json end{{"end", true}};
constexpr std::string_view ctrl_c = "\x03";

/// What the screen showed after a scene.
struct Shot {
  explicit Shot(const Json &json)
      : screen{json.at("screen").get<Lines>()}, past{json.at("past").get<Lines>()}, told(json) {}

  std::size_t too_wide() const { return told.at("too_wide").get<std::size_t>(); }
  std::size_t shows(std::string_view text) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(screen, [&](const auto &line) { return line.find(text) != line.npos; }));
  }
  /// All that was ever printed, and where it was not rewritten still is.
  Lines all() const {
    auto lines = past;
    lines.insert(lines.end(), screen.begin(), screen.end());
    return lines;
  }

  Lines screen, past;
  Json told;
};

struct Watched {
  std::vector<Shot> shots;
  int code = -1;
};

/// Of the block: what else a run prints has none of these.
const auto is_of_the_block = AnyOf(HasSubstr(" s left"), HasSubstr(" min left"), HasSubstr("░"), HasSubstr("last: "));

class TerminalOfARun : public testing::Test {
protected:
  void SetUp() override {
    if (!std::filesystem::exists(python))
      GTEST_SKIP() << "no pyte for Python: scripts/setup --packages test installs it into build/tools/tests";
  }

  /// Each server is called by its mode.
  Lines run_of(const Lines &servers, int blocks, const Lines &more = {}) {
    for (const auto &server : servers) checkout.add_server(server, server);
    auto words = MadeCheckout::short_run(servers, out(), blocks);
    words.insert(words.begin(), {"env", "TERM=xterm", "REQBENCH_ROOT=" + checkout.root().string(), reqbench_binary()});
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::string out() const { return (checkout.root() / "results/here").string(); }

  /// On a terminal of 80 × 24 that, made narrower, "cuts" lines or "breaks" them.
  static Watched watch(const std::string &terminal, const std::vector<Json> &scenes, const Lines &command) {
    Lines words{python.string(),
                REQBENCH_SOURCE_DIR "/bench/tests/terminal_reader.py",
                terminal,
                "80",
                "24",
                base::to_line(Json(scenes))};
    words.insert(words.end(), command.begin(), command.end());
    const auto done = run(std::move(words), {}, 110s);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    Watched watched;
    const auto told = base::parse_json(done.out, "terminal_reader.py").value_or(Json::object());
    for (const auto &shot : told.value("seen", Json::array())) watched.shots.emplace_back(shot);
    if (told.contains("code") && !told["code"].is_null()) watched.code = told["code"].get<int>();
    EXPECT_EQ(watched.shots.size(), scenes.size());
    return watched;
  }

  MadeCheckout checkout;
};

class TerminalThatIsResized : public TerminalOfARun, public testing::WithParamInterface<const char *> {};

TEST_P(TerminalThatIsResized, ShowsOneWholeBlockAtAnyTimeAndNothingOfItAtTheEnd) {
  const auto watched =
      watch(GetParam(),
            {wait_for("trial 2 of"), painted_once, resize(40, 10), painted_anew, painted_once, resize(20, 10),
             painted_anew, painted_once, resize(20, 1), painted_anew, painted_once, resize(60, 3), painted_anew,
             painted_once, resize(200, 30), painted_anew, painted_once, press(ctrl_c), end},
            run_of({"good"}, 50));
  const auto &shots = watched.shots;
  ASSERT_EQ(shots.size(), 19U);
  EXPECT_EQ(watched.code, 130) << "it went on until it was stopped";
  for (const std::size_t after : {1U, 4U, 7U, 10U, 13U, 16U}) {
    SCOPED_TRACE(after);
    EXPECT_EQ(shots[after].shows(" left"), 1U) << testing::PrintToString(shots[after].screen);
    EXPECT_LE(shots[after].shows("good × plaintext"), 2U) << "what runs, and what came last";
    EXPECT_EQ(shots[after].too_wide(), shots[after - 1].too_wide()) << "once it could know the size";
    EXPECT_THAT(shots[after].past, Each(Not(is_of_the_block)));
  }
  EXPECT_THAT(shots.back().all(), Each(Not(is_of_the_block)));
  EXPECT_EQ(shots.back().told.at("cursor").at(0), 0) << "where a shell begins its line";
  EXPECT_EQ(shots.back().told.at("hidden"), false);
}

INSTANTIATE_TEST_SUITE_P(Terminals, TerminalThatIsResized, testing::Values("cuts", "breaks"));

TEST_F(TerminalOfARun, MayHaveOneColumnAndOneRow) {
  const auto watched = watch("cuts",
                             {wait_for("trial 2 of"), resize(1, 1), painted_anew, resize(2, 2), painted_anew,
                              resize(80, 24), painted_anew, press(ctrl_c), end},
                             run_of({"good"}, 50));
  ASSERT_EQ(watched.shots.size(), 9U);
  EXPECT_EQ(watched.shots[6].shows(" left"), 1U) << testing::PrintToString(watched.shots[6].screen);
  EXPECT_EQ(watched.code, 130);
  EXPECT_THAT(watched.shots.back().all(), Each(Not(is_of_the_block)));
}

TEST_F(TerminalOfARun, IsToldAtNearlyNoCostToTheGenerator) {
  const auto watched = watch("cuts", {wait_for("trial 2 of 4"), pass(2), end}, run_of({"good"}, 2));
  ASSERT_EQ(watched.shots.size(), 3U);
  const auto &told = watched.shots[1].told;
  ASSERT_FALSE(told.at("progress").is_null()) << "no thread of that name";
  // The time of a thread on its processor, so that others cost it nothing: two paints a second of 5 ms would be 1 % of
  // one. They take about 0.1 ms.
  const auto paints = told.at("paints").get<double>();
  EXPECT_LE(paints, 2 * told.at("s").get<double>() + 2);
  EXPECT_LE(told["progress"]["cpu_s"].get<double>(), 0.005 * paints);
  const auto record = base::parse_json(read_text(out() + "/run.json"), "run.json").value();
  EXPECT_EQ(told["progress"]["cpus"], record.at("generator_cpus")) << "beside the generator, not the server";
}

TEST_F(TerminalOfARun, IsLeftCleanByCtrlC) {
  const auto watched = watch("breaks", {wait_for("block 1 of"), press(ctrl_c), end}, run_of({"good"}, 50));
  EXPECT_EQ(watched.code, 130);
  const auto lines = watched.shots.back().all();
  EXPECT_THAT(lines, Contains(StartsWith("interrupted")));
  EXPECT_THAT(lines, Each(Not(AnyOf(is_of_the_block, HasSubstr("^C"), HasSubstr("stopping")))));
}

TEST_F(TerminalOfARun, SaysThatItStopsAndIsLeftCleanByASecondCtrlC) {
  auto words = run_of({"ignores_term"}, 2, {"--loads", "closed"});
  *(std::ranges::find(words, std::string{"--duration"}) + 1) = "20s";
  // A server that answers a load ignores the signal; one that is still starting would end by it at once.
  const auto watched = watch(
      "cuts", {wait_for("plaintext · closed · "), press(ctrl_c), wait_for("stopping"), press(ctrl_c), end}, words);
  ASSERT_EQ(watched.shots.size(), 5U);
  ASSERT_EQ(watched.shots[0].shows("plaintext · closed · "), 1U) << testing::PrintToString(watched.shots[0].screen);
  EXPECT_EQ(watched.shots[2].shows("stopping: waiting for the server to end"), 1U);
  EXPECT_EQ(watched.code, 130);
  EXPECT_THAT(watched.shots.back().all(), Each(Not(AnyOf(is_of_the_block, HasSubstr("stopping")))));
}

TEST_F(TerminalOfARun, KeepsWarningsAboveTheBlockAndIsLeftCleanByAFailure) {
  const auto watched = watch("cuts", {wait_for("dies_later takes no part"), wait_for("block 1 of"), end},
                             run_of({"dies_later", "good"}, 1, {"--loads", "closed"}));
  EXPECT_EQ(watched.code, 1);
  for (const std::size_t shot : {0U, 1U}) {
    EXPECT_EQ(watched.shots[shot].shows("warning: dies_later takes no part"), 1U);
    EXPECT_LE(watched.shots[shot].shows(" left"), 1U) << testing::PrintToString(watched.shots[shot].screen);
  }
  const auto lines = watched.shots.back().all();
  EXPECT_THAT(lines, Contains(StartsWith("warning: dies_later takes no part")));
  EXPECT_THAT(lines, Contains(HasSubstr("out of luck after")));
  EXPECT_THAT(lines, Each(Not(is_of_the_block)));
}

TEST_F(TerminalOfARun, ThatCannotOrShallNotBeRewrittenGetsPlainLines) {
  const auto plain = run_of({"good"}, 1, {"--loads", "closed"});
  for (const char *wish : {"NO_COLOR=1", "TERM=dumb"}) {
    auto words = plain;
    words.insert(words.begin() + 2, wish);
    std::error_code ignored;
    std::filesystem::remove_all(out(), ignored);
    const auto watched = watch("cuts", {end}, words);
    EXPECT_THAT(watched.code, AnyOf(0, 4)) << wish;
    EXPECT_EQ(watched.shots.back().told.at("escapes"), 0) << wish;
    EXPECT_THAT(watched.shots.back().all(), Contains(StartsWith("trial 2 of 2, block 1: good"))) << wish;
  }
}

TEST_F(TerminalOfARun, HearsOnlyWhereTheReportLiesWithQuiet) {
  const auto watched = watch("cuts", {end}, run_of({"good"}, 1, {"--loads", "closed", "--quiet"}));
  EXPECT_THAT(watched.code, AnyOf(0, 4));
  Lines printed;
  for (auto &line : watched.shots.back().all())
    if (!line.empty()) printed.push_back(std::move(line));
  EXPECT_EQ(watched.shots.back().told.at("escapes"), 0);
  ASSERT_GE(printed.size(), 2U);
  EXPECT_THAT(printed.front(), AnyOf(StartsWith("warning: "), StartsWith("report: ")));
  EXPECT_THAT(printed[printed.size() - 2], StartsWith("report: "));
  EXPECT_THAT(printed.back(), EndsWith("report.md"));
  EXPECT_THAT(printed, Each(Not(AnyOf(HasSubstr("trial "), HasSubstr("proving"), HasSubstr("good")))));
}

} // namespace
} // namespace reqbench::tests
