#include "workload/workload.hpp"

#include "base/file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

namespace reqbench::workload {
namespace {

namespace fs = std::filesystem;
using base::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const fs::path source_dir = REQBENCH_SOURCE_DIR;

const Json &schema() {
  static const Json parsed =
      Json::parse(base::read_file(source_dir / "bench/workload/workload.schema.json").value_or("null"));
  return parsed;
}

/// A small workload that is right; tests break one place of it.
const Json sound = Json::parse(R"({
  "name": "t", "title": "a test", "description": ["First.", "Second."],
  "variables": {
    "count": {"integer": {"min": 0, "max": 9}},
    "word": {"text": {"alphabet": "aé€", "min": 1, "max": 4}},
    "items": {"list": {"min": 1, "max": 3, "of": {"n": {"integer": {"min": 1, "max": 5}}}}}
  },
  "requests": [
    {"name": "make", "weight": 3, "method": "POST", "target": "/t/${count}?w=${word}", "headers": {"X-A": "b"},
     "body": {"json": {"word": {"$get": "word"}, "items": {"$get": "items"}}},
     "expect": {"status": 201, "content_type": "application/json", "headers": {"X-B": "c"},
                "json": {"sum": {"$sum": {"over": "items", "of": "n"}}}}},
    {"name": "read", "method": "GET", "target": "/t/${count}", "expect": {"status": 200, "text": "${count} ${word}"}},
    {"name": "rare", "weight": 0, "method": "DELETE", "target": "/other", "expect": {"status": 204}}
  ],
  "invalid": [
    {"name": "no_word", "change": {"word": null}},
    {"name": "text", "body": {"text": "{${count}"}},
    {"name": "gone", "method": "GET", "target": "/t/x", "headers": {}, "body": {"text": ""},
     "expect": {"status": 404}}
  ]})");

base::Result<Workload> parse(const Json &document) { return Workload::parse(document.dump(), "t.json", schema()); }

/// `sound` with one place replaced.
Json with(const char *place, Json value) {
  Json changed = sound;
  changed[Json::json_pointer{place}] = std::move(value);
  return changed;
}

std::string problem(const Json &document) {
  const auto parsed = parse(document);
  return parsed ? "fine" : parsed.error().message();
}

TEST(Workload, IsReadFromItsText) {
  const auto workload = parse(sound);
  ASSERT_TRUE(workload) << workload.error().message();
  EXPECT_EQ(workload->name(), "t");
  EXPECT_EQ(workload->title(), "a test");
  EXPECT_EQ(workload->description(), "First.\nSecond.");
  EXPECT_EQ(workload->document(), sound);
}

TEST(Workload, FillsEveryPartOfACase) {
  const auto drawn = parse(sound)->one_of_each(42);
  ASSERT_EQ(drawn.size(), 3u);
  const auto &make = drawn[0];
  EXPECT_EQ(make.name, "t/make");
  EXPECT_EQ(make.method, "POST");
  EXPECT_THAT(make.target, StartsWith("/t/"));
  EXPECT_THAT(make.fields, ElementsAre(Field{"X-A", "b"}));
  const Json body = Json::parse(make.body);
  int sum = 0;
  for (const auto &item : body.at("items")) sum += item.at("n").get<int>();
  EXPECT_EQ(make.expect.status, 201);
  EXPECT_EQ(make.expect.body, BodyRule::json);
  EXPECT_EQ(make.expect.json, Json({{"sum", sum}}));
  EXPECT_EQ(make.expect.content_type, "application/json");
  EXPECT_THAT(make.expect.fields, ElementsAre(Field{"X-B", "c"}));
  const auto &read = drawn[1];
  EXPECT_EQ(read.expect.body, BodyRule::text);
  EXPECT_EQ("/t/" + read.expect.text.substr(0, 1), read.target) << "one value a variable and case";
  EXPECT_EQ(drawn[2].expect.body, BodyRule::any);
}

TEST(Workload, DrawsTheSameCasesFromTheSameSeed) {
  const auto workload = parse(sound);
  const auto bytes = [&](std::uint64_t seed) {
    std::string all;
    for (const auto &drawn : workload->draw(seed, 20)) all += render(drawn, "h");
    return all;
  };
  EXPECT_EQ(bytes(1), bytes(1));
  EXPECT_NE(bytes(1), bytes(2));
}

// From a second implementation of the random streams, in Python: the numbers of "t/draw/count", seed 42, index 0 to 2.
TEST(Workload, DrawsTheSameCasesOnEveryMachine) {
  Json only_count = sound;
  only_count["variables"] = {{"count", sound.at("variables").at("count")}};
  only_count["requests"] =
      Json::array({{{"name", "read"}, {"method", "GET"}, {"target", "/${count}"}, {"expect", {{"status", 200}}}}});
  only_count.erase("invalid");
  const auto workload = parse(only_count);
  ASSERT_TRUE(workload) << workload.error().message();
  std::vector<std::string> targets;
  for (const auto &drawn : workload->draw(42, 3)) targets.push_back(drawn.target);
  EXPECT_THAT(targets, ElementsAre("/0", "/5", "/7"));
}

TEST(Workload, DrawsRequestsByTheirWeight) {
  std::map<std::string, int> drawn;
  for (const auto &one : parse(sound)->draw(7, 4000)) ++drawn[one.name];
  // Binomial with p = 3/4: 3000 expected, standard deviation 27.4; six of them.
  EXPECT_NEAR(drawn["t/make"], 3000, 165);
  EXPECT_EQ(drawn["t/make"] + drawn["t/read"], 4000) << "weight 0 is never drawn";
}

TEST(Workload, WeighsItsCasesSoThatSharesAreExact) {
  for (const std::size_t count : {2u, 3u, 512u}) {
    std::map<std::string, double> shares;
    for (const auto &one : parse(sound)->draw(7, count)) shares[one.name] += one.weight;
    EXPECT_NEAR(shares["t/make"], 3, 1e-9) << count;
    EXPECT_NEAR(shares["t/read"], 1, 1e-9) << count;
  }
  // Where there is room, even the rarest is among them; one case alone is drawn by weight.
  Json rare = sound;
  rare["requests"][0]["weight"] = 1000;
  std::map<std::string, int> drawn;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const auto &one : parse(rare)->draw(seed, 2)) ++drawn[one.name];
    EXPECT_EQ(parse(rare)->draw(seed, 1).front().name, "t/make");
  }
  EXPECT_EQ(drawn["t/read"], 20);
}

