// For the fault tests: servers that are a few lines of shell or Python in a folder of their own, and the question
// whether any process of them is left. Every process of a scripted server carries a mark in its environment.
#pragma once

#include "base/clock.hpp"
#include "base/file.hpp"
#include "launch/launcher.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace reqbench::launch {

class ScriptedServer : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_launch_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
    std::filesystem::create_directories(root_ / "servers/scripted");
    plan_.ready_timeout = std::chrono::seconds{20}; // generous: the tests share two processors
  }
  void TearDown() override {
    EXPECT_TRUE(none_left()) << "a test left processes behind";
    std::filesystem::remove_all(root_);
  }

  /// A server that is this program; `interpreter` is its first line.
  Manifest script(const std::string &text, const std::string &interpreter = "#!/bin/bash") {
    Manifest manifest;
    manifest.name = "scripted";
    manifest.folder = root_ / "servers/scripted";
    manifest.start = {"{folder}/serve"};
    manifest.ready = "line";
    manifest.environment = {{"REQBENCH_TEST_MARK", root_.filename()}};
    const auto file = manifest.folder / "serve";
    EXPECT_TRUE(base::write_file_atomically(file, interpreter + "\n" + text + "\n"));
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return manifest;
  }
  Manifest python(const std::string &text) { return script(text, "#!/usr/bin/python3"); }

  base::Result<RunningServer> start(const Manifest &manifest) { return launch(manifest, root_, plan_, stop_); }
  /// The error of a start that must fail.
  base::Error refusal(const Manifest &manifest) {
    auto server = start(manifest);
    EXPECT_FALSE(server) << "it started";
    return server ? base::Error{base::ErrorKind::usage, "it started"} : server.error();
  }

  std::vector<std::string> marked() const {
    const auto mark = "REQBENCH_TEST_MARK=" + root_.filename().string();
    std::vector<std::string> found;
    std::error_code code;
    for (std::filesystem::directory_iterator entry{"/proc", code}, end; !code && entry != end; entry.increment(code)) {
      const auto environment = base::read_file(entry->path() / "environ");
      if (environment && environment->find(mark) != environment->npos) found.push_back(entry->path().filename());
    }
    return found;
  }
  bool none_left(base::Nanoseconds limit = base::Nanoseconds{0}) const {
    return within(limit, [&] { return marked().empty(); });
  }
  template <class Condition> static bool within(base::Nanoseconds limit, Condition condition) {
    const auto deadline = base::now() + limit;
    for (;;) {
      if (condition()) return true;
      if (base::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
  }

  /// For a script that waits_for_go.
  void let_go() const { EXPECT_TRUE(base::write_file_atomically(root_ / "servers/scripted/go", "")); }

  std::string content(const char *file) const {
    return base::read_file(root_ / "servers/scripted" / file).value_or(std::string{});
  }

  std::filesystem::path root_;
  LaunchPlan plan_;
  base::StopFlag stop_;
};

/// Leaves on SIGTERM.
inline const std::string waits = "trap 'exit 0' TERM; while :; do sleep 0.02; done";
/// Serves nothing, but behaves: ready at once, leaves on SIGTERM.
inline const std::string polite = "trap 'exit 0' TERM; echo '{\"port\": 4000}'; " + waits;
/// Goes on when the test says so.
inline const std::string waits_for_go = "while [ ! -e go ]; do sleep 0.02; done; ";

} // namespace reqbench::launch
