#include "launch/manifest.hpp"

#include "base/file.hpp"
#include "launch/build_state.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <functional>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;
using base::Json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const Json &schema() {
  static const Json document = *manifest_schema(REQBENCH_SOURCE_DIR);
  return document;
}

Json good() {
  return Json::parse(R"({
    "name": "go_nethttp", "language": "Go", "framework": "net/http", "variant": "idiomatic", "role": "calibration",
    "concurrency": "one goroutine a connection", "workers_meaning": "GOMAXPROCS",
    "workloads": ["plaintext", "json"], "needs": ["go"], "shares": ["go_common"], "build": [["go", "build", "-o", "{build}/server", "."]],
    "test": [["go", "test", "./..."]], "start": ["{build}/server"], "filled": ["server.conf"], "version": ["{build}/server", "--version"],
    "environment": {"GOGC": "100"},
    "deviations": [{"check": "head", "reason": "by design"}]})");
}

base::Result<Manifest> parsed(const Json &document) {
  return parse_manifest(document.dump(), "/r/servers/go_nethttp/server.json", schema());
}

TEST(Manifest, EveryFieldIsRead) {
  const auto manifest = parsed(good());
  ASSERT_TRUE(manifest) << manifest.error().message();
  EXPECT_EQ(manifest->name, "go_nethttp");
  EXPECT_EQ(manifest->language, "Go");
  EXPECT_EQ(manifest->framework, "net/http");
  EXPECT_EQ(manifest->variant, "idiomatic");
  EXPECT_EQ(manifest->role, "calibration");
  EXPECT_EQ(manifest->concurrency, "one goroutine a connection");
  EXPECT_EQ(manifest->workers_meaning, "GOMAXPROCS");
  EXPECT_THAT(manifest->workloads, ElementsAre("plaintext", "json"));
  EXPECT_THAT(manifest->needs, ElementsAre("go"));
  EXPECT_THAT(manifest->build, ElementsAre(ElementsAre("go", "build", "-o", "{build}/server", ".")));
  EXPECT_THAT(manifest->test, ElementsAre(ElementsAre("go", "test", "./...")));
  EXPECT_THAT(manifest->shares, ElementsAre("go_common"));
  EXPECT_THAT(manifest->filled, ElementsAre("server.conf"));
  EXPECT_THAT(manifest->start, ElementsAre("{build}/server"));
  EXPECT_THAT(manifest->version, ElementsAre("{build}/server", "--version"));
  EXPECT_EQ(manifest->ready, "line");
  EXPECT_EQ(manifest->environment.at("GOGC"), "100");
  EXPECT_EQ(manifest->folder, "/r/servers/go_nethttp");
}

TEST(Manifest, ADeviationNamesItsCheckAndItsReason) {
  const auto manifest = parsed(good());
  ASSERT_TRUE(manifest);
  ASSERT_EQ(manifest->deviations.size(), 1u);
  EXPECT_EQ(manifest->deviations.at(0).check, "head");
  EXPECT_EQ(manifest->deviations.at(0).reason, "by design");
}

TEST(Manifest, WhatMayBeLeftOutMayBeLeftOut) {
  auto document = good();
  for (const auto *key : {"role", "needs", "shares", "build", "test", "filled", "version", "environment", "deviations"})
    document.erase(key);
  const auto manifest = parsed(document);
  ASSERT_TRUE(manifest) << manifest.error().message();
  EXPECT_TRUE(manifest->needs.empty() && manifest->build.empty() && manifest->version.empty());
  EXPECT_TRUE(manifest->environment.empty() && manifest->deviations.empty());
  EXPECT_TRUE(manifest->shares.empty() && manifest->filled.empty() && manifest->test.empty());
  EXPECT_TRUE(is_candidate(*manifest));
}

struct Broken {
  const char *what;
  std::function<void(Json &)> break_it;
  std::vector<std::string> told; // all of it stands in the message
};