TEST(Workload, CompletesInvalidInputsFromTheFirstRequest) {
  const auto refused = parse(sound)->draw_invalid(1);
  ASSERT_EQ(refused.size(), 3u);
  EXPECT_EQ(refused[0].name, "t/no_word");
  EXPECT_EQ(refused[0].method, "POST");
  EXPECT_THAT(refused[0].fields, ElementsAre(Field{"X-A", "b"}));
  EXPECT_FALSE(Json::parse(refused[0].body).contains("word"));
  EXPECT_TRUE(Json::parse(refused[0].body).contains("items"));
  EXPECT_EQ(refused[0].expect.status, 400);
  EXPECT_EQ(refused[0].expect.body, BodyRule::error);
  EXPECT_EQ(refused[1].body.size(), 2u);
  EXPECT_EQ(refused[2].method, "GET");
  EXPECT_EQ(refused[2].expect.status, 404);
  EXPECT_EQ(refused[2].expect.body, BodyRule::any);
}

TEST(Workload, GathersTheMethodsOfEachPath) {
  const auto workload = parse(sound);
  const auto &routes = workload->routes();
  ASSERT_EQ(routes.size(), 2u);
  EXPECT_THAT(routes[0].path, StartsWith("/t/"));
  EXPECT_THAT(routes[0].methods, ElementsAre("POST", "GET"));
  EXPECT_EQ(routes[1].path, "/other");
}

struct Broken {
  const char *place;
  const char *value;
  const char *said;
};

class WorkloadErrors : public ::testing::TestWithParam<Broken> {};

TEST_P(WorkloadErrors, NameTheFileThePlaceAndWhatWasExpected) {
  EXPECT_THAT(problem(with(GetParam().place, Json::parse(GetParam().value))), HasSubstr(GetParam().said));
}

