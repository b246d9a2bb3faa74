// `reqbench load` as its users meet it: words in, a page or JSON out, an exit code; and what it leaves on disk told
// again. The target is a scripted peer inside the test. Structure is asserted, never speed.
#include "base/json.hpp"
#include "connection/test_peer.hpp"
#include "result/made_record.hpp"
#include "result/run_directory.hpp"
#include "tests/counting_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using connection::TestPeer;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

using Words = std::vector<std::string>;

std::string url_of(std::uint16_t port, const std::string &path = "/hello") {
  return "http://127.0.0.1:" + std::to_string(port) + path;
}

Words command(Words words) {
  words.insert(words.begin(), reqbench_binary());
  return words;
}

/// A load of about a third of a second over four connections.
Words short_load(const std::string &url, const Words &more = {}) {
  Words words{"load", url, "--connections", "4", "--duration", "300ms", "--warm-up", "50ms"};
  words.insert(words.end(), more.begin(), more.end());
  return command(words);
}

base::Json json_of(const std::string &text) {
  auto json = base::parse_json(text, "load --json");
  EXPECT_TRUE(json) << text;
  return json ? *json : base::Json{};
}

std::uint64_t accounted(const base::Json &ledger) {
  std::uint64_t sum = 0;
  for (const char *column : {"ok", "timed_out", "unsent", "in_flight"}) sum += ledger[column].get<std::uint64_t>();
  for (const auto &failed : ledger["failed"]) sum += failed.get<std::uint64_t>();
  return sum;
}

class Load : public testing::Test {
protected:
  std::string url() const { return url_of(peer.endpoint().port); }
  std::string folder(const std::string &name) const { return (temporary.path() / name).string(); }

  TemporaryFolder temporary;
  TestPeer peer{connection::always(connection::answer("hello"))};
};

TEST_F(Load, OfAUrlTellsAPage) {
  const auto done = run(short_load(url()));
  EXPECT_EQ(done.exit_code, 0) << done.err;
  // Parts that no line break can fall into, however large the figures beside them are.
  for (const auto *part :
       {"right answers/s", "How long it took", "p99.99", "latency", "first byte", "connect", "The account", "planned ",
        "received while measuring", "4 opened", "epoll, 1 thread", "bound by", "no verdict"})
    EXPECT_THAT(done.out, HasSubstr(part));
  EXPECT_EQ(done.err, "") << "standard error is no terminal here";
}

TEST_F(Load, AtARateTellsItsLateness) {
  const auto done = run(short_load(url(), {"--rate", "200"}));
  EXPECT_THAT(done.exit_code, AnyOf(0, 4)) << done.err;
  for (const auto *part : {"/s asked", "service time", "lateness", "late, target", "late, ours"})
    EXPECT_THAT(done.out, HasSubstr(part));
}

TEST_F(Load, WritesTheJsonOfTheContract) {
  const auto file = folder("load.json");
  const auto done = run(short_load(url(), {"--rate", "200", "--seed", "7", "--json", file}));
  EXPECT_THAT(done.exit_code, AnyOf(0, 4)) << done.err;
  EXPECT_THAT(done.out, HasSubstr("The account")) << "a file leaves the page where it was";
  const auto json = json_of(read_text(file));
  EXPECT_EQ(json["ledger"]["planned"], 60U); // 200/s × 0.3 s
  EXPECT_EQ(accounted(json["ledger"]), 60U);
  EXPECT_EQ(json["seed"], 7U);
  EXPECT_EQ(json["rate_per_s"]["offered"], 200.0);
  EXPECT_EQ(json["limiter"].is_string(), true);
  EXPECT_TRUE(json["findings"].is_array());
  for (const char *key : {"latency_ns", "service_time_ns", "first_byte_ns", "connect_ns", "lateness_ns"})
    EXPECT_TRUE(json[key].contains("hdr_v2")) << key;
}

TEST_F(Load, WritesItsJsonAloneToStandardOutput) {
  const auto done = run(short_load(url(), {"--json", "-"}));
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const auto json = json_of(done.out);
  EXPECT_EQ(json["ledger"]["planned"], accounted(json["ledger"]));
  EXPECT_GT(json["ledger"]["ok"].get<int>(), 0);
}

