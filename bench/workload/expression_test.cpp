#include "workload/expression.hpp"
#include "workload/text_template.hpp"

#include <gtest/gtest.h>

namespace reqbench::workload {
namespace {

using base::Json;

/// Variables that hold their own "generator" as their value.
const Json values = Json::parse(R"({
  "id": 41, "who": "Ann \"é\" & co", "big": 9223372036854775807, "flag": true, "minus": -1, "half": 0.5,
  "raw": null, "digits": "123456789", "none": "", "huge": 18446744073709551615,
  "lines": [{"q": 2, "p": 100}, {"q": 10, "p": 5}]})");

const Json raw_bytes = Json::binary({0x00, 0xff, 0x0d, 0x0a});

Variables variables() {
  return {values, [](const std::string &name, const Json &value) { return name == "raw" ? raw_bytes : value; }};
}

const Json::json_pointer at{"/here"};

/// The value as one line, or the error.
std::string value(const char *expression) {
  auto names = variables();
  const auto result = evaluate(Json::parse(expression), at, Scope{names});
  return result ? base::to_line(*result) : result.error().message();
}

TEST(Expression, PlainJsonIsItself) {
  EXPECT_EQ(value(R"({"a":[1,"x",null,true,1.5,{}]})"), R"({"a":[1,"x",null,true,1.5,{}]})");
}

TEST(Expression, GetIsTheVariable) {
  EXPECT_EQ(value(R"({"a":{"$get":"id"},"b":[{"$get":"flag"}]})"), R"({"a":41,"b":[true]})");
  EXPECT_EQ(value(R"({"$get":"lines"})"), R"([{"q":2,"p":100},{"q":10,"p":5}])");
}

TEST(Expression, CountIsTheLengthOfAList) { EXPECT_EQ(value(R"({"$count":"lines"})"), "2"); }

TEST(Expression, SizeAndCrc32AreThoseOfTheBytes) {
  EXPECT_EQ(value(R"({"$size":"digits"})"), "9");
  EXPECT_EQ(value(R"({"$crc32":"digits"})"), R"("cbf43926")") << "the check value of every table of CRCs";
  EXPECT_EQ(value(R"({"$size":"none"})"), "0");
  EXPECT_EQ(value(R"({"$crc32":"none"})"), R"("00000000")");
  EXPECT_EQ(value(R"({"$size":"who"})"), "13") << "bytes, not characters";
  EXPECT_EQ(value(R"({"$size":"raw"})"), "4");
  EXPECT_EQ(value(R"({"$crc32":"raw"})"),
            R"("caa77ca2")"); // python3 -c 'import zlib; print(hex(zlib.crc32(b"\0\xff\r\n")))'
}

TEST(Expression, BytesStandInTextsOnly) {
  EXPECT_EQ(value(R"({"$get":"raw"})"), R"(at /here/$get: expected the name of a value that JSON can hold, got "raw")");
  EXPECT_EQ(value(R"({"$size":"id"})"), R"(at /here/$size: expected the name of a text or of bytes, got "id")");
  EXPECT_EQ(value(R"({"$crc32":7})"), R"(at /here/$crc32: expected the name of a text or of bytes, got 7)");
  auto names = variables();
  EXPECT_EQ(*fill("<${raw}>", Encoding::none, at, Scope{names}), std::string("<\0\xff\r\n>", 6));
  EXPECT_EQ(*fill("/${raw}", Encoding::percent, at, Scope{names}), "/%00%FF%0D%0A");
}

TEST(Expression, AddAndProductFoldNamesNumbersAndExpressions) {
  EXPECT_EQ(value(R"({"$add":["id",1]})"), "42");
  EXPECT_EQ(value(R"({"$product":["id",2,{"$add":[1,2]}]})"), "246"); // 41 × 2 × 3
  EXPECT_EQ(value(R"({"$add":["big",0]})"), "9223372036854775807");
}

TEST(Expression, SumAddsOverTheElements) {
  EXPECT_EQ(value(R"({"$sum":{"over":"lines","of":"q"}})"), "12");
  EXPECT_EQ(value(R"({"$sum":{"over":"lines","of":{"$product":["q","p"]}}})"), "250"); // 2 × 100 + 10 × 5
  EXPECT_EQ(value(R"({"$sum":{"over":"lines","of":{"$product":["q","id"]}}})"), "492") << "variables stay visible";
}

TEST(Expression, MapGivesOneValueAnElement) {
  EXPECT_EQ(value(R"({"$map":{"over":"lines","to":{"t":{"$product":["q","p"]},"id":{"$get":"id"}}}})"),
            R"([{"t":200,"id":41},{"t":50,"id":41}])");
}

TEST(Expression, NamesAnUnknownVariableAndTheNearest) {
  EXPECT_EQ(value(R"({"a":{"$get":"lnes"}})").substr(0, 70),
            "at /here/a/$get: unknown variable 'lnes'; did you mean lines? there ar");
  EXPECT_EQ(value(R"({"$map":{"over":"lines","to":{"$get":"qq"}}})").substr(0, 63),
            "at /here/$map/to/$get: unknown variable 'qq'; did you mean q? t");
}

TEST(Expression, NamesAnUnknownOperatorAndTheNearest) {
  EXPECT_EQ(value(R"([{"$cuont":"lines"}])"), "at /here/0: unknown operator '$cuont'; did you mean $count? there are: "
                                              "$get, $count, $sum, $map, $product, $add, $size, $crc32");
}

TEST(Expression, AnOperatorStandsAlone) {
  EXPECT_EQ(value(R"({"$get":"id","b":1})"),
            R"(at /here: expected an operator alone in its object, got {"$get":"id","b":1})");
}

TEST(Expression, RefusesWrongTypesWithTheirPlace) {
  EXPECT_EQ(value(R"({"$get":1})"), "at /here/$get: expected a name, got 1");
  EXPECT_EQ(value(R"({"$count":"id"})"), "at /here/$count: expected the name of a list, got \"id\"");
  EXPECT_EQ(value(R"({"$count":[]})"), "at /here/$count: expected the name of a list, got []");
  EXPECT_EQ(value(R"({"$add":[]})"), "at /here/$add: expected an array of names and numbers, got []");
  EXPECT_EQ(value(R"({"$add":"id"})"), "at /here/$add: expected an array of names and numbers, got \"id\"");
  EXPECT_EQ(value(R"({"$sum":"lines"})"),
            R"(at /here/$sum: expected {"over": the name of a list, "of": …}, got "lines")");
  EXPECT_EQ(value(R"({"$map":{"over":"lines","of":1}})"),
            R"(at /here/$map: expected {"over": the name of a list, "to": …}, got {"over":"lines","of":1})");
}

TEST(Expression, ComputesWithWholeNumbersThatAreNotNegativeOnly) {
  const std::string wanted =
      ": expected a whole number from 0 to 2^63 - 1, or a name or an operator that gives one, got ";
  for (const char *name : {"flag", "minus", "half", "huge", "lines"}) {
    const auto said = value((R"({"$add":[1,")" + std::string{name} + "\"]}").c_str());
    EXPECT_EQ(said, "at /here/$add/1" + wanted + base::to_line(values.at(name)));
  }
  EXPECT_EQ(value(R"({"$product":[true]})"), "at /here/$product/0" + wanted + "true");
  EXPECT_EQ(value(R"({"$sum":{"over":"lines","of":null}})"), "at /here/$sum/of" + wanted + "null");
}