TEST(Manifest, AnErrorNamesFilePlaceAndWhatWasExpected) {
  const std::vector<Broken> table = {
      {"misspelt key", [](Json &d) { d["framwork"] = "x"; }, {"framwork", "did you mean framework"}},
      {"missing key", [](Json &d) { d.erase("start"); }, {"'start'", "missing"}},
      {"unknown variant", [](Json &d) { d["variant"] = "fast"; }, {"/variant", "idiomatic", "tuned"}},
      {"wrong type", [](Json &d) { d["start"][0] = 7; }, {"/start/0", "string"}},
      {"empty start", [](Json &d) { d["start"] = Json::array(); }, {"/start"}},
      {"long name",
       [](Json &d) { d["name"] = std::string(10'000, 'x'); },
       {"/name: expected a text with a length of at most 60, got \"xxx"}},
      {"long language", [](Json &d) { d["language"] = std::string(41, 'x'); }, {"/language", "at most 40"}},
      {"long framework", [](Json &d) { d["framework"] = std::string(101, 'x'); }, {"/framework", "at most 100"}},
      {"other name", [](Json &d) { d["name"] = "go_http"; }, {"/name", "'go_nethttp'", "'go_http'"}},
      {"unknown placeholder",
       [](Json &d) {
         d["start"] = {"{build}/server", "{prot}"};
       },
       {"/start/1", "'{prot}'", "did you mean {port}"}},
      {"port in build", [](Json &d) { d["build"][0][4] = "{port}"; }, {"/build/0/4", "'{port}'", "{build}"}},
      {"port in test", [](Json &d) { d["test"][0][2] = "{port}"; }, {"/test/0/2", "'{port}'", "{build}"}},
      {"port in version", [](Json &d) { d["version"][1] = "{port}"; }, {"/version/1", "'{port}'"}},
      {"placeholder in environment",
       [](Json &d) { d["environment"]["A"] = "{where}"; },
       {"/environment/A", "'{where}'"}},
      {"bad ready", [](Json &d) { d["ready"] = "health"; }, {"/ready"}},
      {"unknown role", [](Json &d) { d["role"] = "reference"; }, {"/role", "candidate", "calibration"}},
      {"candidate without work",
       [](Json &d) {
         d["role"] = "candidate";
         d["workloads"] = Json::array();
       },
       {"/workloads", "reqbench list workloads"}},
      {"file of another folder", [](Json &d) { d["filled"] = {"../nginx.conf"}; }, {"/filled/0", "../nginx.conf"}},
      {"scratch in build", [](Json &d) { d["build"][0][4] = "{scratch}"; }, {"/build/0/4", "'{scratch}'"}},
      {"polled but not told its port",
       [](Json &d) {
         d["ready"] = "/";
         d.erase("filled");
       },
       {"/start", "expected {port}"}},
      {"deviation without reason",
       [](Json &d) {
         d["deviations"] = {{{"check", "head"}}};
       },
       {"/deviations/0", "reason"}},
      {"bad variable name", [](Json &d) { d["environment"]["A B"] = "x"; }, {"/environment", "A B"}},
  };
  for (const auto &row : table) {
    auto document = good();
    row.break_it(document);
    const auto manifest = parsed(document);
    ASSERT_FALSE(manifest) << row.what;
    EXPECT_EQ(manifest.error().kind(), base::ErrorKind::usage) << row.what;
    EXPECT_THAT(manifest.error().message(), HasSubstr("servers/go_nethttp/server.json")) << row.what;
    for (const auto &words : row.told) EXPECT_THAT(manifest.error().message(), HasSubstr(words)) << row.what;
  }
}

TEST(Manifest, TextThatIsNoJsonIsRefusedWithItsPlace) {
  const auto marked = "\xEF\xBB\xBF" + good().dump(); // by a byte order mark, as some editors begin a file
  for (const auto *text : {"", "[", "{\"name\": }", "null", "[]", "\xff", marked.c_str()}) {
    const auto manifest = parse_manifest(text, "/r/servers/x/server.json", schema());
    ASSERT_FALSE(manifest) << text;
    EXPECT_THAT(manifest.error().message(), HasSubstr("servers/x/server.json")) << text;
  }
}

/// A project with a servers/ folder, gone with the test.
class Project : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_manifest_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    fs::create_directories(root_ / "bench/launch");
    fs::copy_file(fs::path{REQBENCH_SOURCE_DIR} / "bench/launch/server.schema.json",
                  root_ / "bench/launch/server.schema.json");
    fs::create_directories(root_ / "servers");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path &file, std::string_view text, bool executable = false) {
    fs::create_directories((root_ / file).parent_path());
    ASSERT_TRUE(base::write_file_atomically(root_ / file, text));
    if (executable) fs::permissions(root_ / file, fs::perms::owner_all);
  }
  void add(const std::string &name) {
    auto document = good();
    document["name"] = name;
    for (const auto *key : {"shares", "filled"}) document.erase(key);
    write("servers/" + name + "/server.json", document.dump());
  }

  fs::path root_;
};

