#include "load/load_test_bench.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <new>
#include <thread>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using connection::answer;
using connection::TestPeer;
using sample::Outcome;
using Talk = TestPeer::Talk;

ON_EACH_ENGINE(FaultOfAServer);
ON_EACH_ENGINE(FaultOfALoad);

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Answers each request so, and goes on.
TestPeer::Script replies(std::string bytes) { return connection::always(std::move(bytes)); }

/// Reads one request, says this, then does what `end` does.
TestPeer::Script once(
    std::string bytes, std::function<void(Talk &)> end = [](Talk &) {}) {
  return [=](Talk &talk) {
    if (talk.read_request()) talk.send(bytes);
    end(talk);
  };
}

void hang(Talk &talk) { talk.wait(10s); }

/// After one right answer, breaks off at another byte of the next one on each connection.
TestPeer::Script breaks_off_anywhere(std::function<void(Talk &)> end) {
  return [=](Talk &talk) {
    if (!talk.read_request() || !talk.send(answer("hello")) || !talk.read_request()) return;
    talk.send(answer("hello").substr(0, static_cast<std::size_t>(talk.number()) % answer("hello").size()));
    end(talk);
  };
}

struct BadPeer {
  const char *what;
  TestPeer::Script script;
  Outcome outcome;             ///< must occur
  std::vector<Outcome> also{}; ///< may occur
  bool allows(Outcome other) const { return other == outcome || std::ranges::count(also, other) > 0; }
};

