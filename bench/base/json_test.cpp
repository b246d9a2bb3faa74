#include "base/json.hpp"

#include "base/file.hpp"
#include "base/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

namespace reqbench::base {
namespace {

std::string refusal(const std::string &text) {
  const auto parsed = parse_json(text, "f.json");
  return parsed ? "accepted: " + to_line(*parsed) : parsed.error().message();
}

Json json(std::string_view text) { return parse_json(text, "test").value(); }

TEST(ParseJson, KeepsTheOrderOfKeys) {
  EXPECT_EQ(to_line(json(R"({"z":1,"a":[2,{"y":3,"b":4}]})")), R"({"z":1,"a":[2,{"y":3,"b":4}]})");
}

TEST(ParseJson, GivesEachValueToItsKeyHoweverListsAndObjectsAreNested) {
  for (const std::string text :
       {R"({"a":[1,{"b":[],"c":{"d":[[2],{}]}},3],"e":{"f":"g"},"h":null})", R"([[{"a":{"a":[{"a":1}],"b":2}}],[]])",
        R"([1,"two",3.5,-4,true,null,{},[]])", R"({})", R"([])", R"("text")"})
    EXPECT_EQ(to_line(json(text)), text);
}

TEST(ParseJson, NamesLineAndColumnOfWhatIsWrong) {
  EXPECT_TRUE(refusal("{\n  \"a\": 1,\n  }").starts_with("f.json:3:3: syntax error")) << refusal("{\n  \"a\": 1,\n  }");
  EXPECT_TRUE(refusal("[1 2]").starts_with("f.json:1:4: syntax error")) << refusal("[1 2]");
  EXPECT_TRUE(refusal("").starts_with("f.json:1:1: syntax error")) << refusal("");
  EXPECT_NE(refusal("[1 2]").find("expected ']'"), std::string::npos) << refusal("[1 2]");
}

TEST(ParseJson, TheKindIsTheCallers) {
  EXPECT_EQ(parse_json("{", "t", ErrorKind::damaged).error().kind(), ErrorKind::damaged);
  EXPECT_EQ(parse_json("{", "t").error().kind(), ErrorKind::usage);
}

TEST(ParseJson, RefusesAKeyThatAppearsTwiceAndSaysWhere) {
  EXPECT_EQ(refusal("{\"a\": 1,\n \"a\": 2}"), "f.json:2:4: the key \"a\" appears twice in one object");
  EXPECT_EQ(refusal(R"([{"b":{"a":1,"a":1}}])"), "f.json:1:16: the key \"a\" appears twice in one object");
  EXPECT_EQ(refusal(R"({"a":1,"\u0061":2})"), "f.json:1:15: the key \"a\" appears twice in one object");
}

TEST(ParseJson, RefusesAKeyThatAppearsTwiceAmongMany) {
  const auto object = [](int keys, const std::string &last) {
    std::string text = "{";
    for (int i = 0; i < keys; ++i) text += "\"k" + std::to_string(i) + "\": 1,";
    return text + "\"" + last + "\": 1}";
  };
  for (const int keys : {31, 32, 33, 500}) {
    EXPECT_TRUE(parse_json("[" + object(keys, "a") + "," + object(keys, "a") + "]", "t")) << keys;
    for (const std::string twice : {"k0", "k30"})
      EXPECT_NE(refusal(object(keys, twice)).find("the key \"" + twice + "\" appears twice"), std::string::npos)
          << keys;
  }
  EXPECT_NE(refusal(object(500, "k499")).find("appears twice"), std::string::npos);
  EXPECT_NE(refusal("[" + object(40, "a") + "," + object(40, "k39") + "]").find("appears twice"), std::string::npos);
}

// Compared each with all before it, so many keys would take minutes.
TEST(ParseJson, TakesAnObjectOfMoreKeysThanAnybodyWrites) {
  constexpr int keys = 200'000;
  std::string text = "{";
  for (int i = 0; i < keys; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const auto object = json(text + "\"last\":null}");
  ASSERT_EQ(object.size(), keys + 1U);
  EXPECT_EQ(object.front(), 0);
  EXPECT_EQ(object.begin().key(), "k0");
  EXPECT_EQ(std::prev(object.end()).key(), "last");
}

TEST(ParseJson, TheSameKeyInTwoObjectsIsFine) { EXPECT_TRUE(parse_json(R"([{"a":1},{"a":{"a":2}}])", "t")); }

TEST(ParseJson, RefusesWhatTheGrammarRefuses) {
  for (const std::string text : {"{", "[", "nul", "01", "1.", "+1", "'a'", "{a:1}", "[1,]", "{} x", "\"\n\"", "NaN",
                                 "\"\\ud800\"", "\"\xff\"", "// comment\n1", "1 2"}) {
    EXPECT_TRUE(refusal(text).starts_with("f.json:")) << text << " → " << refusal(text);
  }
}

TEST(ParseJson, RefusesNumbersThatNoDoubleHolds) {
  EXPECT_EQ(refusal("[1e999]").find("f.json:1:"), 0u);
  EXPECT_NE(refusal("[1e999]").find("number overflow"), std::string::npos) << refusal("[1e999]");
}

TEST(ParseJson, RefusesANulThatWouldHideWhatFollows) {
  EXPECT_EQ(refusal(std::string{"{}\0{", 4}), "f.json:1:3: a NUL byte; JSON is text");
}

TEST(ParseJson, RefusesAByteOrderMarkThatOtherReadersRefuse) {
  EXPECT_EQ(refusal("\xEF\xBB\xBF{}"), "f.json:1:1: a byte order mark; JSON has none: save it as UTF-8 without BOM");
  EXPECT_EQ(refusal("\xEF\xBB{}").find("f.json:1:"), 0u);
  EXPECT_NE(refusal("{}\xEF\xBB\xBF").find("syntax error"), std::string::npos);
  EXPECT_EQ(refusal("\"\xEF\xBB\xBF\""), "accepted: \"\xEF\xBB\xBF\"") << "within a string it is a character";
}

TEST(ParseJson, RefusesNestingThatWouldEndTheStack) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse_json(nested(200), "t"));
  EXPECT_EQ(refusal(nested(201)), "f.json:1:201: nested deeper than 200 levels");
  EXPECT_EQ(refusal(std::string(1'000'000, '[')), "f.json:1:201: nested deeper than 200 levels");
}

TEST(ParseJson, CutsEvidenceThatIsTooLong) { EXPECT_LT(refusal("\"" + std::string(100'000, 'x')).size(), 400u); }

TEST(ParseJson, KeepsWholeNumbersExact) {
  EXPECT_EQ(to_line(json("[18446744073709551615,-9223372036854775808]")),
            "[18446744073709551615,-9223372036854775808]");
}

TEST(WriteJson, OneLineOrIndentedWithANewlineAtTheEnd) {
  const auto document = json(R"({"a":[1,2]})");
  EXPECT_EQ(to_line(document), R"({"a":[1,2]})");
  EXPECT_EQ(to_pretty(document), "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n");
}

TEST(WriteJson, ForPeopleDrivesNoTerminal) {
  const Json document(std::string{"\x1b[2J \x7f \u0080\u009b31m\u009f \u00a0\u00e9 ×"});
  EXPECT_EQ(to_pretty(document), "\"\\u001b[2J \\u007f \\u0080\\u009b31m\\u009f \u00a0\u00e9 ×\"\n");
  EXPECT_EQ(Json::parse(to_pretty(document)), document);
}

TEST(WriteJson, ForPeopleHidesNothing) {
  const Json document{{"na\u200bme", "\u202egnp.exe\ufeff \U000E0041"}};
  EXPECT_EQ(to_pretty(document), "{\n  \"na\\u200bme\": \"\\u202egnp.exe\\ufeff \\udb40\\udc41\"\n}\n");
  EXPECT_EQ(parse_json(to_pretty(document), "it").value(), document);
}

TEST(WriteJson, WhatJsonCannotHoldBecomesNullOrAReplacement) {
  EXPECT_EQ(to_line(Json{std::nan("")}), "[null]");
  EXPECT_EQ(to_line(Json(std::numeric_limits<double>::infinity())), "null");
  EXPECT_EQ(to_line(Json("a\xff")), "\"a\xEF\xBF\xBD\"");
}

TEST(SameValue, IgnoresTheOrderOfKeysAndKeepsThatOfItems) {
  EXPECT_TRUE(same_value(json(R"({"a":1,"b":{"c":2,"d":3}})"), json(R"({"b":{"d":3,"c":2},"a":1})")));
  EXPECT_FALSE(same_value(json("[1,2]"), json("[2,1]")));
  EXPECT_FALSE(same_value(json("[1,2]"), json("[1,2,3]")));
  EXPECT_FALSE(same_value(json(R"({"a":1})"), json(R"({"a":1,"b":1})")));
  EXPECT_FALSE(same_value(json(R"({"a":1,"b":1})"), json(R"({"a":1,"c":1})")));
}

TEST(SameValue, ANumberIsItsValueAndNothingElse) {
  EXPECT_TRUE(same_value(json("1"), json("1.0")));
  EXPECT_TRUE(same_value(json("-0"), json("0")));
  EXPECT_FALSE(same_value(json("1"), json("\"1\"")));
  EXPECT_FALSE(same_value(json("0"), json("false")));
  EXPECT_FALSE(same_value(json("0"), json("null")));
  EXPECT_FALSE(same_value(Json(std::int64_t{-1}), Json(~std::uint64_t{0})));
  EXPECT_FALSE(same_value(json("9007199254740993"), json("9007199254740992.0"))); // 2^53 + 1 is no double
  EXPECT_TRUE(same_value(json("\"ä\""), json("\"\\u00e4\"")));
}

const Json schema = json(R"({
  "$id": "workload.schema.json", "type": "object", "required": ["name"], "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "pattern": "^[a-z_]+$"},
    "weight": {"type": "integer", "minimum": 1, "exclusiveMaximum": 10},
    "version": {"const": 1},
    "requests": {"type": "array", "items": {"$ref": "#/definitions/request"}},
    "either": {"anyOf": [{"type": "string"}, {"type": "number"}]},
    "short": {"type": "string", "maxLength": 3},
    "extra": {"type": "object", "additionalProperties": {"type": "boolean"}}
  },
  "definitions": {"request": {"type": "object", "properties": {"method": {"enum": ["GET", "POST"]}}}}
})");

std::string complaint(std::string_view document) {
  const auto valid = validate_json(json(document), schema, "w.json");
  return valid ? "fine" : valid.error().message();
}

TEST(ValidateJson, AcceptsWhatTheSchemaAllows) {
  EXPECT_EQ(
      complaint(
          R"({"name":"json","weight":9,"version":1,"requests":[{"method":"GET"}],"either":1.5,"extra":{"a":true}})"),
      "fine");
}

TEST(ValidateJson, NamesThePlaceTheExpectedAndTheGot) {
  EXPECT_EQ(complaint(R"({"name":"a","requests":[{},{"method":"FETCH"}]})"),
            R"(w.json: at /requests/1/method: expected one of "GET", "POST", got "FETCH")");
  EXPECT_EQ(complaint(R"({"name":7})"), R"(w.json: at /name: expected the type "string", got 7)");
  EXPECT_EQ(complaint(R"({"name":"A b"})"), R"(w.json: at /name: expected a text that matches "^[a-z_]+$", got "A b")");
  EXPECT_EQ(complaint(R"({"name":"a","weight":0})"), "w.json: at /weight: expected a number of at least 1, got 0");
  EXPECT_EQ(complaint(R"({"name":"a","weight":10})"), "w.json: at /weight: expected a number below 10, got 10");
  EXPECT_EQ(complaint(R"({"name":"a","short":"äöüß"})"),
            R"(w.json: at /short: expected a text with a length of at most 3, got "\u00e4\u00f6\u00fc\u00df")");
  EXPECT_EQ(complaint(R"({"name":"a","version":2})"), "w.json: at /version: expected 1, got 2");
  EXPECT_EQ(complaint(R"({"name":"a","extra":{"b":1}})"), R"(w.json: at /extra/b: expected the type "boolean", got 1)");
  EXPECT_EQ(complaint("[]"), R"(w.json: at the top: expected the type "object", got [])");
}

TEST(ValidateJson, AMissingAndAMistypedKeyAreNamed) {
  EXPECT_EQ(complaint("{}"), "w.json: at the top: expected the key 'name', which is missing");
  EXPECT_TRUE(complaint(R"({"name":"a","wieght":1})")
                  .starts_with("w.json: at the top: unknown key 'wieght'; did you mean weight?"));
}

TEST(ValidateJson, AChoiceThatFailsIsTold) {
  EXPECT_EQ(complaint(R"({"name":"a","either":[]})"),
            "w.json: at /either: Value type not permitted by 'type' constraint. Got []");
}

TEST(ValidateJson, TheOtherProblemsAreDetails) {
  const auto valid = validate_json(json(R"({"weight":0,"version":2})"), schema, "w.json");
  ASSERT_FALSE(valid);
  EXPECT_EQ(valid.error().message(), "w.json: at /version: expected 1, got 2");
  EXPECT_EQ(valid.error().details(),
            (std::vector<std::string>{"at /weight: expected a number of at least 1, got 0",
                                      "at the top: expected the key 'name', which is missing"}));
}

TEST(ValidateJson, ASchemaThatIsNoneIsAnErrorAndNoCrash) {
  for (const std::string_view broken : {R"({"type":7})", R"({"pattern":"("})", R"([])", R"({"$ref":"#/nowhere"})"}) {
    const auto valid = validate_json(json("\"x\""), json(broken), "w.json", ErrorKind::damaged);
    ASSERT_FALSE(valid) << broken;
    EXPECT_NE(valid.error().message().find("the schema itself"), std::string::npos) << valid.error().message();
    EXPECT_EQ(valid.error().kind(), ErrorKind::damaged);
  }
}

class ReadJson : public testing::Test {
protected:
  void write(const std::string &name, std::string_view bytes) {
    ASSERT_TRUE(write_file_atomically(folder / name, bytes));
  }
  void SetUp() override { write("schema.json", R"({"type":"object","required":["a"]})"); }
  std::string failure(const std::string &name) const {
    const auto read = read_json(folder / name, folder / "schema.json");
    return read ? "read" : read.error().message();
  }
  TemporaryFolder temporary;
  std::filesystem::path folder = temporary.path();
};

TEST_F(ReadJson, GivesTheDocumentOfAValidFile) {
  write("fine.json", R"({"a":1})");
  const auto read = read_json(folder / "fine.json", folder / "schema.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(to_line(*read), R"({"a":1})");
}

TEST_F(ReadJson, NamesTheFileOfEveryFailure) {
  write("invalid.json", R"({"b":1})");
  write("broken.json", "{\n\"a\"");
  EXPECT_EQ(failure("invalid.json"),
            (folder / "invalid.json").string() + ": at the top: expected the key 'a', which is missing");
  EXPECT_TRUE(failure("broken.json").starts_with((folder / "broken.json").string() + ":2:"));
  EXPECT_NE(failure("absent.json").find("absent.json: No such file"), std::string::npos);
}

TEST_F(ReadJson, NamesASchemaThatIsMissingOrBroken) {
  write("fine.json", R"({"a":1})");
  write("schema.json", "{");
  EXPECT_NE(failure("fine.json").find("schema.json:1:"), std::string::npos);
  std::filesystem::remove(folder / "schema.json");
  EXPECT_NE(failure("fine.json").find("schema.json: No such file"), std::string::npos);
}

} // namespace
} // namespace reqbench::base