TEST(Expression, RefusesWhatDoesNotFitIn64Bits) {
  const std::string said = ": the result can grow beyond 64 bits; make the variables smaller";
  EXPECT_EQ(value(R"({"$add":["big",1]})"), "at /here/$add" + said);
  EXPECT_EQ(value(R"({"$product":["big",2]})"), "at /here/$product" + said);
  EXPECT_EQ(value(R"({"$sum":{"over":"lines","of":"big"}})"), "at /here/$sum" + said);
}

TEST(Expression, PassesAnErrorUpFromAnyDepth) {
  EXPECT_EQ(value(R"([{"$add":[{"$get":"no_such"}]}])").substr(0, 32), "at /here/0/$add/0/$get: unknown ");
  EXPECT_EQ(value(R"({"$count":"no_such"})").substr(0, 23), "at /here/$count: unknow");
  EXPECT_EQ(value(R"({"$sum":{"over":"no_such","of":1}})").substr(0, 26), "at /here/$sum/over: unknow");
}

std::string filled(std::string_view text, Encoding encoding) {
  auto names = variables();
  const auto result = fill(text, encoding, at, Scope{names});
  return result ? *result : result.error().message();
}

TEST(TextTemplate, FillsValuesIn) {
  EXPECT_EQ(filled("/x", Encoding::percent), "/x");
  EXPECT_EQ(filled("/x?id=${id}&f=${flag}#$", Encoding::percent), "/x?id=41&f=true#$");
  EXPECT_EQ(filled("<${who}>", Encoding::none), "<Ann \"é\" & co>");
}

TEST(TextTemplate, PercentEncodesValuesOnly) {
  // é is C3 A9 in UTF-8 (RFC 3629).
  EXPECT_EQ(filled("/x?who=${who}", Encoding::percent), "/x?who=Ann%20%22%C3%A9%22%20%26%20co");
  EXPECT_EQ(percent_encoded("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encoded("/?#+%"), "%2F%3F%23%2B%25");
}

TEST(TextTemplate, RefusesWhatCannotBeFilledIn) {
  EXPECT_EQ(filled("/x?id=${id", Encoding::percent), "at /here: a ${ is not closed by a }");
  EXPECT_EQ(filled("${lines}", Encoding::none), "at /here: ${lines} is a list; expected a single value");
  EXPECT_EQ(filled("${idd}", Encoding::none).substr(0, 55), "at /here: unknown variable 'idd'; did you mean id? ther");
}

} // namespace
} // namespace reqbench::workload