std::vector<BadPeer> bad_peers() {
  const std::string interim = "HTTP/1.1 100 Continue\r\n\r\n";
  std::string flood;
  for (int i = 0; i < 100; ++i) flood += interim;
  return {
      {"resets without an answer", once("", [](Talk &talk) { talk.reset(); }), Outcome::reset},
      {"resets at any byte", breaks_off_anywhere([](Talk &talk) { talk.reset(); }), Outcome::reset, {Outcome::ok}},
      {"dies at any byte", breaks_off_anywhere([](Talk &) {}), Outcome::closed_early, {Outcome::ok}},
      {"closes without an answer", once(""), Outcome::closed_early},
      {"answers twice", replies(answer("hello") + answer("hello")), Outcome::unasked},
      {"garbage", once("220 mail.example.com\r\n", hang), Outcome::malformed},
      {"a length too short", replies("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhello"), Outcome::bad_body},
      {"a length too long", once("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello"), Outcome::closed_early},
      {"two lengths", once("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", hang),
       Outcome::malformed},
      {"a wrong body", replies(answer("jello")), Outcome::bad_body},
      {"a wrong status", replies(answer("hello", "", "503 Busy")), Outcome::bad_status},
      {"a flood of interim answers", once(flood, hang), Outcome::malformed},
      {"an endless header", once("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), hang), Outcome::oversized},
      {"a body beyond all bounds", once("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", hang),
       Outcome::oversized},
      {"never answers", once("", hang), Outcome::timed_out},
      {"half an answer, then silence", once("HTTP/1.1 200 OK\r\nConte", hang), Outcome::timed_out},
      {"drips byte by byte",
       [](Talk &talk) {
         while (talk.read_request())
           for (const char c : answer("hello")) talk.send({&c, 1});
       },
       Outcome::ok},
      {"closes after each answer, and says so", once(answer("hello", "Connection: close\r\n")), Outcome::ok},
      {"closes after each answer, and does not say so",
       once(answer("hello")),
       Outcome::ok,
       {Outcome::closed_early, Outcome::reset}},
  };
}

void expect_balanced(const sample::Recording &recording, const BadPeer &row) {
  EXPECT_EQ(recording.ledger.difference(), 0);
  EXPECT_EQ(recording.warm_up_ledger.difference(), 0);
  EXPECT_GT(recording.ledger.of(row.outcome), 0U);
  EXPECT_EQ(recording.ledger.ok() > 0, row.allows(Outcome::ok));
}

TEST_P(FaultOfAServer, IsCountedAndTheBooksBalance) {
  for (const auto &row : bad_peers())
    for (const bool open : {false, true}) {
      SCOPED_TRACE(row.what + std::string{open ? ", open" : ", closed"});
      const auto descriptors = open_descriptors();
      {
        const TestPeer peer{row.script};
        auto plan = short_plan(4, 150ms);
        if (open) plan.model = open_at(base::Rate{400}, plan.measure);
        plan.warm_up = 20ms;
        plan.timeout = plan.drain = 60ms;
        const auto begin = base::now();
        expect_balanced(load_on(peer.endpoint(), plan), row);
        EXPECT_LE(base::now() - begin, 3s);
      }
      EXPECT_EQ(open_descriptors(), descriptors);
    }
}

TEST_P(FaultOfAServer, NoOtherOutcomeIsBookedThanWhatHappened) {
  for (const auto &row : bad_peers()) {
    SCOPED_TRACE(row.what);
    const TestPeer peer{row.script};
    auto plan = short_plan(1, 100ms);
    plan.timeout = plan.drain = 60ms;
    const auto ledger = load_on(peer.endpoint(), plan).ledger;
    for (std::size_t i = 0; i < sample::outcome_count; ++i) {
      const auto outcome = static_cast<Outcome>(i);
      EXPECT_TRUE(ledger.of(outcome) == 0 || row.allows(outcome)) << sample::to_string(outcome);
    }
  }
}

TEST_P(FaultOfAServer, ThatRefusesIsAnErrorBeforeTheLoadAndAnOutcomeWithinIt) {
  connection::Endpoint endpoint;
  const auto bound = connection::bind_loopback(endpoint.port);
  const auto shots = hello_shots();
  const base::StopFlag stop;
  const auto begin = base::now();
  const auto recording = run_load(endpoint, shots, short_plan(4, 10s), stop);
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().kind(), base::ErrorKind::server);
  EXPECT_NE(recording.error().message().find("Connection refused"), std::string::npos) << recording.error().message();
  EXPECT_LE(base::now() - begin, 3s);

  auto peer = std::make_unique<TestPeer>([](Talk &talk) {
    for (int i = 0; i < 3 && talk.read_request(); ++i) talk.send(answer("hello"));
    hang(talk);
  });
  auto plan = short_plan(2, 300ms);
  plan.timeout = plan.drain = 50ms;
  std::promise<void> measuring;
  std::thread killer{[&] { // not begun by the observer, whose descriptors are the worker's
    measuring.get_future().wait();
    peer.reset();
  }};
  const auto died = run_load(peer->endpoint(), shots, plan, stop, [&](Phase phase, base::Instant) {
    if (phase == Phase::measure) measuring.set_value();
  });
  killer.join();
  ASSERT_TRUE(died);
  EXPECT_GT(died->ledger.of(Outcome::refused), 2U);
  // Pauses grow, so that a refusing server is not hammered: 1 + 2 + … ms; at most 9 attempts a connection in 300 ms.
  EXPECT_LE(died->ledger.of(Outcome::refused), 2U * 9U);
  EXPECT_EQ(died->ledger.difference(), 0);
}

TEST_P(FaultOfALoad, StopsSoonWhenAskedAndItsBooksBalance) {
  const TestPeer peer{replies(answer("hello"))};
  for (const int threads : {1, 2}) {
    base::StopFlag stop;
    auto plan = short_plan(4, 60s);
    plan.threads = threads;
    base::Instant asked;
    const auto shots = hello_shots();
    std::thread asker;
    const auto recording = run_load(peer.endpoint(), shots, plan, stop, [&](Phase phase, base::Instant) {
      if (phase != Phase::measure) return;
      asker = std::thread{[&] {
        std::this_thread::sleep_for(50ms);
        asked = base::now();
        stop.request();
      }};
    });
    asker.join();
    ASSERT_TRUE(recording);
    EXPECT_LE(base::now() - asked, 1s);
    EXPECT_TRUE(recording->interrupted);
    EXPECT_GT(recording->ledger.ok(), 0U);
    EXPECT_EQ(recording->ledger.difference(), 0);
  }
}

TEST_P(FaultOfALoad, IsInterruptedBeforeItBegins) {
  const TestPeer peer{replies(answer("hello"))};
  base::StopFlag stop;
  stop.request();
  const auto shots = hello_shots();
  const auto recording = run_load(peer.endpoint(), shots, short_plan(4, 60s), stop);
  ASSERT_TRUE(recording);
  EXPECT_TRUE(recording->interrupted);
  EXPECT_EQ(recording->ledger.difference(), 0);
}

TEST(FaultOfAPlan, ThatMakesNoSenseIsAnErrorOfUsage) {
  const auto bad = [](auto change) {
    auto plan = short_plan(4, 1s);
    change(plan);
    const auto shots = hello_shots();
    const base::StopFlag stop;
    const auto recording = run_load({}, shots, plan, stop);
    return recording ? std::string{} : recording.error().message();
  };
  const auto contains = [](const std::string &text, const char *part) { return text.find(part) != std::string::npos; };
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.connections = 0; }), "at least one connection"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.threads = 0; }), "at least one thread"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.threads = 5; }), "more threads than connections"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.measure = 0s; }), "nothing would be sent"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.warm_up = -1s; }), "less than 0"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.timeout = 0s; }), "timeout"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.window = 0s; }), "window"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model = open_at(base::Rate{0}, p.measure); }), "rate must be above 0"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model = open_at(base::Rate{1}, 2 * p.measure); }), "exactly as long"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model.kind = Model::Kind::open; }), "needs a rate"));
  EXPECT_TRUE(
      contains(bad([](LoadPlan &p) { p.model.stretches = open_at(base::Rate{1}, 1s).stretches; }), "only an open"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model.heartbeat = 1s; }), "only held connections"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model.requests_per_connection = -1; }), "fewer than 0"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) {
                         p.model.kind = Model::Kind::held;
                         p.model.requests_per_connection = 1;
                       }),
                       "no churn"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.model.source_addresses = 0; }), "one source address"));
  EXPECT_TRUE(contains(bad([](LoadPlan &p) { p.connections = 100'000'000; }), "ulimit -Hn"));
  const base::StopFlag stop;
  EXPECT_FALSE(run_load({}, {}, short_plan(1, 1s), stop));
  auto weightless = hello_shots();
  weightless.front().weight = 0;
  EXPECT_FALSE(run_load({}, weightless, short_plan(1, 1s), stop));
}

