#include "workload/expectation.hpp"

#include <gtest/gtest.h>

namespace reqbench::workload {
namespace {

using base::Json;
using What = Mismatch::What;

Expectation order_answer() {
  Expectation wanted;
  wanted.body = BodyRule::json;
  wanted.content_type = "application/json";
  wanted.json = Json::parse(
      R"({"customer": "Ann", "lines": [{"total_cents": 200}, {"total_cents": 1000}], "total_cents": 1200})");
  return wanted;
}

Answer json_answer(std::string body) {
  return {200, {{"content-type", "application/json; charset=utf-8"}}, std::move(body)};
}

/// What check says, as "where: expected | got", or "right".
std::string verdict(const Expectation &wanted, const Answer &answer) {
  const auto mismatch = check(wanted, answer);
  return mismatch ? mismatch->where + ": " + mismatch->expected + " | " + mismatch->got : "right";
}

std::string json_verdict(const std::string &body) { return verdict(order_answer(), json_answer(body)); }

TEST(Check, AcceptsTheRightValueInAnyOrderAndSpacing) {
  EXPECT_EQ(json_verdict(R"({"total_cents":1200,"lines":[{"total_cents":200},{"total_cents":1000}],"customer":"Ann"})"),
            "right");
  EXPECT_EQ(
      json_verdict(" {\"customer\" : "
                   "\"\\u0041nn\",\n\"lines\":[{\"total_cents\":200},{\"total_cents\":1000}],\"total_cents\":1200.0}"),
      "right");
}

TEST(Check, NamesTheMemberThatDiffers) {
  EXPECT_EQ(json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":1000}],"total_cents":1100})"),
            "/total_cents: 1200 | 1100");
  EXPECT_EQ(json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":999}],"total_cents":1200})"),
            "/lines/1/total_cents: 1000 | 999");
  EXPECT_EQ(
      json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":1000}],"total_cents":"1200"})"),
      "/total_cents: 1200 | \"1200\"");
}

TEST(Check, NamesWhatIsMissingAndWhatIsTooMuch) {
  EXPECT_EQ(json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":1000}]})"),
            "/total_cents: 1200 | nothing");
  EXPECT_EQ(json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200}],"total_cents":1200})"),
            "/lines/1: {\"total_cents\":1000} | nothing");
  EXPECT_EQ(
      json_verdict(R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":1000},7],"total_cents":1200})"),
      "/lines/2: nothing | 7");
  EXPECT_EQ(json_verdict(
                R"({"customer":"Ann","lines":[{"total_cents":200},{"total_cents":1000}],"total_cents":1200,"a/b":1})"),
            "/a~1b: nothing | 1");
}

TEST(Check, ComparesWholeDocumentsOfDifferentKinds) {
  EXPECT_EQ(verdict(order_answer(), json_answer("[]")).substr(0, 6), "body: ");
  EXPECT_EQ(json_verdict(R"({"customer":{},"lines":[],"total_cents":1})"), "/customer: \"Ann\" | {}");
}

TEST(Check, SaysWhatABodyThatIsNoJsonWas) {
  const auto mismatch = check(order_answer(), json_answer("<html>"));
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->where, "body");
  EXPECT_NE(mismatch->got.find("<html>"), std::string::npos) << mismatch->got;
  EXPECT_TRUE(check(order_answer(), json_answer("")));
}

TEST(Check, LooksAtTheStatusBeforeAnythingElse) {
  const auto mismatch = check(order_answer(), {500, {}, "oops"});
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->what, What::status);
  EXPECT_EQ(mismatch->expected, "200");
  EXPECT_EQ(mismatch->got, "500");
}

