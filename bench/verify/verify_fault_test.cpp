// Every check against a peer that is right, and against one that is wrong in just the way the check is there to find.
#include "base/file.hpp"
#include "verify/scripted_peer.hpp"
#include "verify/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace reqbench::verify {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Generous where an answer comes; two processors are shared with other tests.
constexpr base::Nanoseconds patient = 10s;
/// Where none will come.
constexpr base::Nanoseconds impatient = 800ms;

const std::vector<workload::Workload> &served() {
  static const std::vector<workload::Workload> workloads = [] {
    const std::string folder = std::string{REQBENCH_SOURCE_DIR} + "/bench/workload/";
    const auto schema = base::parse_json(*base::read_file(folder + "workload.schema.json"), "schema");
    return std::vector{*workload::Workload::parse(peer::workload, "sum.json", *schema)};
  }();
  return workloads;
}

Report examine(Defect defect, base::Nanoseconds timeout = patient, Depth depth = Depth::full,
               const launch::Manifest &manifest = {}) {
  const ScriptedPeer scripted{defect};
  return verify({.endpoint = scripted.endpoint(),
                 .manifest = manifest,
                 .workloads = served(),
                 .seed = 1,
                 .timeout = timeout,
                 .body_limit = peer::body_limit,
                 .date_moves_within = 0ns},
                depth);
}

/// The ids of the checks that failed.
std::set<std::string> failed(const Report &report) {
  std::set<std::string> ids;
  for (const auto &failure : report.failures) ids.insert(failure.check);
  return ids;
}

std::string told(const Report &report) {
  std::string text;
  for (const auto &failure : report.failures) {
    text += failure.check + ":\n";
    for (const auto &line : failure.to_lines()) text += line + "\n";
  }
  return text;
}

TEST(Verify, EndsWhenTheUserWishesAndNotWithItsChecks) {
  const ScriptedPeer scripted{Defect::none};
  base::StopFlag stop;
  stop.request();
  const launch::Manifest manifest;
  const auto report = verify({.endpoint = scripted.endpoint(),
                              .manifest = manifest,
                              .workloads = served(),
                              .seed = 1,
                              .timeout = patient,
                              .stop = &stop},
                             Depth::full);
  EXPECT_EQ(report.checks, 0);
}

TEST(Verify, PassesAServerThatIsRight) {
  const ScriptedPeer scripted{Defect::none, peer::Clock::real};
  const launch::Manifest manifest;
  const auto report = verify({.endpoint = scripted.endpoint(),
                              .manifest = manifest,
                              .workloads = served(),
                              .seed = 1,
                              .timeout = patient,
                              .body_limit = peer::body_limit},
                             Depth::full);
  EXPECT_TRUE(report.passed()) << told(report);
  EXPECT_EQ(report.checks, static_cast<int>(checks().size()));
  EXPECT_THAT(report.skipped, IsEmpty());
  EXPECT_EQ(report.silences, 0);
  EXPECT_GT(report.took, 0ns);
}

TEST(Verify, PassesARightServerInBrief) {
  const auto report = examine(Defect::none, patient, Depth::brief);
  EXPECT_TRUE(report.passed()) << told(report);
  EXPECT_EQ(report.checks, 2);
}

/// Its timer is late where the machine stood still; whoever asks once more is told the time.
TEST(Verify, PassesAServerWhoseDateIsLateOnce) {
  const auto report = examine(Defect::wakes_up_late);
  EXPECT_TRUE(report.passed()) << told(report);
}

struct Row {
  Defect defect;
  const char *check;
  const char *evidence; ///< what the failure must show
  base::Nanoseconds timeout = patient;
};

class OneDefect : public ::testing::TestWithParam<Row> {};

TEST_P(OneDefect, FailsItsOwnCheckAlone) {
  const auto report = examine(GetParam().defect, GetParam().timeout);
  EXPECT_THAT(failed(report), ElementsAre(GetParam().check)) << told(report);
  EXPECT_THAT(told(report), HasSubstr(GetParam().evidence));
  for (const auto &failure : report.failures) {
    EXPECT_EQ(failure.workload, "sum");
    EXPECT_THAT(failure.request, HasSubstr(" HTTP/1.1"));
    EXPECT_FALSE(failure.expected.empty());
    EXPECT_FALSE(failure.got.empty());
    if (failure.check == "each_request") {
      EXPECT_EQ(failure.asked, "sum/rare");
    } else if (failure.check == "invalid_inputs") {
      EXPECT_THAT(failure.asked, testing::AnyOf("sum/no_query", "sum/text"));
    }
  }
}