TEST(FaultOfALoad, AChurnThatWouldUseUpThePortsIsRefusedBeforeAnythingIsSent) {
  // 192.0.2.0/24 is for documents (RFC 5737): were anything sent, it would get nowhere.
  const connection::Endpoint elsewhere{.address = "192.0.2.1", .port = 80, .host = {}};
  const auto shots = hello_shots();
  const base::StopFlag stop;
  auto plan = short_plan(4, 3600s);
  plan.model = open_at(base::Rate{1e6}, plan.measure);
  plan.model.requests_per_connection = 1;
  const auto begin = base::now();
  const auto recording = run_load(elsewhere, shots, plan, stop);
  ASSERT_FALSE(recording);
  EXPECT_EQ(recording.error().kind(), base::ErrorKind::usage);
  EXPECT_NE(recording.error().message().find("connections per second fit"), std::string::npos)
      << recording.error().message();
  EXPECT_LE(base::now() - begin, 1s);
}

/// Lowers what this process may open, as `ulimit -Sn` does, until the end of the scope.
class FewDescriptors {
public:
  explicit FewDescriptors(rlim_t soft) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit few{.rlim_cur = soft, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors &) = delete;
  FewDescriptors &operator=(const FewDescriptors &) = delete;

private:
  rlimit before_{};
};

TEST(FaultOfALoad, TooFewDescriptorsAreRaisedToWhatIsAllowed) {
  const TestPeer peer{replies(answer("hello"))};
  const FewDescriptors few{100};
  auto plan = short_plan(60, 50ms);
  plan.model = open_at(base::Rate{500}, plan.measure);
  const auto recording = load_on(peer.endpoint(), plan);
  EXPECT_EQ(recording.connections_seen.opened, 60U);
  EXPECT_EQ(recording.ledger.of(Outcome::generator), 0U);
}