TEST_F(Load, IgnoresProxiesOfTheEnvironment) {
  const auto done = run(short_load(url()), {"http_proxy=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1",
                                            "all_proxy=http://127.0.0.1:1"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

TEST_F(Load, ThatIsSavedIsToldAgainInEveryFormat) {
  const auto done = run(short_load(url(), {"--save", folder("saved")}));
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto saved = result::read_run(folder("saved"));
  ASSERT_TRUE(saved) << saved.error().message();
  EXPECT_TRUE(saved->damaged.empty());
  EXPECT_TRUE(result::is_load(saved->record));
  ASSERT_EQ(saved->trials.size(), 1U);
  const auto &recording = saved->trials.front().loads.front().recording;
  EXPECT_EQ(recording.ledger.difference(), 0);
  for (const std::string format : {"terminal", "markdown", "html", "csv", "json"}) {
    const auto told = run(command({"report", folder("saved"), "--format", format}));
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_THAT(told.out, HasSubstr(format == "csv" ? "throughput_per_s" : "right answers/s")) << format;
    // The look of a page and its chart library know the word, too.
    const auto begin = format == "html" ? told.out.find("<main") : 0;
    EXPECT_THAT(told.out.substr(begin, told.out.find("</main>") - begin), Not(HasSubstr("baseline"))) << format;
    if (format == "terminal") continue;
    const auto kept = read_text(folder("saved") + "/report." + (format == "markdown" ? "md" : format));
    EXPECT_EQ(told.out, kept) << format;
  }
  EXPECT_THAT(read_text(folder("saved") + "/run.json"), Not(HasSubstr(temporary.path().string())));
}

TEST_F(Load, TwoThatAreSavedAreComparedWithoutAVerdict) {
  ASSERT_EQ(run(short_load(url(), {"--save", folder("before")})).exit_code, 0);
  ASSERT_THAT(run(short_load(url(), {"--save", folder("after"), "--rate", "200"})).exit_code, AnyOf(0, 4));
  const auto text = run(command({"compare", folder("before"), folder("after")}));
  EXPECT_EQ(text.exit_code, 0) << text.err;
  for (const auto *part : {"before", "after", "right answers/s", "latency p99", " ×", "no interval",
                           "They differ in shape: closed and rate 200, constant arrivals."})
    EXPECT_THAT(text.out, HasSubstr(part));
  const auto json = json_of(run(command({"compare", folder("before"), folder("after"), "--json"})).out);
  EXPECT_EQ(json["ratios"][0]["metric"], "throughput_per_s");
  EXPECT_GT(json["ratios"][0]["ratio"].get<double>(), 0.0);
}

TEST_F(Load, CannotBeComparedWithItselfARunOrNothing) {
  ASSERT_EQ(run(short_load(url(), {"--save", folder("load")})).exit_code, 0);
  const auto with_itself = run(command({"compare", folder("load"), folder("load")}));
  EXPECT_EQ(with_itself.exit_code, 2);
  EXPECT_THAT(with_itself.err, HasSubstr("are the same run"));
  auto writer = result::RunWriter::create(folder("run"));
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->write_run(result::made_run_record()));
  const auto with_run = run(command({"compare", folder("load"), folder("run")}));
  EXPECT_EQ(with_run.exit_code, 2);
  EXPECT_THAT(with_run.err, HasSubstr("a saved load (reqbench load --save) and a run cannot be compared"));
  const auto with_nothing = run(command({"compare", folder("load"), folder("none")}));
  EXPECT_EQ(with_nothing.exit_code, 2);
  EXPECT_THAT(with_nothing.err, HasSubstr("holds no run"));
  const auto alone = run(command({"compare", folder("load")}));
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("at least two"));
  std::filesystem::resize_file(folder("load") + "/trials/1.json", 100);
  const auto damaged = run(command({"compare", folder("load"), folder("load")}));
  EXPECT_EQ(damaged.exit_code, 2);
  EXPECT_THAT(damaged.err, HasSubstr("trials/1.json"));
}

TEST_F(Load, WhoseAnswersAreAllWrongEndsWith1) {
  const TestPeer moved{connection::always(connection::answer("", "Location: /elsewhere\r\n", "302 Found"))};
  const auto done = run(short_load(url_of(moved.endpoint().port), {"--json", "-"}));
  EXPECT_EQ(done.exit_code, 1) << done.err;
  EXPECT_THAT(done.err, HasSubstr("302"));
  const auto json = json_of(done.out);
  EXPECT_EQ(json["ledger"]["ok"], 0U);
  EXPECT_EQ(json["ledger"]["failed"]["bad_status"], json["ledger"]["planned"]) << "redirects are not followed";
  EXPECT_THAT(json["findings"].dump(), HasSubstr("redirect is not followed"));
}

TEST_F(Load, OfADeadPortEndsWith1AndLeavesNoFolder) {
  std::uint16_t port = 0;
  const auto unused = connection::bind_loopback(port); // bound, not listening: refused
  const auto done = run(short_load(url_of(port), {"--save", folder("saved")}));
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.err, HasSubstr("Connection refused"));
  EXPECT_FALSE(std::filesystem::exists(folder("saved")));
}

