// Words, manifests and workloads that are wrong: a sentence with the place and the nearest name, and what is right goes
// on.
#include "tests/faults/faults.hpp"

#include "base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::tests {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

struct Words {
  const char *name;
  std::vector<std::string> words;
  const char *says;
};
class BadWords : public Faults, public testing::WithParamInterface<Words> {};
TEST_P(BadWords, AreAUsageErrorWithTheNearestName) {
  checkout.add_server("go_nethttp", "good");
  const auto run = checkout.reqbench(GetParam().words);
  EXPECT_EQ(run.exit_code, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr(GetParam().says));
}
INSTANTIATE_TEST_SUITE_P(
    Each, BadWords,
    testing::Values(
        Words{"server", {"run", "go_nethtp"}, "go_nethttp"},
        Words{"workload", {"run", "go_nethttp", "--workloads", "plain"}, "plaintext"},
        Words{"profile", {"run", "go_nethttp", "--profile", "quik"}, "quick"},
        Words{"negative_seed", {"run", "go_nethttp", "--seed", "-1"}, "--seed"},
        Words{"large_seed", {"run", "go_nethttp", "--seed", "18446744073709551616"}, "--seed takes a whole number"},
        Words{"no_seed", {"run", "go_nethttp", "--seed", ""}, "--seed is followed by an empty word"},
        Words{"no_slo", {"run", "--dry-run", "--slo="}, "--slo= has an empty value"},
        Words{"no_gate", {"compare", "a", "b", "--fail-on", ""}, "--fail-on is followed by an empty word"},
        Words{"no_workload", {"run", "go_nethttp", "--workloads", ","}, "--workloads"},
        Words{"no_server", {"run", "go_nethttp", "--servers", ","}, "--servers"},
        Words{"no_load", {"run", "go_nethttp", "--loads", ""}, "--loads"},
        Words{"bare_duration", {"run", "go_nethttp", "--duration", "5"}, "unit"},
        Words{"slo", {"run", "go_nethttp", "--slo", "99=20ms"}, "p99=20ms"},
        Words{"arrivals", {"run", "go_nethttp", "--arrivals", "poison"}, "poisson"},
        Words{"no_arrivals",
              {"run", "go_nethttp", "--workloads", "plaintext", "--loads", "closed", "--arrivals", "poisson"},
              "--arrivals spaces the requests of open loads"},
        Words{"precision", {"run", "go_nethttp", "--precision", "3"}, "as 3%"},
        Words{"verify", {"verify", "go_nethtp"}, "go_nethttp"}, Words{"serve", {"serve", "go_nethtp"}, "go_nethttp"},
        Words{"report", {"report", "20990101-000000-quick"}, "20990101-000000-quick"},
        Words{"format", {"report", "latest", "--format", "pdf"}, "html"},
        Words{"remote", {"load", "http://192.0.2.1/"}, "--allow-remote"},
        Words{"https", {"load", "https://127.0.0.1/"}, "https"}, Words{"nothing", {}, "subcommand"}),
    [](const auto &param) { return std::string{param.param.name}; });

/// servers/<name> is broken in one way each; the others are to go on.
struct BadFolder {
  const char *name;
  void (*break_it)(const std::filesystem::path &folder);
  std::vector<std::string> says; ///< place and remedy, in one line
};

const BadFolder bad_folders[] = {
    BadFolder{"no_manifest",
              [](const auto &folder) { std::filesystem::remove(folder / "server.json"); },
              {"servers/no_manifest/server.json: there is none; write one (`reqbench new server`"}},
    BadFolder{"unknown_key",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["framwork"] = "x"; }); },
              {"servers/unknown_key/server.json: at the top: unknown key 'framwork'; did you mean framework?"}},
    BadFolder{"bad_value",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["variant"] = "superb"; }); },
              {"servers/bad_value/server.json: at /variant: expected one of \"idiomatic\", \"tuned\""}},
    BadFolder{"no_json",
              [](const auto &folder) { write_file(folder / "server.json", "{"); },
              {"servers/no_json/server.json:1:"}},
    BadFolder{
        "absent_program",
        [](const auto &folder) {
          change(folder, [](base::Json &json) { json["start"] = {"no_such_program", "{port}"}; });
        },
        {"servers/absent_program/server.json: at /start/0: not installed: no_such_program is not in ", "install it"}},
    BadFolder{
        "absent_file",
        [](const auto &folder) { change(folder, [](base::Json &json) { json["start"][0] = "{folder}/serve"; }); },
        {"servers/absent_file/server.json: at /start/0: servers/absent_file/serve does not exist; correct the path"}},
    BadFolder{"not_built",
              [](const auto &folder) { change(folder, [](base::Json &json) { json["start"][0] = "{build}/serve"; }); },
              {"servers/not_built/server.json: at /start/0: not built: build/servers/not_built/serve does not exist",
               "run scripts/setup"}},
    BadFolder{
        "unknown_workload",
        [](const auto &folder) { change(folder, [](base::Json &json) { json["workloads"].push_back("plaintxt"); }); },
        {"servers/unknown_workload/server.json: at /workloads/1: unknown workload 'plaintxt'; did you mean "
         "plaintext?"}},
    BadFolder{"unknown_check",
              [](const auto &folder) {
                change(folder, [](base::Json &json) {
                  json["deviations"].push_back({{"check", "haed"}, {"reason", "the framework has none"}});
                });
              },
              {"servers/unknown_check/server.json: at /deviations/0/check: unknown check 'haed'; did you mean head?"}}};