TEST_P(FaultOfALoad, AProcessorThatIsNotThereIsAnErrorOfTheEnvironment) {
  const TestPeer peer{replies(answer("hello"))};
  auto plan = short_plan(2, 1s);
  plan.threads = 2;
  plan.cpus = {base::allowed_cpus().front(), 1023};
  const auto shots = hello_shots();
  const base::StopFlag stop;
  const auto begin = base::now();
  const auto recording = run_load(peer.endpoint(), shots, plan, stop);
  EXPECT_FALSE(recording);
  EXPECT_LE(base::now() - begin, 3s); // the other worker does not wait for it
}

TEST_P(FaultOfALoad, AThreadThatThrowsEndsThisLoadAndNeitherTheProgramNorTheOtherThreads) {
  const TestPeer peer{replies(answer("hello"))};
  const auto shots = hello_shots();
  const base::StopFlag stop;
  for (const auto where : {Phase::warm_up, Phase::measure, Phase::drain, Phase::done}) {
    for (const int threads : {1, 2}) {
      auto plan = short_plan(4, 200ms);
      plan.warm_up = 50ms;
      plan.threads = threads;
      const auto begin = base::now();
      const auto recording = run_load(peer.endpoint(), shots, plan, stop, [&](Phase phase, base::Instant) {
        if (phase == where) throw std::bad_alloc{};
      });
      ASSERT_FALSE(recording) << static_cast<int>(where);
      EXPECT_EQ(recording.error().kind(), base::ErrorKind::environment);
      EXPECT_NE(recording.error().message().find("thread load-0 of the generator ended early: std::bad_alloc"),
                std::string::npos)
          << recording.error().message();
      EXPECT_LT(base::now() - begin, 5s);
    }
  }
  EXPECT_TRUE(run_load(peer.endpoint(), shots, short_plan(4, 50ms), stop)) << "the next one is whole";
}

TEST(FaultOfLearning, IsAnErrorThatShowsTheWrongAnswer) {
  const TestPeer peer{replies(answer("jello"))};
  workload::Case wanted;
  wanted.name = "hello/read";
  wanted.method = "GET";
  wanted.target = "/hello";
  wanted.expect = hello_shots().front().expect;
  const auto shots = learn_shots(peer.endpoint(), {&wanted, 1}, 1s);
  ASSERT_FALSE(shots);
  EXPECT_EQ(shots.error().kind(), base::ErrorKind::wrong_answer);
  EXPECT_NE(shots.error().message().find("hello/read (GET /hello): body"), std::string::npos)
      << shots.error().message();
  const std::vector<std::string> expected{"request:  GET /hello HTTP/1.1", "- expected \"hello\" (5 bytes)",
                                          "+ got      \"jello\" (5 bytes)"};
  EXPECT_EQ(shots.error().details(), expected);
}

TEST(FaultOfLearning, SurvivesAServerThatClosesEachTime) {
  const std::vector<workload::Case> cases(
      3, workload::Case{.name = "x", .method = "GET", .target = "/", .fields = {}, .body = {}, .expect = {}});
  for (const char *said : {"Connection: close\r\n", ""}) {
    const TestPeer peer{once(answer("hello", said))};
    const auto shots = learn_shots(peer.endpoint(), cases, 1s);
    ASSERT_TRUE(shots) << shots.error().message();
    EXPECT_EQ(shots->size(), 3U);
    EXPECT_EQ(shots->front().answer.empty(), *said != 0);
  }
}

TEST(FaultOfLearning, SaysThatTheServerIsSilent) {
  const TestPeer peer{once("", hang)};
  const std::vector<workload::Case> cases(
      1, workload::Case{.name = "x", .method = "GET", .target = "/", .fields = {}, .body = {}, .expect = {}});
  const auto shots = learn_shots(peer.endpoint(), cases, 50ms);
  ASSERT_FALSE(shots);
  EXPECT_EQ(shots.error().message(), "asking for GET /: no answer within 50.0 ms");
}

} // namespace
} // namespace reqbench::load
