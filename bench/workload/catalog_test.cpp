// The committed catalog, as every server author relies on it.
#include "base/file.hpp"
#include "workload/workload.hpp"

#include <gtest/gtest.h>

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace reqbench::workload {
namespace {

namespace fs = std::filesystem;
using base::Json;

const fs::path checkout = REQBENCH_SOURCE_DIR;

class Catalog : public ::testing::Test {
protected:
  void SetUp() override {
    ::setenv("REQBENCH_ROOT", checkout.c_str(), 1);
    auto read = read_catalog(checkout / "bench/workload/catalog");
    ASSERT_TRUE(read.has_value()) << read.error().message();
    for (auto &workload : *read) all.emplace(workload.name(), workload);
  }
  void TearDown() override { ::unsetenv("REQBENCH_ROOT"); }

  const Workload &named(const std::string &name) { return all.at(name); }

  std::map<std::string, Workload> all;
};

TEST_F(Catalog, HoldsTheWorkloadsOfTheComparison) {
  for (const char *name : {"plaintext", "json", "order", "upload", "routing"}) EXPECT_TRUE(all.contains(name)) << name;
}

TEST_F(Catalog, TellsInWordsWhatAServerMustDo) {
  for (const auto &[name, workload] : all) {
    EXPECT_FALSE(workload.title().empty()) << name;
    for (const auto &route : workload.document().at("requests")) {
      const auto target = route.at("target").get<std::string>();
      const auto first_part = target.substr(0, target.find_first_of("/?", 1));
      EXPECT_NE(workload.description().find(first_part), std::string::npos) << name << " " << target;
    }
    EXPECT_EQ(workload.document().at("name"), name);
  }
}

TEST_F(Catalog, PlaintextIsOneFixedAnswer) {
  const auto cases = named("plaintext").draw(1, 3);
  ASSERT_EQ(cases.size(), 3u);
  for (const auto &drawn : cases) {
    EXPECT_EQ(drawn.name, "plaintext/hello");
    EXPECT_EQ(render(drawn, "h:1"), "GET /plaintext HTTP/1.1\r\nHost: h:1\r\n\r\n");
    EXPECT_EQ(drawn.expect.text, "Hello, World!");
  }
}

TEST_F(Catalog, AMemorisedAnswerSatisfiesNoSecondDraw) {
  for (const char *name : {"json", "order"}) {
    const auto cases = named(name).draw(7, 100);
    for (std::size_t i = 1; i < cases.size(); ++i) {
      const Answer memorised{200, {{"Content-Type", "application/json"}}, cases[0].expect.json.dump()};
      EXPECT_FALSE(check(cases[0].expect, memorised)) << name;
      EXPECT_TRUE(check(cases[i].expect, memorised)) << name << " draw " << i;
    }
  }
}

TEST_F(Catalog, AnUploadIsAnsweredWithItsOwnLengthAndSum) {
  for (const auto &drawn : named("upload").one_of_each(5)) {
    const auto sum = ::crc32_z(0, reinterpret_cast<const Bytef *>(drawn.body.data()), drawn.body.size());
    EXPECT_EQ(drawn.expect.json.at("bytes"), drawn.body.size()) << drawn.name;
    EXPECT_EQ(std::stoul(drawn.expect.json.at("crc32").get<std::string>(), nullptr, 16), sum) << drawn.name;
  }
}

TEST_F(Catalog, RoutingHasTwentyRoutesThatNameThemselves) {
  const auto &routing = named("routing");
  EXPECT_EQ(routing.routes().size(), 20U);
  std::set<std::string> names;
  for (const auto &drawn : routing.one_of_each(5)) names.insert(drawn.expect.json.at("route").get<std::string>());
  EXPECT_EQ(names.size(), 20U);
  for (const auto &name : names) EXPECT_NE(routing.description().find(name + " = /api/"), std::string::npos) << name;
}

TEST_F(Catalog, OrderTotalsAreThoseOfItsLines) {
  for (const auto &drawn : named("order").draw(3, 50)) {
    const Json body = Json::parse(drawn.body);
    std::int64_t total = 0, quantity = 0;
    for (const auto &line : body.at("lines")) {
      total += line.at("quantity").get<std::int64_t>() * line.at("unit_price_cents").get<std::int64_t>();
      quantity += line.at("quantity").get<std::int64_t>();
    }
    EXPECT_EQ(drawn.expect.json.at("total_cents"), total);
    EXPECT_EQ(drawn.expect.json.at("quantity"), quantity);
    EXPECT_EQ(drawn.expect.json.at("line_count"), body.at("lines").size());
    EXPECT_EQ(drawn.expect.json.at("customer"), body.at("customer"));
  }
}

TEST_F(Catalog, TheLargestOrderNeedsMoreThan32Bits) {
  const auto cases = named("order").one_of_each(1);
  const auto largest =
      std::find_if(cases.begin(), cases.end(), [](const Case &c) { return c.name == "order/largest"; });
  ASSERT_NE(largest, cases.end());
  // 100 lines of at least 9990 × 999 999 900 cents, at most the 10^15 that the description promises.
  EXPECT_GE(largest->expect.json.at("total_cents").get<std::int64_t>(), 998'999'900'100'000);
  EXPECT_LE(largest->expect.json.at("total_cents").get<std::int64_t>(), 1'000'000'000'000'000);
  EXPECT_LE(largest->body.size(), 64u * 1024);
}

TEST_F(Catalog, InvalidInputsAreManyAndRefusedWithASentence) {
  EXPECT_GE(named("order").draw_invalid(1).size(), 8u);
  EXPECT_GE(named("json").draw_invalid(1).size(), 3u);
  for (const auto &[name, workload] : all) {
    for (const auto &refused : workload.draw_invalid(1)) {
      EXPECT_EQ(refused.expect.status, 400) << refused.name;
      EXPECT_EQ(refused.expect.body, BodyRule::error) << refused.name;
      EXPECT_EQ(refused.expect.content_type, "application/json") << refused.name;
    }
  }
}

TEST_F(Catalog, InvalidInputsDifferFromEachOther) {
  for (const auto &[name, workload] : all) {
    std::set<std::string> seen;
    for (const auto &refused : workload.draw_invalid(1))
      EXPECT_TRUE(seen.insert(render(refused, "h")).second) << refused.name;
  }
}

TEST_F(Catalog, RoutesAreThePathsOfTheDescriptions) {
  ASSERT_EQ(named("order").routes().size(), 1u);
  EXPECT_EQ(named("order").routes()[0].path, "/order");
  EXPECT_EQ(named("order").routes()[0].methods, std::vector<std::string>{"POST"});
  ASSERT_EQ(named("json").routes().size(), 1u);
  EXPECT_EQ(named("json").routes()[0].path, "/json");
  EXPECT_EQ(named("json").routes()[0].methods, std::vector<std::string>{"GET"});
}

} // namespace
} // namespace reqbench::workload
