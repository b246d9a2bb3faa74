#include "load/words.hpp"

#include "base/temporary_folder.hpp"

#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace reqbench::load {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

using Typed = std::function<void(Words &)>;

Words words(const Typed &typed = [](Words &) {}) {
  Words words;
  words.url = "http://127.0.0.1:8080/x?y=1";
  typed(words);
  return words;
}

/// As the command asks: the first error of any part.
base::Status understood(const Words &typed) {
  if (const auto plan = plan_of(typed); !plan) return plan.error();
  const auto url = target_of(typed);
  if (!url) return url.error();
  if (const auto request = request_of(typed, url->target); !request) return request.error();
  return {};
}

TEST(Words, AUrlAloneIsALoad) {
  const auto plan = plan_of(words());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->model.kind, Model::Kind::closed);
  EXPECT_EQ(plan->connections, 64);
  EXPECT_EQ(plan->threads, 1);
  EXPECT_EQ(plan->measure, 10s);
  EXPECT_EQ(plan->warm_up, 1s);
  EXPECT_EQ(plan->timeout, 2s);
  EXPECT_EQ(plan->engine, EngineKind::epoll);
  EXPECT_NE(plan->seed, plan_of(words())->seed);
  const auto url = target_of(words());
  ASSERT_TRUE(url);
  EXPECT_EQ(url->endpoint.host_field(), "127.0.0.1:8080");
  const auto request = request_of(words(), url->target);
  ASSERT_TRUE(request);
  EXPECT_EQ(workload::render(*request, "h"), "GET /x?y=1 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(request->expect.status, 200);
  EXPECT_EQ(request->expect.body, workload::BodyRule::any);
}

TEST(Words, BecomeThePlan) {
  const auto plan = plan_of(words([](Words &w) {
    w.connections = "1k";
    w.duration = "1m30s";
    w.warm_up = "0s";
    w.timeout = "5s";
    w.threads = "4";
    w.engine = "io_uring";
    w.seed = "7";
    w.churn = "10";
  }));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->connections, 1000);
  EXPECT_EQ(plan->measure, 90s);
  EXPECT_EQ(plan->warm_up, 0s);
  EXPECT_EQ(plan->timeout, 5s);
  EXPECT_EQ(plan->drain, 5s) << "a request may take its whole timeout";
  EXPECT_EQ(plan->threads, 4);
  EXPECT_EQ(plan->engine, EngineKind::io_uring);
  EXPECT_EQ(plan->seed, 7U);
  EXPECT_EQ(plan->model.requests_per_connection, 10);
}