// The kernel decides whether a dying peer refuses the next connection or resets it.
constexpr Row defects[] = {
    Row{Defect::wrong_rare_request, "each_request", "- /twice: "},
    Row{Defect::wrong_tenth_connection, "random_draws", "+ {}"},
    Row{Defect::accepts_invalid, "invalid_inputs", "- status: 400\n+ status: 200"},
    Row{Defect::refuses_without_words, "invalid_inputs", "- body: {\"error\": \"<a sentence>\"}\n+ body: bad"},
    Row{Defect::memorises, "alternating_bodies", "+ {\""},
    Row{Defect::answers_path_beginnings, "unknown_path", "- status: 404\n+ status: 200"},
    Row{Defect::no_allow, "wrong_method", "- Allow: GET, POST\n+ Allow: nothing"},
    Row{Defect::wrong_method_is_served, "wrong_method", "- status: 405\n+ status: 400"},
    Row{Defect::head_has_body, "head", "not a valid HTTP answer"},
    Row{Defect::head_has_no_length, "head", "+ Content-Length: nothing"},
    Row{Defect::head_is_refused, "head", "+ status: 405"},
    Row{Defect::ignores_escapes, "query_escapes", "+ status: 400"},
    Row{Defect::knows_no_escapes, "json_spelling", "+ status: 400"},
    Row{Defect::repairs_json, "broken_json", "- status: 400\n+ status: 200"},
    Row{Defect::knows_javascript, "json_constants", "- status: 400\n+ status: 200"},
    Row{Defect::takes_numbers_in_texts, "numbers_as_texts", "- status: 400\n+ status: 200"},
    Row{Defect::fills_in_missing, "missing_members", "- status: 400\n+ status: 200"},
    Row{Defect::refuses_extra, "extra_members", "- status: 200\n+ status: 400"},
    Row{Defect::closes_after_sixty, "keep_alive", "- answer 61 of 100 on one connection"},
    Row{Defect::announces_early_end, "keep_alive", "+ its end was announced after 60"},
    Row{Defect::ignores_close, "connection_close", "+ it stayed open for", impatient},
    Row{Defect::speaks_after_close, "connection_close", "more"},
    Row{Defect::serves_one_at_a_time, "interleaved", "- an answer while half a request waits", impatient},
    Row{Defect::needs_whole_first_line, "split_segments", "+ status: 400"},
    Row{Defect::counts_pieces, "byte_by_byte", "+ status: 400"},
    Row{Defect::drops_second_of_pair, "pipelined_pair", "- answer 2 of 2", impatient},
    Row{Defect::swaps_pair, "pipelined_pair", "+ {\""},
    Row{Defect::has_a_short_queue, "pipelined_sixteen", "- answer 9 of 16", impatient},
    Row{Defect::never_continues, "expect_continue", "- 100 Continue, before the body is sent\n+ no answer within",
        impatient},
    Row{Defect::refuses_expectations, "expect_continue", "- 100 Continue, before the body is sent\n+ status 417"},
    Row{Defect::ignores_chunks, "chunked_body", "+ status: 400"},
    Row{Defect::counts_chunk_lines, "chunked_body", "+ status: 400"},
    Row{Defect::serves_too_large_bodies, "body_limit", "- status 413, before the body is sent\n+ no answer within",
        impatient},
    Row{Defect::loses_large_bodies, "largest_body", "- /length: 65536\n+ /length: 65535"},
    Row{Defect::grows_with_chunks, "largest_body", "- status 413, or a closed connection\n+ status 200"},
    Row{Defect::leaves_refused_body, "error_framing", "+ status: 404"},
    Row{Defect::has_a_small_header, "ordinary_header", "- status: 200\n+ status: 431"},
    Row{Defect::serves_long_header, "long_header", "- status 431, 400 or 413, or a closed connection\n+ status 200"},
    Row{Defect::dies_of_long_header, "long_header", "connection"},
    Row{Defect::fails_on_odd_bytes, "garbage", "- a status below 500, or a closed connection\n+ status 500"},
    Row{Defect::has_no_date, "date", "+ Date: nothing"},
    Row{Defect::has_a_strange_date, "date", "- Date: such as Sun, 06 Nov 1994 08:49:37 GMT"},
    Row{Defect::lives_in_the_past, "date", "- Date: the time of the answer, within 3 s"},
    Row{Defect::stops_its_clock, "date", "as at first"}};

INSTANTIATE_TEST_SUITE_P(Table, OneDefect, ::testing::ValuesIn(defects));

/// A check that no defect is there for could be wrong itself.
TEST(Verify, HasADefectForEachCheck) {
  std::set<std::string> tried;
  for (const auto &row : defects) tried.insert(row.check);
  for (const auto &check : checks()) EXPECT_TRUE(tried.contains(std::string{check.id})) << check.id;
}

