// For tests only: a machine as a folder of recorded /proc and /sys files, deleted at the end.
#pragma once

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace reqbench::resource {

class RecordedMachine : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/reqbench_machine_XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    root_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void write(const std::filesystem::path &file, const std::string &text) {
    std::filesystem::create_directories((root_ / file).parent_path());
    std::ofstream{root_ / file} << text;
  }

  std::filesystem::path root_;
};

} // namespace reqbench::resource