TEST(Words, BecomeAShape) {
  const auto shaped = [](const Typed &typed) {
    auto plan = plan_of(words(typed));
    EXPECT_TRUE(plan) << plan.error().message();
    return std::move(*plan);
  };
  const base::Rate k1{1000}, k5{5000}, k20{20'000};
  const auto rate = shaped([](Words &w) { w.rate = "5k"; });
  EXPECT_EQ(rate.model.kind, Model::Kind::open);
  EXPECT_EQ(rate.model.arrivals, schedule::Arrivals::constant);
  EXPECT_EQ(rate.model.stretches, (std::vector<schedule::Stretch>{{k5, k5, 10s}}));

  const auto ramp = shaped([](Words &w) {
    w.ramp = "1k..20k/30s";
    w.arrivals = "poisson";
  });
  EXPECT_EQ(ramp.model.stretches, (std::vector<schedule::Stretch>{{k1, k20, 30s}}));
  EXPECT_EQ(ramp.model.arrivals, schedule::Arrivals::poisson);
  EXPECT_EQ(ramp.measure, 30s) << "the ramp tells the length";

  const auto steps = shaped([](Words &w) {
    w.steps = "1k+5k";
    w.duration = "3s";
  });
  EXPECT_EQ(steps.model.stretches, (std::vector<schedule::Stretch>{{k1, k1, 3s}, {k5, k5, 3s}}));
  EXPECT_EQ(steps.measure, 6s) << "each step lasts --duration";

  const auto idle = shaped([](Words &w) { w.held = no_heartbeat; });
  EXPECT_EQ(idle.model.kind, Model::Kind::held);
  EXPECT_EQ(idle.model.heartbeat, 0s);
  EXPECT_EQ(shaped([](Words &w) { w.held = "5s"; }).model.heartbeat, 5s);
}

TEST(Words, TakeBodiesAsBytesToo) {
  const auto request = request_of(words([](Words &w) {
                                    w.method = "POST";
                                    w.body = std::string{"a\0b", 3};
                                    w.expect_body = "";
                                  }),
                                  "/x");
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(request->body, (std::string{"a\0b", 3}));
  EXPECT_EQ(request->expect.body, workload::BodyRule::text);
  EXPECT_EQ(request->expect.text, "");
  const auto huge = request_of(words([](Words &w) { w.body = std::string(64 * 1024 * 1024 + 1, 'x'); }), "/x");
  EXPECT_THAT(huge.error().message(), HasSubstr("larger than 64 MiB"));
}

TEST(Words, BecomeTheRequest) {
  base::TemporaryFolder folder;
  const auto body = folder.path() / "body", expected = folder.path() / "expected";
  ASSERT_TRUE(base::write_file_atomically(body, "{\"a\": 1}"));
  ASSERT_TRUE(base::write_file_atomically(expected, "made\n"));
  const auto typed = words([&](Words &w) {
    w.method = "POST";
    w.headers = {"Content-Type: application/json", "X-Empty:", "Host: shop.example", "Connection: close",
                 "X-Blank:  a: b \t"};
    w.body_file = body;
    w.expect_body_file = expected;
    w.expect_status = 201;
  });
  const auto url = target_of(typed);
  ASSERT_TRUE(url);
  EXPECT_EQ(url->endpoint.host_field(), "shop.example");
  EXPECT_EQ(url->endpoint.address, "127.0.0.1");
  const auto request = request_of(typed, url->target);
  ASSERT_TRUE(request) << request.error().message();
  EXPECT_EQ(workload::render(*request, url->endpoint.host_field()),
            "POST /x?y=1 HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\nX-Empty: \r\n"
            "Connection: close\r\nX-Blank: a: b\r\nContent-Length: 8\r\n\r\n{\"a\": 1}");
  EXPECT_EQ(request->expect.status, 201);
  EXPECT_EQ(request->expect.text, "made\n");
}

struct Refused {
  const char *why;
  Typed typed;
  const char *option, *says;
};
class BadWords : public testing::TestWithParam<Refused> {};
TEST_P(BadWords, AreRefusedByTheNameOfTheOption) {
  const auto refused = understood(words(GetParam().typed));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message(), HasSubstr(GetParam().option));
  EXPECT_THAT(refused.error().message(), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Of, BadWords,
    testing::Values(
        Refused{"NoConnections", [](Words &w) { w.connections = "0"; }, "--connections", "from 1 to 100000"},
        Refused{"TooManyConnections", [](Words &w) { w.connections = "1M"; }, "--connections", "from 1 to 100000"},
        Refused{"HalfAConnection", [](Words &w) { w.connections = "1.5"; }, "--connections", "whole number"},
        Refused{"MoreThreadsThanConnections",
                [](Words &w) {
                  w.threads = "8";
                  w.connections = "4";
                },
                "--threads 8 with --connections 4", "nothing to do"},
        Refused{"NoThread", [](Words &w) { w.threads = "0"; }, "--threads", "from 1 to 256"},
        Refused{"ABareDuration", [](Words &w) { w.duration = "10"; }, "--duration", "a number with its unit"},
        Refused{"NoDuration", [](Words &w) { w.duration = "0s"; }, "--duration '0s'", "from 1.00 ms"},
        Refused{"ALongDuration", [](Words &w) { w.duration = "25h"; }, "--duration", "to 24 h"},
        Refused{"ANegativeDuration", [](Words &w) { w.duration = "-1s"; }, "--duration", "not a duration"},
        Refused{"ABareWarmUp", [](Words &w) { w.warm_up = "1"; }, "--warm-up", "a number with its unit"},
        Refused{"NoTimeout", [](Words &w) { w.timeout = "0ms"; }, "--timeout", "from 1.00 ms"},
        Refused{"NoRate", [](Words &w) { w.rate = "0"; }, "--rate", "requests per second"},
        Refused{"AnEmptyRate", [](Words &w) { w.rate = ""; }, "--rate", "requests per second"},
        Refused{"ANegativeRate", [](Words &w) { w.rate = "-5"; }, "--rate", "requests per second"},
        Refused{"ARateOfWords", [](Words &w) { w.rate = "fast"; }, "--rate", "requests per second"},
        Refused{"ARateBeyondAnyGenerator", [](Words &w) { w.rate = "100M"; }, "--rate", "10M"},
        Refused{"ARateOfNoRequest",
                [](Words &w) {
                  w.rate = "0.5";
                  w.duration = "1s";
                },
                "--rate '0.5'", "less than one request"},
        Refused{"ARampWithoutLength", [](Words &w) { w.ramp = "1k..20k"; }, "--ramp", "length"},
        Refused{"ARampFromNothing", [](Words &w) { w.ramp = "0..20k/3s"; }, "--ramp", "'0'"},
        Refused{"ARampWithADuration",
                [](Words &w) {
                  w.ramp = "1k..20k/30s";
                  w.duration = "10s";
                },
                "--ramp", "leave out --duration"},
        Refused{"ARampForDays", [](Words &w) { w.ramp = "1k..20k/100h"; }, "--ramp", "at most 24 h"},
        Refused{"AStepOfNothing", [](Words &w) { w.steps = "1k++2k"; }, "--steps", "''"},
        Refused{"TwoShapes",
                [](Words &w) {
                  w.rate = "5k";
                  w.ramp = "1k..20k/30s";
                },
                "--rate and --ramp", "one shape"},
        Refused{"HeldWithARate",
                [](Words &w) {
                  w.steps = "1k+2k";
                  w.held = no_heartbeat;
                },
                "--steps and --held", "one shape"},
        Refused{"AHeartbeatWithoutUnit", [](Words &w) { w.held = "5"; }, "--held", "a number with its unit"},
        Refused{"AHeartbeatOfNothing", [](Words &w) { w.held = "0s"; }, "--held", "from 1 ms"},
        Refused{"ArrivalsOfAClosedLoad", [](Words &w) { w.arrivals = "poisson"; }, "--arrivals", "add --rate"},
        Refused{"UnknownArrivals",
                [](Words &w) {
                  w.arrivals = "uniform";
                  w.rate = "5k";
                },
                "--arrivals", "constant or poisson"},
        Refused{"ChurnOfNothing", [](Words &w) { w.churn = "0"; }, "--churn", "whole number"},
        Refused{"ChurnOfHeld",
                [](Words &w) {
                  w.churn = "1";
                  w.held = no_heartbeat;
                },
                "--churn", "--held"},
        Refused{"AnUnknownEngine", [](Words &w) { w.engine = "kqueue"; }, "--engine", "epoll, io_uring or auto"},
        Refused{"AUrlOfNoScheme", [](Words &w) { w.url = "127.0.0.1:8080"; }, "URL", "begin with http://"},
        Refused{"Https", [](Words &w) { w.url = "https://127.0.0.1/"; }, "URL", "https is not supported"},
        Refused{"AnotherMachine", [](Words &w) { w.url = "http://10.1.2.3/"; }, "10.1.2.3", "--allow-remote"},
        Refused{"ALowerCaseMethod", [](Words &w) { w.method = "get"; }, "--method", "GET or POST"},
        Refused{"AMethodOfTwoWords", [](Words &w) { w.method = "GET /"; }, "--method", "GET or POST"},
        Refused{"NoMethod", [](Words &w) { w.method = ""; }, "--method", "GET or POST"},
        Refused{"ATunnel", [](Words &w) { w.method = "CONNECT"; }, "--method", "GET or POST"},
        Refused{"AHeaderWithoutColon", [](Words &w) { w.headers = {"Accept"}; }, "--header 'Accept'", "colon"},
        Refused{"AHeaderWithoutName", [](Words &w) { w.headers = {": x"}; }, "--header ': x'", "colon"},
        Refused{"AHeaderNameWithBlank", [](Words &w) { w.headers = {"A b: x"}; }, "--header", "name of a field"},
        Refused{"AHeaderWithLineBreak", [](Words &w) { w.headers = {"A: x\r\nB: y"}; }, "--header", "line break"},
        Refused{"AHeaderWithLoneLineFeed", [](Words &w) { w.headers = {"A: x\ny"}; }, "--header", "line break"},
        Refused{"AHeaderWithNul", [](Words &w) { w.headers = {std::string("A: x\0y", 6)}; }, "--header", "control"},
        Refused{"AContentLength", [](Words &w) { w.headers = {"content-length: 3"}; }, "--header", "--body-file"},
        Refused{"ATransferEncoding", [](Words &w) { w.headers = {"Transfer-Encoding: chunked"}; }, "--header",
                "--body-file"},
        Refused{"AnUpgrade", [](Words &w) { w.headers = {"Upgrade: websocket"}; }, "--header", "HTTP/1.1"},
        Refused{"TwoHosts", [](Words &w) { w.headers = {"Host: a", "HOST: b"}; }, "--header", "twice"},
        Refused{"AnEmptyHost", [](Words &w) { w.headers = {"Host: "}; }, "--header 'Host:'", "no value"},
        Refused{"ABodyThatIsMissing", [](Words &w) { w.body_file = "/no/such/file"; }, "--body-file",
                "no such file"},
        Refused{"ABodyThatIsAFolder", [](Words &w) { w.body_file = "/"; }, "--body-file", "is a folder"},
        Refused{"ABodyWithoutEnd", [](Words &w) { w.body_file = "/dev/zero"; }, "--body-file", "is not a file"},
        Refused{"AnEmptyBodyName", [](Words &w) { w.body_file = ""; }, "--body-file", "no such file"},
        Refused{"AnExpectedBodyThatIsMissing", [](Words &w) { w.expect_body_file = "/no/such/file"; },
                "--expect-body-file", "no such file"},
        Refused{"AnExpectedBodyOfHead",
                [](Words &w) {
                  w.method = "HEAD";
                  w.expect_body_file = "/dev/null";
                },
                "--expect-body-file", "has no body"},
        Refused{"AnExpectedBodyOf204",
                [](Words &w) {
                  w.expect_status = 204;
                  w.expect_body_file = "/dev/null";
                },
                "--expect-body-file", "has no body"}),
    [](const auto &refused) { return refused.param.why; });

TEST(Words, GoElsewhereOnlyWhenAllowed) {
  const auto url = target_of(words([](Words &w) {
    w.url = "http://10.1.2.3/";
    w.allow_remote = true;
  }));
  ASSERT_TRUE(url);
  EXPECT_EQ(url->endpoint.address, "10.1.2.3");
}

} // namespace
} // namespace reqbench::load