TEST(Check, ComparesTheMediaTypeOnly) {
  Expectation wanted;
  wanted.content_type = "text/plain";
  EXPECT_EQ(verdict(wanted, {200, {{"Content-Type", "Text/Plain; charset=utf-8"}}, ""}), "right");
  EXPECT_EQ(verdict(wanted, {200, {{"Content-Type", "text/html"}}, ""}), "Content-Type: text/plain | text/html");
  EXPECT_EQ(verdict(wanted, {200, {}, ""}), "Content-Type: text/plain | nothing");
}

TEST(Check, ComparesOtherFieldsByValue) {
  Expectation wanted;
  wanted.fields = {{"X-Page", "2"}};
  EXPECT_EQ(verdict(wanted, {200, {{"x-page", "2"}}, ""}), "right");
  EXPECT_EQ(verdict(wanted, {200, {{"x-page", "3"}}, ""}), "X-Page: 2 | 3");
  EXPECT_EQ(verdict(wanted, {200, {}, ""}), "X-Page: 2 | nothing");
}

TEST(Check, TakesAllowAsASetThatMayNameHeadAndOptionsToo) {
  Expectation wanted;
  wanted.status = 405;
  wanted.fields = {{"Allow", "GET, PUT"}};
  const auto allow = [&](std::vector<Field> fields) { return verdict(wanted, {405, std::move(fields), ""}); };
  EXPECT_EQ(allow({{"Allow", "PUT,GET"}}), "right");
  EXPECT_EQ(allow({{"Allow", "OPTIONS, GET, HEAD, PUT"}}), "right");
  EXPECT_EQ(allow({{"Allow", "GET"}, {"allow", "PUT"}}), "right") << "several lines are one list";
  EXPECT_EQ(allow({{"Allow", "GET"}}), "Allow: GET, PUT | GET");
  EXPECT_EQ(allow({{"Allow", "GET, PUT, DELETE"}}), "Allow: GET, PUT | GET, PUT, DELETE");
  EXPECT_EQ(allow({}), "Allow: GET, PUT | nothing");
}

TEST(Check, ComparesTextByteForByteAndSaysWhere) {
  Expectation wanted;
  wanted.body = BodyRule::text;
  wanted.text = "Hello, World!";
  EXPECT_EQ(verdict(wanted, {200, {}, "Hello, World!"}), "right");
  EXPECT_EQ(verdict(wanted, {200, {}, "Hello, world!"}),
            "body, byte 7: \"Hello, World!\" (13 bytes) | \"Hello, world!\" (13 bytes)");
  EXPECT_EQ(verdict(wanted, {200, {}, "Hello, World!\n"}),
            "body, byte 13: \"Hello, World!\" (13 bytes) | \"Hello, World!\\n\" (14 bytes)");
  EXPECT_EQ(verdict(wanted, {200, {}, ""}), "body, byte 0: \"Hello, World!\" (13 bytes) | \"\" (0 bytes)");
}

TEST(Check, ShortensALongBody) {
  Expectation wanted;
  wanted.body = BodyRule::text;
  const auto mismatch = check(wanted, {200, {}, std::string(5000, 'x')});
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->got, "\"" + std::string(160, 'x') + "…\" (5000 bytes)");
}

TEST(Check, WantsARefusalToSayWhy) {
  Expectation wanted;
  wanted.status = 400;
  wanted.body = BodyRule::error;
  const auto said = [&](std::string body) { return verdict(wanted, {400, {}, std::move(body)}); };
  EXPECT_EQ(said(R"({"error": "lines: expected 1 to 100", "more": 1})"), "right");
  for (const char *body : {R"({"error": ""})", R"({"error": 1})", R"({"detail": "x"})", R"(["error"])", "error"})
    EXPECT_EQ(said(body), std::string{"body: {\"error\": \"<a sentence>\"} | "} + body);
  EXPECT_EQ(said(""), "body: {\"error\": \"<a sentence>\"} | nothing");
}

TEST(Check, LooksAtNoBodyWhenAnyIsRight) { EXPECT_EQ(verdict(Expectation{}, {200, {}, "whatever"}), "right"); }

} // namespace
} // namespace reqbench::workload