INSTANTIATE_TEST_SUITE_P(
    EachRule, WorkloadErrors,
    ::testing::Values(
        Broken{"/requests/0/method", "\"FETCH\"", "t.json: at /requests/0/method: expected one of \"GET\""},
        Broken{"/title", "7", "t.json: at /title"}, //
        Broken{"/naem", "7", "unknown key 'naem'; did you mean name?"},
        Broken{"/requests", "[]", "t.json: at /requests"},
        Broken{"/requests/0/target", "\"no slash\"", "at /requests/0/target"},
        Broken{"/requests/0/target", "\"/${cuont}\"",
               "t.json: at /requests/0/target: unknown variable 'cuont'; did you mean count?"},
        Broken{"/requests/1/expect/text", "\"${items}\"", "at /requests/1/expect/text: ${items} is a list"},
        Broken{"/requests/1/expect/json", "1", "at /requests/1/expect"},
        Broken{"/requests/0/expect/json/sum", R"({"$sum": {"over": "items", "of": "m"}})",
               "at /requests/0/expect/json/sum/$sum/of: unknown variable 'm'"},
        Broken{"/requests/0/body/json/word", R"({"$gett": "word"})",
               "at /requests/0/body/json/word: unknown operator '$gett'; did you mean $get?"},
        Broken{"/requests/1/name", "\"make\"", "at /requests/1/name: the name 'make' stands twice"},
        Broken{"/requests/0/headers/Host", "\"h\"", "at /requests/0/headers/Host: reqbench sets this header itself"},
        Broken{"/requests/0/headers/transfer-encoding", "\"chunked\"", "reqbench sets this header itself"},
        Broken{"/requests/0/headers/X A", "\"h\"", "at /requests/0/headers/X A: expected a header's name"},
        Broken{"/requests/0/headers/X-A", "\"b\\r\\nEvil: 1\"", "at /requests/0/headers/X-A"},
        Broken{"/requests/0/expect/headers/Host", "\"h\"", "at /requests/0/expect/headers/Host"},
        Broken{"/invalid/0/change/word", R"({"$get": "wrod"})",
               "at /invalid/0/body/json/word/$get: unknown variable 'wrod'; did you mean word?"},
        Broken{"/invalid/2/change", R"({"word": null})", "at /invalid/2"},
        Broken{"/invalid/0/name", "\"text\"", "at /invalid/1/name: the name 'text' stands twice"},
        Broken{"/variables/count/integer/min", "10", "at /variables/count/integer: expected min ≤ max"},
        Broken{"/variables/count/integer/min", "-1", "at /variables/count/integer/min"},
        Broken{"/variables/items/list/min", "0", "at /variables/items/list/min"},
        Broken{"/variables/items/list/of/n/integer/max", "0", "at /variables/items/list/of/n/integer: expected min"},
        Broken{"/variables/items/list/of/Bad", R"({"choice": [1]})",
               "at /variables/items/list/of/Bad: expected a name"},
        Broken{"/variables/Bad", R"({"choice": [1]})", "at /variables/Bad: expected a name"},
        Broken{"/variables/spare", R"({"choice": [1]})", "at /variables/spare: no request uses this variable"},
        Broken{"/variables/word/bytes", R"({"min": 1, "max": 2})", "at /variables/word"},
        Broken{"/variables/word", R"({"bytes": {"min": 3, "max": 2}})", "at /variables/word/bytes: expected min ≤ max"},
        Broken{"/variables/word", R"({"bytes": {"min": 1, "max": 2}})",
               "at /requests/0/body/json/word/$get: expected the name of a value that JSON can hold"},
        Broken{"/variables/word", R"({"choice": []})", "at /variables/word/choice"},
        Broken{"/variables/word", R"({"words": 1})", "at /variables/word: unknown key 'words'"}));

TEST(Workload, NamesTheChecksThatItGetsBesides) {
  EXPECT_TRUE(parse(sound)->checks().empty());
  EXPECT_THAT(parse(with("/checks", {"chunked_body"}))->checks(), ElementsAre("chunked_body"));
  EXPECT_THAT(problem(with("/checks", {"No"})), HasSubstr("at /checks/0"));
}