/// The first line that tells of that manifest.
std::string line_about(const std::string &name, const std::string &text) {
  const auto place = text.find("servers/" + name + "/server.json");
  if (place == text.npos) return {};
  const auto before = text.rfind('\n', place);
  const auto begin = before == text.npos ? 0 : before + 1;
  return text.substr(begin, text.find('\n', place) - begin);
}

// All at once, because a run takes seconds and each folder is told in a line of its own; then each alone.
TEST_F(Faults, BadFoldersAreToldInASentenceAndTheOtherServersGoOn) {
  checkout.add_server("good", "good");
  std::vector<std::string> all{"good"};
  for (const auto &[name, break_it, says] : bad_folders) {
    checkout.add_server(name, "good");
    break_it(checkout.root() / "servers" / name);
    all.emplace_back(name);
  }
  const auto listed = checkout.reqbench({"list", "servers"});
  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("  good"));
  auto words = MadeCheckout::short_run(all, out());
  words.insert(words.end(), {"--baseline", "good"});
  const auto run = checkout.reqbench(words);
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_EQ(finished_trials("good"), 2U) << run.err;
  const auto verified = checkout.reqbench({"verify"});
  EXPECT_EQ(verified.exit_code, 1) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr(", all right")) << verified.err;
  const auto report = read_text(out() + "/report.md");
  EXPECT_THAT(report, Not(HasSubstr(checkout.root().string())));
  for (const auto &[name, break_it, says] : bad_folders) {
    SCOPED_TRACE(name);
    EXPECT_THAT(listed.out, HasSubstr(std::string{"  "} + name));
    EXPECT_THAT(report, HasSubstr(std::string{"servers/"} + name + "/server.json"));
    const auto run_alone = checkout.reqbench({"run", name, "--out", out() + "_alone"});
    EXPECT_EQ(run_alone.exit_code, 1) << run_alone.err;
    const auto verified_alone = checkout.reqbench({"verify", name});
    EXPECT_EQ(verified_alone.exit_code, 1) << verified_alone.err;
    for (const auto &text : {listed.out, run.err, verified.err, run_alone.err, verified_alone.err})
      for (const auto &part : says) EXPECT_THAT(line_about(name, text), HasSubstr(part));
  }
}

TEST_F(Faults, TheDoctorTellsWhatIsNotBuiltFromWhatOnlySpeaksOfIt) {
  checkout.add_server("good", "good");
  checkout.add_server("unbuilt", "good");
  change(checkout.root() / "servers/unbuilt", [](base::Json &json) { json["start"][0] = "{build}/serve"; });
  checkout.add_server("bad", "good");
  change(checkout.root() / "servers/bad", [](base::Json &json) { json["not built"] = true; });
  const auto doctor = checkout.reqbench({"doctor"});
  EXPECT_THAT(doctor.out, HasSubstr("1 of 3 servers can be started: good"));
  EXPECT_THAT(doctor.out, HasSubstr("(not built: unbuilt; bad: servers/bad/server.json: "));
}

TEST_F(Faults, ABrokenWorkloadIsNamedWithItsPlace) {
  write_file(checkout.root() / "bench/workload/catalog/json.json", "{\n  \"name\": \"json\",\n  oops\n}\n");
  const auto run = checkout.reqbench({"list", "workloads"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("json.json"));
  EXPECT_THAT(run.err, HasSubstr("json.json:3:3"));
}

} // namespace
} // namespace reqbench::tests
