#include "launch/command.hpp"

#include <gmock/gmock.h>

namespace reqbench::launch {
namespace {

using testing::ElementsAre;

Filling some_filling() { return {"/r", "/r/servers/x", "/r/build/servers/x", 41873, 2, "/r/build/starts/x-1"}; }

TEST(Command, EveryPlaceholderIsFilledWhereverItStands) {
  EXPECT_EQ(fill("{root}|{folder}|{build}/a|--p={port},{workers}|{scratch}", some_filling()),
            "/r|/r/servers/x|/r/build/servers/x/a|--p=41873,2|/r/build/starts/x-1");
}

TEST(Command, BracesAroundOtherThingsAreText) {
  for (const auto *text : {"{}", "{\"a\": 1}", "{Port}", "{port", "port}", "", "{ port}"}) {
    EXPECT_TRUE(placeholders(text).empty()) << text;
    EXPECT_EQ(fill(text, some_filling()), text);
  }
  EXPECT_EQ(fill("{{port}}", some_filling()), "{41873}");
}

TEST(Command, PlaceholdersAreToldAsTheyComeAlsoUnknownOnes) {
  EXPECT_THAT(placeholders("{port}-{nonsense}{root}"), ElementsAre("{port}", "{nonsense}", "{root}"));
}

TEST(Command, APortUnknownYetStaysAsItStands) {
  auto filling = some_filling();
  filling.port.reset();
  EXPECT_EQ(fill("{port} {workers}", filling), "{port} 2");
}

TEST(Command, PortAndWorkersAreAppendedWhenTheStartNamesNoPort) {
  Manifest manifest;
  manifest.start = {"{build}/server"};
  EXPECT_THAT(start_command(manifest, some_filling()),
              ElementsAre("/r/build/servers/x/server", "--port", "41873", "--workers", "2"));
}

TEST(Command, NothingIsAppendedWhenTheStartNamesThePort) {
  Manifest manifest;
  manifest.start = {"nginx", "-p", "{port}"};
  EXPECT_THAT(start_command(manifest, some_filling()), ElementsAre("nginx", "-p", "41873"));
}

TEST(Command, NothingIsAppendedWhenAFileTellsThePort) {
  Manifest manifest;
  manifest.start = {"nginx", "-c", "{scratch}/nginx.conf"};
  manifest.filled = {"nginx.conf"};
  EXPECT_TRUE(is_told_its_port(manifest));
  EXPECT_THAT(start_command(manifest, some_filling()), ElementsAre("nginx", "-c", "/r/build/starts/x-1/nginx.conf"));
}

TEST(Command, TheVersionCommandIsFilledToo) {
  Manifest manifest;
  manifest.version = {"{build}/python", "{folder}/version.py"};
  EXPECT_THAT(version_command(manifest, some_filling()),
              ElementsAre("/r/build/servers/x/python", "/r/servers/x/version.py"));
}

TEST(Command, TheBuildFolderIsNamedAfterTheServer) {
  Manifest manifest;
  manifest.name = "go_nethttp";
  manifest.folder = "/r/servers/go_nethttp";
  const auto filling = filling_of(manifest, "/r");
  EXPECT_EQ(filling.build, "/r/build/servers/go_nethttp");
  EXPECT_EQ(filling.folder, "/r/servers/go_nethttp");
  EXPECT_FALSE(filling.port);
}

TEST(Command, TheEnvironmentIsTheAllowListWithTheManifestsOwnOnTop) {
  Manifest manifest;
  manifest.environment = {{"GOGC", "100"}, {"TZ", "Europe/Berlin"}, {"VENV", "{build}/venv"}};
  EXPECT_THAT(server_environment(manifest, some_filling()),
              ElementsAre("GOGC=100", "LANG=C.UTF-8", "PATH=" + std::string{search_path()}, "TMPDIR=/tmp",
                          "TZ=Europe/Berlin", "VENV=/r/build/servers/x/venv"));
}

TEST(Command, TheEnvironmentIsStoredAsItIsWritten) {
  Manifest manifest;
  manifest.environment = {{"TZ", "Europe/Berlin"}, {"VENV", "{build}/venv"}};
  const auto stored = environment_template(manifest);
  EXPECT_EQ(stored.at("VENV"), "{build}/venv");
  EXPECT_EQ(stored.at("TZ"), "Europe/Berlin");
  EXPECT_EQ(stored.at("LANG"), "C.UTF-8");
}

TEST(Command, NothingOfTheUsersEnvironmentReachesAServer) {
  for (const auto &line : server_environment(Manifest{}, some_filling())) {
    EXPECT_FALSE(line.starts_with("HOME=")) << "HOME holds a user name";
    EXPECT_FALSE(line.starts_with("USER="));
  }
}

} // namespace
} // namespace reqbench::launch
