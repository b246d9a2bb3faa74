// What changes a server changes its digest, and what does not leaves it: one server of each kind.
#include "launch/digest.hpp"

#include "launch/command.hpp"

#include "base/file.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;

class DigestOf : public testing::Test {
protected:
  DigestOf() {
    char name[] = "/tmp/reqbench-digest-XXXXXX";
    root = ::mkdtemp(name);
    manifest.name = "x";
    manifest.folder = root / "servers/x";
    write("servers/x/server.json", "{}");
  }
  ~DigestOf() override { fs::remove_all(root); }
  void write(const std::string &file, const std::string &text) const {
    fs::create_directories((root / file).parent_path());
    ASSERT_TRUE(base::write_file_atomically(root / file, text));
    ::chmod((root / file).c_str(), 0755);
  }
  void is_changed_by(const std::string &file) const { EXPECT_NE(before_and_after(file), "same") << file; }
  void is_not_changed_by(const std::string &file) const { EXPECT_EQ(before_and_after(file), "same") << file; }
  /// The file is written, or changed in one bit at its end; then all is as it was.
  std::string before_and_after(const std::string &file) const {
    const auto before = digest_of(manifest, root);
    const auto was = base::read_file(root / file);
    write(file, was ? was->substr(0, was->size() - 1) + static_cast<char>(was->back() ^ 1) : "new");
    auto after = digest_of(manifest, root);
    if (was) {
      write(file, *was);
    } else {
      fs::remove(root / file);
      std::error_code others; // that lie beside it
      fs::remove((root / file).parent_path(), others);
    }
    EXPECT_EQ(digest_of(manifest, root), before) << "it is the same again";
    return after == before ? "same" : after;
  }
  fs::path root;
  Manifest manifest;
};

TEST_F(DigestOf, ABuiltProgramIsItsBytesAndNotItsSources) {
  manifest.start = {"{build}/x", "--port", "{port}"};
  manifest.shares = {"common"};
  write("build/servers/x/x", std::string(1000, 'x'));
  write("servers/x/main.go", "package main");
  write("servers/common/a.hpp", "// shared");
  is_changed_by("build/servers/x/x");
  is_changed_by("servers/x/server.json");
  is_not_changed_by("servers/x/main.go"); // until it is built
  is_not_changed_by("servers/common/a.hpp");
  is_not_changed_by("build/servers/x/build.ninja");
}

TEST_F(DigestOf, AScriptIsItsFolderWhatItSharesAndWhatIsInstalledForIt) {
  manifest.start = {"{build}/venv/bin/python", "main.py"};
  manifest.shares = {"common"};
  const std::string packages = "build/servers/x/venv/lib/python3.11/site-packages/";
  write("build/servers/x/venv/bin/python", "\x7f"
                                           "ELF");
  write("build/servers/x/venv/pyvenv.cfg", "home = /usr/bin");
  write(packages + "flask-3.1.dist-info/RECORD", "flask/app.py,sha256=abc,1");
  write(packages + "flask/app.py", "app");
  write("servers/x/main.py", "import app");
  write("servers/x/views/app.py", "pass");
  write("servers/common/answers.py", "pass");
  is_changed_by("servers/x/main.py");
  is_changed_by("servers/x/views/app.py");
  is_changed_by("servers/x/views/new.py");
  is_changed_by("servers/common/answers.py");
  is_changed_by("build/servers/x/venv/bin/python");
  is_changed_by(packages + "flask-3.1.dist-info/RECORD");
  is_changed_by(packages + "other-1.dist-info/RECORD");
  is_not_changed_by("servers/x/__pycache__/main.cpython-311.pyc");
  is_not_changed_by("servers/x/.cache/x");
}

TEST_F(DigestOf, AProgramOfTheMachineIsFoundOnTheSearchPathAndReadsWhatIsFilledIn) {
  manifest.start = {"env", "server", "-c", "{scratch}/x.conf"};
  manifest.filled = {"x.conf"};
  write("servers/x/x.conf", "listen {port}");
  is_changed_by("servers/x/x.conf");
  const auto files = digested_files(manifest, root);
  EXPECT_EQ(files,
            (std::vector<fs::path>{root / "servers/x/server.json", *on_search_path("env"), root / "servers/x/x.conf"}));
}

TEST_F(DigestOf, ACheckoutThatWasMovedIsTheSame) {
  manifest.start = {"{build}/x"};
  write("build/servers/x/x", "program");
  const auto before = digest_of(manifest, root);
  const auto moved = fs::path{root.string() + "-moved"};
  fs::rename(root, moved);
  manifest.folder = moved / "servers/x";
  EXPECT_EQ(digest_of(manifest, moved), before);
  fs::rename(moved, root);
}

TEST_F(DigestOf, WhatIsNotThereIsNotWhatWas) {
  manifest.start = {"{build}/x"};
  const auto without = digest_of(manifest, root);
  write("build/servers/x/x", "program");
  EXPECT_NE(digest_of(manifest, root), without);
}

} // namespace
} // namespace reqbench::launch