std::vector<std::string> names(const std::vector<Manifest> &servers) {
  std::vector<std::string> found;
  for (const auto &server : servers) found.push_back(server.name);
  return found;
}

TEST_F(Project, ServersComeByNameAndOtherThingsAreLeftAlone) {
  add("go_nethttp");
  add("cpp_beast");
  write("servers/README.md", "words");
  fs::create_directories(root_ / "servers/.venv");
  fs::create_directories(root_ / "servers/__pycache__");
  const auto servers = read_servers(root_);
  ASSERT_TRUE(servers) << servers.error().message();
  EXPECT_THAT(names(servers->read), ElementsAre("cpp_beast", "go_nethttp"));
  EXPECT_TRUE(servers->refused.empty());
}

struct BadFolder {
  const char *what;
  const char *file; // below servers/
  const char *text;
  const char *told;
};

TEST_F(Project, ABadFolderIsRefusedInASentenceThatNamesItsFileAndTheOthersStand) {
  const std::vector<BadFolder> table = {
      {"no server.json", "bad/main.py", "", "servers/bad/server.json: there is none; write one (`reqbench new server`"},
      {"broken", "bad/server.json", "{", "servers/bad/server.json"},
      {"unknown key", "bad/server.json", R"({"framwork": "x"})", "servers/bad/server.json: at the top: "},
      {"a folder", "bad/server.json/x", "", "servers/bad/server.json: it is not a regular file"},
  };
  add("go_nethttp");
  for (const auto &row : table) {
    fs::remove_all(root_ / "servers/bad");
    write(fs::path{"servers"} / row.file, row.text);
    const auto servers = read_servers(root_);
    ASSERT_TRUE(servers) << row.what;
    EXPECT_THAT(names(servers->read), ElementsAre("go_nethttp")) << row.what;
    ASSERT_EQ(servers->refused.size(), 1U) << row.what;
    EXPECT_EQ(servers->refused[0].name, "bad") << row.what;
    EXPECT_THAT(servers->refused[0].error.message(), testing::StartsWith(row.told)) << row.what;
    EXPECT_THAT(servers->refused[0].error.message(), testing::Not(HasSubstr(root_.string()))) << row.what;
  }
}

TEST_F(Project, WhatAManifestNamesBesideItselfMustBeThere) {
  for (const auto *key : {"shares", "filled"}) {
    auto document = good();
    for (const auto *other : {"shares", "filled"}) document.erase(other);
    document[key] = {"absent"};
    write("servers/go_nethttp/server.json", document.dump());
    const auto servers = read_servers(root_);
    ASSERT_EQ(servers->refused.size(), 1U) << key;
    EXPECT_THAT(
        servers->refused[0].error.message(),
        AllOf(HasSubstr("servers/go_nethttp/server.json: at /" + std::string{key} + "/0"), HasSubstr("absent")));
  }
}

TEST_F(Project, AFolderThatAnotherSharesNeedBeNoServer) {
  auto document = good();
  document.erase("filled");
  write("servers/go_nethttp/server.json", document.dump());
  write("servers/go_common/order.go", "package common");
  const auto servers = read_servers(root_);
  EXPECT_THAT(names(servers->read), ElementsAre("go_nethttp"));
  EXPECT_TRUE(servers->refused.empty());
}

TEST_F(Project, NoServersFolderOrNoSchemaIsAnError) {
  fs::remove_all(root_ / "servers");
  const auto without_servers = read_servers(root_);
  ASSERT_FALSE(without_servers);
  EXPECT_THAT(without_servers.error().message(), HasSubstr("servers"));
  fs::remove_all(root_ / "bench");
  const auto without_schema = read_servers(root_);
  ASSERT_FALSE(without_schema);
  EXPECT_THAT(without_schema.error().message(), HasSubstr("server.schema.json"));
}