TEST_F(Load, KeepsWhatWasSavedWhenItsJsonCannotBeWritten) {
  const auto done = run(short_load(url(), {"--save", folder("saved"), "--json", "/proc/load.json"}));
  EXPECT_EQ(done.exit_code, 1) << done.err;
  EXPECT_THAT(done.err, HasSubstr("/proc/"));
  EXPECT_TRUE(std::filesystem::exists(folder("saved") + "/report.md"));
}

TEST_F(Load, IsInterruptedWhileItsAnswerIsLearned) {
  const CountingPeer silent{20s};
  Subprocess load{short_load(silent.url(), {"--timeout", "15s"})};
  ASSERT_TRUE(silent.seen(1, 20s)) << load.err();
  load.signal(SIGINT);
  const auto done = load.wait(3s);
  EXPECT_FALSE(done.timed_out);
  EXPECT_EQ(done.exit_code, 130) << done.err;
}

TEST_F(Load, ThatIsInterruptedTellsWhatItSaw) {
  const CountingPeer counting{0s};
  Subprocess load{command({"load", counting.url(), "--connections", "4", "--warm-up", "0s", "--duration", "1h",
                           "--json", "-", "--save", folder("saved")})};
  ASSERT_TRUE(counting.seen(2000, 20s)) << "far more than are asked to learn the answer";
  load.signal(SIGINT);
  const auto done = load.wait(10s);
  EXPECT_EQ(done.exit_code, 130) << done.err;
  const auto json = json_of(done.out);
  EXPECT_EQ(json["interrupted"], true);
  EXPECT_EQ(json["ledger"]["planned"], accounted(json["ledger"]));
  const auto told = run(command({"report", folder("saved")}));
  EXPECT_THAT(told.out, HasSubstr("It was interrupted"));
}

// --- nothing is sent for words that make no sense ---

/// Listens, and accepts nobody: a connection would wait in its queue.
class Listener {
public:
  Listener() : socket_{connection::bind_loopback(port_)} { ::listen(socket_.get(), 16); }
  std::uint16_t port() const { return port_; }
  bool saw_a_connection() const {
    pollfd waiting{socket_.get(), POLLIN, 0};
    return ::poll(&waiting, 1, 0) > 0;
  }

private:
  std::uint16_t port_ = 0;
  base::Descriptor socket_;
};

struct Refused {
  const char *why;
  Words words; ///< URL, PORT and FOLDER stand for those of the test
  const char *says;
};
class RefusedLoad : public testing::TestWithParam<Refused> {
protected:
  std::string filled_in(std::string word) const {
    for (const auto &[name, value] :
         {std::pair{"URL", url_of(listener.port())}, std::pair{"PORT", std::to_string(listener.port())},
          std::pair{"FOLDER", temporary.path().string()}})
      if (const auto at = word.find(name); at != word.npos) word.replace(at, std::string_view{name}.size(), value);
    return word;
  }
  TemporaryFolder temporary;
  Listener listener;
};
TEST_P(RefusedLoad, EndsWith2BeforeAnythingIsSent) {
  write_file(temporary.path() / "full/file", "x");
  Words words{"load"};
  for (const auto &word : GetParam().words) words.push_back(filled_in(word));
  const auto done = run(command(words), {}, 10s);
  EXPECT_EQ(done.exit_code, 2) << done.err;
  EXPECT_THAT(done.err, HasSubstr(GetParam().says));
  EXPECT_EQ(done.out, "");
  EXPECT_FALSE(listener.saw_a_connection());
}

INSTANTIATE_TEST_SUITE_P(
    For, RefusedLoad,
    testing::Values(Refused{"NoUrl", {}, "URL"},
                    Refused{"Credentials", {"http://me:pw@127.0.0.1:PORT/"}, "user name or password"},
                    Refused{"AFragment", {"URL#top"}, "fragment"},
                    Refused{"ALineBreak", {"URL\r\nX: y"}, "percent-encoded"},
                    Refused{"Port0", {"http://127.0.0.1:0/"}, "not a port"},
                    Refused{"ASaveThatNamesNothing", {"URL", "--save", ""}, "--save"},
                    Refused{"ASeedBelow0", {"URL", "--seed", "-1"}, "--seed takes"},
                    Refused{"NoConnections", {"URL", "--connections", "0"}, "--connections"},
                    Refused{"NoDuration", {"URL", "--duration", "0s"}, "--duration"},
                    Refused{"TwoShapes", {"URL", "--rate", "5", "--held"}, "one shape"},
                    Refused{"ABareHeartbeat", {"--held=5", "URL"}, "--held"},
                    Refused{"ABadHeader", {"URL", "--header", "A: b\r\nC: d"}, "--header"},
                    Refused{"AStatusOutOfRange", {"URL", "--expect-status", "99"}, "--expect-status"},
                    Refused{"AMissingBody", {"URL", "--body-file", "/no/such"}, "--body-file"},
                    Refused{"AFolderAsBody", {"URL", "--body-file", "FOLDER"}, "is a folder"},
                    Refused{"AFullFolder", {"URL", "--save", "FOLDER/full"}, "not empty"},
                    Refused{"AFileAsFolder", {"URL", "--save", "FOLDER/full/file"}, "is not a folder"},
                    Refused{"JsonInNoFolder", {"URL", "--json", "FOLDER/no/x.json"}, "--json"},
                    Refused{"JsonAsFolder", {"URL", "--json", "FOLDER"}, "--json"},
                    Refused{"AnUnknownOption", {"URL", "--speed", "9"}, "--speed"}),
    [](const auto &refused) { return refused.param.why; });

