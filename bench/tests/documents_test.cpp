// The READMEs tell the truth: links lead somewhere, commands run as written, and every option they name exists.
#include "tests/subprocess.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

namespace reqbench::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path root{REQBENCH_SOURCE_DIR};

std::vector<fs::path> readmes() {
  return {root / "README.md",
          root / "bench/README.md",
          root / "bench/load/README.md",
          root / "bench/statistics/README.md",
          root / "bench/python/README.md",
          root / "servers/README.md",
          root / "results/README.md"};
}

/// The lines of all ```sh blocks, continued lines joined, comments cut.
std::vector<std::string> commands_of(const fs::path &file) {
  std::vector<std::string> commands;
  std::istringstream text{read_text(file)};
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("```")) {
      inside = line == "```sh";
      continue;
    }
    if (const auto comment = line.find("  #"); comment != std::string::npos) line.resize(comment);
    while (line.ends_with(' ')) line.pop_back();
    if (inside && !line.empty()) commands.push_back(line);
  }
  return commands;
}

TEST(Documents, EveryLinkLeadsToAFileOfTheCheckout) {
  const std::regex link{R"(\]\(([^)#]+)(#[^)]*)?\))"};
  for (const auto &file : readmes()) {
    const auto text = read_text(file);
    ASSERT_FALSE(text.empty()) << file;
    for (std::sregex_iterator it{text.begin(), text.end(), link}, end; it != end; ++it) {
      const auto target = (*it)[1].str();
      if (target.starts_with("http")) continue;
      EXPECT_TRUE(fs::exists(file.parent_path() / target)) << file << " links to " << target;
    }
  }
}

/// The lines of a workflow that call reqbench, from there to the end.
std::vector<std::string> commands_of_workflow(const fs::path &file) {
  std::vector<std::string> commands;
  std::istringstream text{read_text(file)};
  for (std::string line; std::getline(text, line);)
    if (const auto at = line.find("build/reqbench "); at != line.npos) commands.push_back(line.substr(at));
  return commands;
}

TEST(Documents, EveryOptionThatACommandUsesIsInItsHelp) {
  const std::regex option{R"(--[a-z][a-z-]*)"};
  const std::string program = "build/reqbench ";
  auto files = readmes();
  files.push_back(root / ".github/workflows/compare.yml");
  for (const auto &file : files) {
    const auto commands = file.extension() == ".yml" ? commands_of_workflow(file) : commands_of(file);
    for (const auto &command : commands) {
      if (!command.starts_with(program)) continue;
      const auto name = command.substr(program.size(), command.find(' ', program.size()) - program.size());
      const auto help = run({reqbench_binary(), name, "--help"});
      EXPECT_EQ(help.exit_code, 0) << command;
      for (std::sregex_iterator it{command.begin(), command.end(), option}, end; it != end; ++it)
        EXPECT_THAT(help.out, HasSubstr(it->str())) << command;
    }
  }
}

TEST(Documents, CommandsThatMeasureNothingRunAsWritten) {
  const std::set<std::string> harmless{"list", "doctor"};
  int seen = 0;
  for (const auto &command : commands_of(root / "README.md")) {
    const bool dry = command.find("--dry-run") != std::string::npos;
    std::istringstream words{command};
    std::string program, name;
    words >> program >> name;
    if (program != "build/reqbench" || (!dry && !harmless.contains(name))) continue;
    ++seen;
    const auto done =
        run({"bash", "-c",
             "cd '" + root.string() + "' && '" + reqbench_binary() + "' " + command.substr(program.size() + 1)});
    EXPECT_EQ(done.exit_code, 0) << command << "\n" << done.err;
  }
  EXPECT_GE(seen, 3);
}

TEST(Documents, EveryScriptIsNamedInTheReadmeAndTellsItsPurpose) {
  const auto readme = read_text(root / "README.md");
  for (const std::string script : {"run", "test", "setup", "dev"}) {
    EXPECT_THAT(readme, HasSubstr("scripts/" + script));
    const auto help = run({(root / "scripts" / script).string(), "--help"});
    EXPECT_EQ(help.exit_code, 0) << script;
    EXPECT_FALSE(help.out.empty()) << script;
  }
}

TEST(Documents, TheTableOfServersIsCurrent) {
  const auto checked = run({"python3", (root / "scripts/servers_table.py").string(), "--check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

TEST(Documents, TheReadmeShowsWhatTheReferenceRunSaysNow) {
  const auto checked = run({"python3", (root / "scripts/showcase.py").string(), "--check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

TEST(Documents, APictureOfAnotherPageIsTold) {
  const std::string script =
      "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); import showcase as s;"
      "run = Path(sys.argv[2]); (run / s.PAGE).write_text('page'); (run / s.PICTURE).touch();"
      "print(s.stale(run, '', ''));"
      "(run / s.PICTURED).write_text(s.digest_line(run)); print('now' + s.stale(run, '', ''));"
      "(run / s.PAGE).write_text('another page'); print(s.stale(run, '', ''))";
  const TemporaryFolder folder;
  const auto told = run({"python3", "-B", "-c", script, (root / "scripts").string(), folder.path().string()});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, testing::AllOf(HasSubstr("no report.png.page.sha256 beside it\nnow\n"),
                                       HasSubstr("report.png was taken of another report.html")));
}

TEST(Documents, TheForeignServerOfTheReadmeIsTheOneThatIsTested) {
  const auto readme = read_text(root / "servers/README.md");
  for (const auto *file : {"server.json", "nginx.conf"})
    EXPECT_THAT(readme, HasSubstr("\n" + read_text(root / "bench/tests/third_party/nginx" / file) + "```")) << file;
}

TEST(Documents, TheMapNamesEveryModule) {
  const auto map = read_text(root / "bench/README.md");
  std::istringstream modules{read_text(fs::path{REQBENCH_BINARY_DIR} / "modules.txt")};
  for (std::string line; std::getline(modules, line);) {
    const auto name = line.substr(0, line.find(':'));
    EXPECT_THAT(map, HasSubstr("| " + name + " |"));
  }
}

TEST(Documents, TheExitCodesOfTheHelpAreThoseOfTheMap) {
  const auto help = run({reqbench_binary(), "--help"});
  for (const auto *words :
       {"1 a server", "2 usage", "3 a server", "4 the result is invalid", "5 a regression", "130 interrupted"}) {
    EXPECT_THAT(help.out, HasSubstr(words));
    EXPECT_THAT(read_text(root / "bench/README.md"), HasSubstr(words));
  }
}

} // namespace
} // namespace reqbench::tests
