#include "result/places.hpp"

#include "base/file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>

namespace reqbench::result {
namespace {

const Places places{.top_folders = {"srv", "tmp"}, .host = "build-17", .user = "ann"};

struct Text {
  const char *before, *after;
};

class WithoutPlaces : public testing::TestWithParam<Text> {};

TEST_P(WithoutPlaces, KeepsTheSenseAndDropsThePlace) {
  EXPECT_EQ(without_places(GetParam().before, places), GetParam().after);
}

INSTANTIATE_TEST_SUITE_P(Texts, WithoutPlaces,
                         testing::Values(Text{"--out /srv/ann/results/x", "--out …/x"},
                                         Text{"--out=/tmp/x/", "--out=…/x"}, Text{"/tmp", "…/tmp"},
                                         Text{R"(File "/srv/ann/app.py", line 3)", R"(File "…/app.py", line 3)"},
                                         Text{"file:///srv/ann/x", "file:…/x"},
                                         Text{"GET /plaintext gave 500", "GET /plaintext gave 500"},
                                         Text{"http://127.0.0.1:80/tmp/x", "http://127.0.0.1:80/tmp/x"},
                                         Text{"ann@build-17 and build-170, hann", "<user>@<host> and build-170, hann"},
                                         Text{"1 / 2 // 3", "1 / 2 // 3"}, Text{"", ""}));

TEST(WithoutPlaces, ReachesEveryStringOfADocument) {
  const base::Json document{{"out", "/tmp/x"}, {"list", {"/srv/ann/y", 3, nullptr}}, {"deep", {{"k", "ann"}}}};
  EXPECT_EQ(document_without_places(document, places),
            (base::Json{{"out", "…/x"}, {"list", {"…/y", 3, nullptr}}, {"deep", {{"k", "<user>"}}}}));
}

TEST(WithoutPlaces, KnowsTheFoldersOfThisMachine) {
  const auto here = std::filesystem::canonical("/proc/self/exe").string();
  EXPECT_EQ(without_places("in " + here + " it", places_here()),
            "in …/" + std::filesystem::path{here}.filename().string() + " it");
}

} // namespace
} // namespace reqbench::result