TEST_F(Load, BeyondTheHardLimitOfDescriptorsIsRefused) {
  const Listener listener;
  const auto done =
      run({"bash", "-c",
           "ulimit -n 80 && exec '" + reqbench_binary() + "' load " + url_of(listener.port()) + " --connections 100"});
  EXPECT_EQ(done.exit_code, 2) << done.err;
  EXPECT_THAT(done.err, AllOf(HasSubstr("100 connections need"), HasSubstr("(--connections)")));
  EXPECT_THAT(done.err, HasSubstr("may open only 80"));
  EXPECT_FALSE(listener.saw_a_connection());
}

TEST_F(Load, RaisesTheSoftLimitOfDescriptorsItself) {
  const auto done = run({"bash", "-c",
                         "ulimit -S -n 30 && exec '" + reqbench_binary() + "' load " + url() +
                             " --connections 64 --duration 200ms --warm-up 0s"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
}

// --- on a terminal ---

/// What a command writes to standard error when that is a terminal so many columns wide.
std::string seen_on_terminal(Words words, unsigned short columns, const char *no_color) {
  winsize size{};
  size.ws_col = columns;
  size.ws_row = 24;
  std::vector<char *> arguments;
  for (auto &word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    ::setenv("TERM", "xterm", 1);
    no_color ? ::setenv("NO_COLOR", no_color, 1) : ::unsetenv("NO_COLOR");
    ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  std::string text;
  char some[4096];
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (std::chrono::steady_clock::now() < end) {
    pollfd waiting{terminal, POLLIN, 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    const auto got = ::read(terminal, some, sizeof some);
    if (got <= 0) break; // EIO: the child has closed its side
    text.append(some, static_cast<std::size_t>(got));
  }
  ::close(terminal);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return text;
}

/// The lines that were rewritten, without the signs that rewrite them.
std::vector<std::string> live_lines(std::string text) {
  for (const std::string sign : {"\r", "\x1b[?7l", "\x1b[?7h"})
    for (std::size_t at = 0; (at = text.find(sign)) != text.npos;) text.erase(at, sign.size());
  const std::string end_of_line = "\x1b[J";
  std::vector<std::string> lines;
  for (std::size_t end = 0; (end = text.find(end_of_line)) != text.npos;) {
    lines.push_back(text.substr(0, end));
    text.erase(0, end + end_of_line.size());
  }
  return lines;
}

std::size_t characters(const std::string &text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class LiveLoad : public Load {
protected:
  Words words() const {
    return command({"load", url(), "--connections", "4", "--warm-up", "0s", "--duration", "2200ms"});
  }
};

TEST_F(LiveLoad, RewritesOneLineAndErasesIt) {
  const auto text = seen_on_terminal(words(), 100, nullptr);
  const auto lines = live_lines(text);
  ASSERT_GE(lines.size(), 3U) << text;
  EXPECT_THAT(text, HasSubstr("measuring"));
  EXPECT_THAT(text, HasSubstr("/s · p50 "));
  EXPECT_THAT(text, HasSubstr("0 errors"));
  EXPECT_THAT(text, HasSubstr("s left"));
  EXPECT_EQ(lines.back(), "") << "nothing of it stays";
  EXPECT_EQ(text.find('\n'), text.npos) << "it is one line";
}

TEST_F(LiveLoad, KeepsToTheWidthOfTheWindow) {
  const auto lines = live_lines(seen_on_terminal(words(), 24, nullptr));
  ASSERT_GE(lines.size(), 3U);
  for (const auto &line : lines) EXPECT_LT(characters(line), 24U) << line;
  EXPECT_TRUE(std::ranges::any_of(lines, [](const auto &line) { return line.find("/s") != line.npos; }));
}

TEST_F(LiveLoad, IsSilentWhereColoursAreNotWanted) { EXPECT_EQ(seen_on_terminal(words(), 100, "1"), ""); }

} // namespace
} // namespace reqbench::tests
