#include "cli/load_words.hpp"

#include "result/temporary_folder.hpp"

#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace reqbench::cli {
namespace {

using namespace std::chrono_literals;
using load::Model;
using testing::HasSubstr;
using testing::Not;

using Typed = std::function<void(LoadWords &)>;

LoadWords words(const Typed &typed = [](LoadWords &) {}) {
  LoadWords words;
  words.url = "http://127.0.0.1:8080/x?y=1";
  typed(words);
  return words;
}

/// As the command asks: the first error of any part.
base::Status understood(const LoadWords &typed) {
  if (const auto plan = plan_of(typed); !plan) return plan.error();
  const auto url = target_of(typed);
  if (!url) return url.error();
  if (const auto request = request_of(typed, url->target); !request) return request.error();
  return {};
}

TEST(LoadWords, AUrlAloneIsALoad) {
  const auto plan = plan_of(words());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->model.kind, Model::Kind::closed);
  EXPECT_EQ(plan->connections, 64);
  EXPECT_EQ(plan->threads, 1);
  EXPECT_EQ(plan->measure, 10s);
  EXPECT_EQ(plan->warm_up, 1s);
  EXPECT_EQ(plan->timeout, 2s);
  EXPECT_EQ(plan->engine, load::EngineKind::epoll);
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

TEST(LoadWords, BecomeThePlan) {
  const auto plan = plan_of(words([](LoadWords &w) {
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
  EXPECT_EQ(plan->engine, load::EngineKind::io_uring);
  EXPECT_EQ(plan->seed, 7U);
  EXPECT_EQ(plan->model.requests_per_connection, 10);
}

TEST(LoadWords, BecomeAShape) {
  const auto shaped = [](const Typed &typed) {
    auto plan = plan_of(words(typed));
    EXPECT_TRUE(plan) << plan.error().message();
    return std::move(*plan);
  };
  const base::Rate k1{1000}, k5{5000}, k20{20'000};
  const auto rate = shaped([](LoadWords &w) { w.rate = "5k"; });
  EXPECT_EQ(rate.model.kind, Model::Kind::open);
  EXPECT_EQ(rate.model.arrivals, schedule::Arrivals::constant);
  EXPECT_EQ(rate.model.stretches, (std::vector<schedule::Stretch>{{k5, k5, 10s}}));

  const auto ramp = shaped([](LoadWords &w) {
    w.ramp = "1k..20k/30s";
    w.arrivals = "poisson";
  });
  EXPECT_EQ(ramp.model.stretches, (std::vector<schedule::Stretch>{{k1, k20, 30s}}));
  EXPECT_EQ(ramp.model.arrivals, schedule::Arrivals::poisson);
  EXPECT_EQ(ramp.measure, 30s) << "the ramp tells the length";

  const auto steps = shaped([](LoadWords &w) {
    w.steps = "1k+5k";
    w.duration = "3s";
  });
  EXPECT_EQ(steps.model.stretches, (std::vector<schedule::Stretch>{{k1, k1, 3s}, {k5, k5, 3s}}));
  EXPECT_EQ(steps.measure, 6s) << "each step lasts --duration";

  const auto idle = shaped([](LoadWords &w) { w.held = no_heartbeat; });
  EXPECT_EQ(idle.model.kind, Model::Kind::held);
  EXPECT_EQ(idle.model.heartbeat, 0s);
  EXPECT_EQ(shaped([](LoadWords &w) { w.held = "5s"; }).model.heartbeat, 5s);
}

TEST(LoadWords, BecomeTheRequest) {
  result::TemporaryFolder folder;
  const auto body = folder.path() / "body", expected = folder.path() / "expected";
  ASSERT_TRUE(base::write_file_atomically(body, "{\"a\": 1}"));
  ASSERT_TRUE(base::write_file_atomically(expected, "made\n"));
  const auto typed = words([&](LoadWords &w) {
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
        Refused{"NoConnections", [](LoadWords &w) { w.connections = "0"; }, "--connections", "from 1 to 100000"},
        Refused{"TooManyConnections", [](LoadWords &w) { w.connections = "1M"; }, "--connections", "from 1 to 100000"},
        Refused{"HalfAConnection", [](LoadWords &w) { w.connections = "1.5"; }, "--connections", "whole number"},
        Refused{"MoreThreadsThanConnections",
                [](LoadWords &w) {
                  w.threads = "8";
                  w.connections = "4";
                },
                "--threads 8 with --connections 4", "nothing to do"},
        Refused{"NoThread", [](LoadWords &w) { w.threads = "0"; }, "--threads", "from 1 to 256"},
        Refused{"ABareDuration", [](LoadWords &w) { w.duration = "10"; }, "--duration", "a number with its unit"},
        Refused{"NoDuration", [](LoadWords &w) { w.duration = "0s"; }, "--duration '0s'", "from 1.00 ms"},
        Refused{"ALongDuration", [](LoadWords &w) { w.duration = "25h"; }, "--duration", "to 24 h"},
        Refused{"ANegativeDuration", [](LoadWords &w) { w.duration = "-1s"; }, "--duration", "not a duration"},
        Refused{"ABareWarmUp", [](LoadWords &w) { w.warm_up = "1"; }, "--warm-up", "a number with its unit"},
        Refused{"NoTimeout", [](LoadWords &w) { w.timeout = "0ms"; }, "--timeout", "from 1.00 ms"},
        Refused{"NoRate", [](LoadWords &w) { w.rate = "0"; }, "--rate", "requests per second"},
        Refused{"AnEmptyRate", [](LoadWords &w) { w.rate = ""; }, "--rate", "requests per second"},
        Refused{"ANegativeRate", [](LoadWords &w) { w.rate = "-5"; }, "--rate", "requests per second"},
        Refused{"ARateOfWords", [](LoadWords &w) { w.rate = "fast"; }, "--rate", "requests per second"},
        Refused{"ARateBeyondAnyGenerator", [](LoadWords &w) { w.rate = "100M"; }, "--rate", "10M"},
        Refused{"ARateOfNoRequest",
                [](LoadWords &w) {
                  w.rate = "0.5";
                  w.duration = "1s";
                },
                "--rate '0.5'", "less than one request"},
        Refused{"ARampWithoutLength", [](LoadWords &w) { w.ramp = "1k..20k"; }, "--ramp", "length"},
        Refused{"ARampFromNothing", [](LoadWords &w) { w.ramp = "0..20k/3s"; }, "--ramp", "'0'"},
        Refused{"ARampWithADuration",
                [](LoadWords &w) {
                  w.ramp = "1k..20k/30s";
                  w.duration = "10s";
                },
                "--ramp", "leave out --duration"},
        Refused{"ARampForDays", [](LoadWords &w) { w.ramp = "1k..20k/100h"; }, "--ramp", "at most 24 h"},
        Refused{"AStepOfNothing", [](LoadWords &w) { w.steps = "1k++2k"; }, "--steps", "''"},
        Refused{"TwoShapes",
                [](LoadWords &w) {
                  w.rate = "5k";
                  w.ramp = "1k..20k/30s";
                },
                "--rate and --ramp", "one shape"},
        Refused{"HeldWithARate",
                [](LoadWords &w) {
                  w.steps = "1k+2k";
                  w.held = no_heartbeat;
                },
                "--steps and --held", "one shape"},
        Refused{"AHeartbeatWithoutUnit", [](LoadWords &w) { w.held = "5"; }, "--held", "a number with its unit"},
        Refused{"AHeartbeatOfNothing", [](LoadWords &w) { w.held = "0s"; }, "--held", "from 1 ms"},
        Refused{"ArrivalsOfAClosedLoad", [](LoadWords &w) { w.arrivals = "poisson"; }, "--arrivals", "add --rate"},
        Refused{"UnknownArrivals",
                [](LoadWords &w) {
                  w.arrivals = "uniform";
                  w.rate = "5k";
                },
                "--arrivals", "constant or poisson"},
        Refused{"ChurnOfNothing", [](LoadWords &w) { w.churn = "0"; }, "--churn", "whole number"},
        Refused{"ChurnOfHeld",
                [](LoadWords &w) {
                  w.churn = "1";
                  w.held = no_heartbeat;
                },
                "--churn", "--held"},
        Refused{"AnUnknownEngine", [](LoadWords &w) { w.engine = "kqueue"; }, "--engine", "epoll, io_uring or auto"},
        Refused{"AUrlOfNoScheme", [](LoadWords &w) { w.url = "127.0.0.1:8080"; }, "URL", "begin with http://"},
        Refused{"Https", [](LoadWords &w) { w.url = "https://127.0.0.1/"; }, "URL", "https is not supported"},
        Refused{"AnotherMachine", [](LoadWords &w) { w.url = "http://10.1.2.3/"; }, "10.1.2.3", "--allow-remote"},
        Refused{"ALowerCaseMethod", [](LoadWords &w) { w.method = "get"; }, "--method", "GET or POST"},
        Refused{"AMethodOfTwoWords", [](LoadWords &w) { w.method = "GET /"; }, "--method", "GET or POST"},
        Refused{"NoMethod", [](LoadWords &w) { w.method = ""; }, "--method", "GET or POST"},
        Refused{"ATunnel", [](LoadWords &w) { w.method = "CONNECT"; }, "--method", "GET or POST"},
        Refused{"AHeaderWithoutColon", [](LoadWords &w) { w.headers = {"Accept"}; }, "--header 'Accept'", "colon"},
        Refused{"AHeaderWithoutName", [](LoadWords &w) { w.headers = {": x"}; }, "--header ': x'", "colon"},
        Refused{"AHeaderNameWithBlank", [](LoadWords &w) { w.headers = {"A b: x"}; }, "--header", "name of a field"},
        Refused{"AHeaderWithLineBreak", [](LoadWords &w) { w.headers = {"A: x\r\nB: y"}; }, "--header", "line break"},
        Refused{"AHeaderWithLoneLineFeed", [](LoadWords &w) { w.headers = {"A: x\ny"}; }, "--header", "line break"},
        Refused{"AHeaderWithNul", [](LoadWords &w) { w.headers = {std::string("A: x\0y", 6)}; }, "--header", "control"},
        Refused{"AContentLength", [](LoadWords &w) { w.headers = {"content-length: 3"}; }, "--header", "--body-file"},
        Refused{"ATransferEncoding", [](LoadWords &w) { w.headers = {"Transfer-Encoding: chunked"}; }, "--header",
                "--body-file"},
        Refused{"AnUpgrade", [](LoadWords &w) { w.headers = {"Upgrade: websocket"}; }, "--header", "HTTP/1.1"},
        Refused{"TwoHosts", [](LoadWords &w) { w.headers = {"Host: a", "HOST: b"}; }, "--header", "twice"},
        Refused{"AnEmptyHost", [](LoadWords &w) { w.headers = {"Host: "}; }, "--header 'Host:'", "no value"},
        Refused{"ABodyThatIsMissing", [](LoadWords &w) { w.body_file = "/no/such/file"; }, "--body-file",
                "no such file"},
        Refused{"ABodyThatIsAFolder", [](LoadWords &w) { w.body_file = "/"; }, "--body-file", "is a folder"},
        Refused{"ABodyWithoutEnd", [](LoadWords &w) { w.body_file = "/dev/zero"; }, "--body-file", "is not a file"},
        Refused{"AnEmptyBodyName", [](LoadWords &w) { w.body_file = ""; }, "--body-file", "no such file"},
        Refused{"AnExpectedBodyThatIsMissing", [](LoadWords &w) { w.expect_body_file = "/no/such/file"; },
                "--expect-body-file", "no such file"},
        Refused{"AnExpectedBodyOfHead",
                [](LoadWords &w) {
                  w.method = "HEAD";
                  w.expect_body_file = "/dev/null";
                },
                "--expect-body-file", "has no body"},
        Refused{"AnExpectedBodyOf204",
                [](LoadWords &w) {
                  w.expect_status = 204;
                  w.expect_body_file = "/dev/null";
                },
                "--expect-body-file", "has no body"}),
    [](const auto &refused) { return refused.param.why; });

TEST(LoadWords, GoElsewhereOnlyWhenAllowed) {
  const auto url = target_of(words([](LoadWords &w) {
    w.url = "http://10.1.2.3/";
    w.allow_remote = true;
  }));
  ASSERT_TRUE(url);
  EXPECT_EQ(url->endpoint.address, "10.1.2.3");
}

} // namespace
} // namespace reqbench::cli