TEST(Verify, StopsAfterTwoSilencesAndSaysWhatWasNotRun) {
  const auto report = examine(Defect::hangs, impatient);
  EXPECT_EQ(report.checks, 2);
  EXPECT_EQ(report.silences, 2);
  EXPECT_THAT(failed(report), ElementsAre("each_request", "random_draws"));
  EXPECT_THAT(report.failures.back().got, HasSubstr("no answer within"));
  EXPECT_THAT(report.failures.back().got,
              HasSubstr(std::to_string(checks().size() - 2) + " further checks were not run"));
  EXPECT_GE(report.took, 2 * impatient);
}

TEST(Verify, ShowsWhatCameInsteadOfHttp) {
  const auto report = examine(Defect::talks_nonsense);
  EXPECT_FALSE(report.passed());
  EXPECT_THAT(report.failures.front().got, HasSubstr("hello"));
}

TEST(Verify, TellsThatNobodyIsThere) {
  connection::Endpoint nobody;
  { nobody = ScriptedPeer{Defect::none}.endpoint(); }
  const launch::Manifest manifest;
  const auto report = verify({nobody, manifest, served(), 1, patient}, Depth::full);
  EXPECT_EQ(report.silences, 2);
  EXPECT_THAT(report.failures.front().got, HasSubstr("refused"));
}

TEST(Verify, RefusesACheckThatTakesTooLong) {
  const auto report = examine(Defect::none, 0ns);
  ASSERT_FALSE(report.passed());
  EXPECT_THAT(report.failures.front().expected, HasSubstr("all answers of this check within"));
}

TEST(Verify, SkipsWhatTheManifestExcusesAndListsIt) {
  launch::Manifest manifest;
  manifest.deviations = {{"head", "the framework has none"}};
  const auto report = examine(Defect::head_is_refused, patient, Depth::full, manifest);
  EXPECT_TRUE(report.passed()) << told(report);
  EXPECT_THAT(report.skipped, ElementsAre("head: the framework has none"));
  EXPECT_THAT(report.stale, IsEmpty());
  EXPECT_EQ(report.checks, static_cast<int>(checks().size()) - 1);
}

TEST(Verify, TellsADeviationThatNoLongerOccurs) {
  launch::Manifest manifest;
  manifest.deviations = {{"head", "the framework has none"}};
  const auto report = examine(Defect::none, patient, Depth::full, manifest);
  EXPECT_TRUE(report.passed()) << "it is no wrong answer";
  EXPECT_THAT(report.stale, ElementsAre(HasSubstr("head: the check passes by now")));
  EXPECT_THAT(examine(Defect::none, patient, Depth::brief, manifest).stale, IsEmpty()) << "there is no time for it";
}

TEST(Verify, WaitsForAnExcusedSilenceWithoutCountingIt) {
  launch::Manifest manifest;
  manifest.deviations = {{"pipelined_pair", "no queue"}, {"interleaved", "one thread"}};
  const auto report = examine(Defect::serves_one_at_a_time, impatient, Depth::full, manifest);
  EXPECT_TRUE(report.passed()) << told(report);
  EXPECT_EQ(report.silences, 0);
  EXPECT_THAT(report.stale, ElementsAre(HasSubstr("pipelined_pair")));
}

TEST(Verify, RefusesAWorkloadThatNamesNoCheck) {
  const auto schema = base::parse_json(
      *base::read_file(std::string{REQBENCH_SOURCE_DIR} + "/bench/workload/workload.schema.json"), "schema");
  auto document = base::Json::parse(peer::workload);
  document["checks"] = {"chunked_bodies"};
  const std::vector workloads{*workload::Workload::parse(document.dump(), "sum.json", *schema)};
  const ScriptedPeer scripted{Defect::none};
  const launch::Manifest manifest;
  const auto report = verify({scripted.endpoint(), manifest, workloads, 1, patient}, Depth::brief);
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_THAT(report.failures[0].got, HasSubstr("did you mean chunked_body?"));
}

TEST(Verify, RefusesADeviationThatNamesNoCheck) {
  launch::Manifest manifest;
  manifest.name = "x";
  manifest.deviations = {{"head", "none"}, {"last_answer", "none"}};
  EXPECT_TRUE(check_deviations(manifest));
  manifest.deviations.push_back({"haed", "a slip"});
  const auto refused = check_deviations(manifest);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message(), HasSubstr("servers/x/server.json: at /deviations/2/check: unknown check "
                                                   "'haed'; did you mean head?"));
}

} // namespace
} // namespace reqbench::verify