std::string why(const std::optional<Missing> &missing) { return missing ? missing->why : "nothing"; }

TEST_F(Project, AnUnbuiltServerIsMissingAndSaysWhatItNeeds) {
  add("go_nethttp");
  const auto manifest = read_servers(root_)->read.front();
  EXPECT_EQ(missing(manifest, root_)->lack, Lack::build);
  EXPECT_EQ(why(missing(manifest, root_)), "servers/go_nethttp/server.json: at /start/0: not built: "
                                           "build/servers/go_nethttp/server does not exist (its build needs go); run "
                                           "scripts/setup");
  write("build/servers/go_nethttp/server", "#!/bin/sh\n");
  EXPECT_THAT(why(missing(manifest, root_)), HasSubstr("server is not an executable file"));
  write("build/servers/go_nethttp/server", "#!/bin/sh\n", true);
  EXPECT_FALSE(missing(manifest, root_));
}

TEST_F(Project, AFailedBuildIsToldAsWhatItWasAndNotAsNotBuilt) {
  add("go_nethttp");
  write("build/servers/go_nethttp.failed", "servers/go_nethttp/server.json: at /build/0: 'go build' ended with 1\n");
  const auto manifest = read_servers(root_)->read.front();
  EXPECT_EQ(missing(manifest, root_)->lack, Lack::failed_build);
  EXPECT_EQ(why(missing(manifest, root_)), "servers/go_nethttp/server.json: at /start/0: its build failed: "
                                           "servers/go_nethttp/server.json: at /build/0: 'go build' ended with 1");
}

TEST_F(Project, SourcesThatAreNewerThanTheBuildAreNamed) {
  using namespace std::chrono_literals;
  add("go_nethttp");
  auto manifest = read_servers(root_)->read.front();
  manifest.build = {{"go", "build"}};
  manifest.shares = {"go_common"};
  EXPECT_EQ(newer_source(manifest, root_), "") << "never built";
  write("build/servers/go_nethttp.stamp", "x");
  const auto built = fs::last_write_time(root_ / "build/servers/go_nethttp.stamp");
  const auto touch = [&](const char *file, auto when) {
    write(file, "x");
    fs::last_write_time(root_ / file, built + when);
  };
  for (const auto &file : fs::recursive_directory_iterator{root_ / "servers"})
    fs::last_write_time(file.path(), built - 1s);
  touch("servers/go_nethttp/main.go", -1s);
  touch("servers/go_nethttp/__pycache__/x.pyc", 1s);
  EXPECT_EQ(newer_source(manifest, root_), "");
  touch("servers/go_common/order.go", 1s);
  EXPECT_EQ(newer_source(manifest, root_), "servers/go_common/order.go");
  touch("servers/go_nethttp/main.py", 1s);
  manifest.start = {"python", "main.py"};
  EXPECT_EQ(newer_source(manifest, root_), "") << "what is started is the source itself";
}

TEST_F(Project, AProgramWithoutASlashIsSoughtOnTheServersPath) {
  Manifest manifest;
  manifest.folder = root_ / "servers/x";
  manifest.start = {"sh"};
  EXPECT_FALSE(missing(manifest, root_));
  manifest.start = {"no_such_program_anywhere"};
  EXPECT_EQ(missing(manifest, root_)->lack, Lack::program);
  EXPECT_THAT(
      why(missing(manifest, root_)),
      AllOf(HasSubstr("server.json: at /start/0: not installed: no_such_program_anywhere"), HasSubstr("install it")));
}

TEST_F(Project, AProgramWithASlashIsSoughtFromTheServersFolder) {
  Manifest manifest;
  manifest.folder = root_ / "servers/x";
  manifest.start = {"./serve"};
  EXPECT_THAT(why(missing(manifest, root_)), HasSubstr("servers/x/serve does not exist; correct the path"));
  write("servers/x/serve", "#!/bin/sh\n", true);
  EXPECT_FALSE(missing(manifest, root_));
}

} // namespace
} // namespace reqbench::launch