TEST(Workload, DrawsABodyOfAnySize) {
  EXPECT_FALSE(parse(sound)->draw_of_size(1, 10)) << "none of its bodies holds bytes";
  Json changed = with("/variables/blob", Json::parse(R"({"bytes": {"min": 1, "max": 2}})"));
  changed["requests"].push_back(Json::parse(R"({"name": "put", "weight": 0, "method": "PUT", "target": "/blob",
    "body": {"text": "<${blob}>"}, "expect": {"status": 200, "json": {"size": {"$size": "blob"}}}})"));
  const auto drawn = parse(changed)->draw_of_size(1, 70'000);
  ASSERT_TRUE(drawn);
  EXPECT_EQ(drawn->name, "t/put");
  EXPECT_EQ(drawn->body.size(), 70'002U);
  EXPECT_EQ(drawn->expect.json, Json({{"size", 70'000}}));
  EXPECT_EQ(parse(changed)->draw_of_size(1, 70'000)->body, drawn->body) << "the seed repeats it";
  EXPECT_NE(parse(changed)->draw_of_size(2, 70'000)->body, drawn->body);
}

TEST(Workload, RefusesAFileWhoseRequestsAreNeverDrawn) {
  Json changed = sound;
  for (auto &request : changed["requests"]) request["weight"] = 0;
  EXPECT_EQ(problem(changed), "t.json: at /requests: expected at least one request with a weight above 0");
}

TEST(Workload, RefusesAChangeWhereThereIsNoJsonBody) {
  Json changed = sound;
  changed["requests"].erase(0);
  EXPECT_EQ(problem(changed), "t.json: at /invalid/0/change: there is no json body in /requests/0 to change");
}

TEST(Workload, RefusesTotalsThatCouldOverflow) {
  const auto times = [](int factor) {
    Json changed = with("/variables/items/list/of/n/integer/max", 9007199254740991); // 2^53 - 1
    changed["requests"][0]["expect"]["json"]["sum"] = {
        {"$sum", {{"over", "items"}, {"of", {{"$product", {"n", factor}}}}}}};
    return problem(changed);
  };
  EXPECT_EQ(times(341), "fine"); // three items: 1023 × (2^53 - 1) < 2^63
  EXPECT_THAT(times(342), HasSubstr("beyond 64 bits"));
}

TEST(Workload, NamesTheLineOfBrokenJson) {
  const auto broken = Workload::parse("{\n  \"name\": \"t\",\n  oops\n}", "t.json", schema());
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message(), StartsWith("t.json:3:"));
  EXPECT_EQ(broken.error().kind(), base::ErrorKind::usage);
}

TEST(Workload, RefusesAByteOrderMarkBeforeItsText) {
  const auto marked = Workload::parse("\xEF\xBB\xBF" + sound.dump(), "t.json", schema());
  ASSERT_FALSE(marked);
  EXPECT_THAT(marked.error().message(), HasSubstr("t.json:1:1: a byte order mark"));
}

/// A folder of its own, and a checkout that names the schema.
class WorkloadFiles : public ::testing::Test {
protected:
  void SetUp() override {
    ::setenv("REQBENCH_ROOT", source_dir.c_str(), 1);
    std::string name = (fs::temp_directory_path() / "reqbench-workload-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
  }
  void TearDown() override {
    fs::remove_all(folder);
    ::unsetenv("REQBENCH_ROOT");
  }
  void write(const char *name, const std::string &text) {
    ASSERT_TRUE(base::write_file_atomically(folder / name, text).has_value());
  }
  fs::path folder;
};

TEST_F(WorkloadFiles, AreReadByTheirName) {
  write("t.json", sound.dump());
  const auto read = Workload::read(folder / "t.json");
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->name(), "t");
}

TEST_F(WorkloadFiles, CarryTheNameOfTheirStem) {
  write("u.json", sound.dump());
  EXPECT_EQ(Workload::read(folder / "u.json").error().message(),
            (folder / "u.json").string() + ": at /name: expected \"u\", the file's stem, got \"t\"");
}

TEST_F(WorkloadFiles, ThatAreMissingAreNamed) {
  EXPECT_THAT(Workload::read(folder / "none.json").error().message(), HasSubstr("none.json"));
}

TEST_F(WorkloadFiles, NeedTheSchemaOfACheckout) {
  ::setenv("REQBENCH_ROOT", folder.c_str(), 1);
  write("t.json", sound.dump());
  EXPECT_THAT(Workload::read(folder / "t.json").error().message(), HasSubstr("REQBENCH_ROOT"));
  fs::create_directories(folder / "servers");
  fs::create_directories(folder / "bench/workload/catalog");
  EXPECT_THAT(Workload::read(folder / "t.json").error().message(), HasSubstr("workload.schema.json"));
  write("bench/workload/workload.schema.json", "{");
  EXPECT_THAT(Workload::read(folder / "t.json").error().message(), HasSubstr("workload.schema.json:1:"));
}

TEST_F(WorkloadFiles, MakeACatalogInTheOrderOfTheirNames) {
  write("t.json", sound.dump());
  write("a.json", with("/name", "a").dump());
  write("notes.txt", "not a workload");
  const auto catalog = read_catalog(folder);
  ASSERT_TRUE(catalog) << catalog.error().message();
  ASSERT_EQ(catalog->size(), 2u);
  EXPECT_EQ((*catalog)[0].name(), "a");
  EXPECT_EQ((*catalog)[1].name(), "t");
}

TEST_F(WorkloadFiles, ThatAreBrokenBreakTheCatalog) {
  write("a.json", with("/name", "a").dump());
  write("t.json", "{}");
  EXPECT_THAT(read_catalog(folder).error().message(), HasSubstr("t.json"));
}

TEST_F(WorkloadFiles, AreMissedInAnEmptyOrAbsentFolder) {
  EXPECT_THAT(read_catalog(folder).error().message(), HasSubstr("holds no workload"));
  EXPECT_THAT(read_catalog(folder / "none").error().message(), HasSubstr("No such file"));
}

} // namespace
} // namespace reqbench::workload
