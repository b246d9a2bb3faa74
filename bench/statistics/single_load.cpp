#include "statistics/single_load.hpp"

#include "result/single_load.hpp"

#include "base/assert.hpp"
#include "statistics/check_functions.hpp"

#include <algorithm>
#include <array>

namespace reqbench::statistics {
namespace {

/// The checks are those of every run, but what a user of a load can do about them are other options.
struct Remedy {
  std::string_view id, text;
};
constexpr std::array remedies{
    Remedy{"generator_late",
           "give the generator a processor of its own, or ask for a lower rate; latencies here are not "
           "the target's alone"},
    Remedy{"wrong_answers",
           "look at one (curl -i URL); --expect-status and --expect-body-file say what is right, and a "
           "redirect is not followed: load the URL that it names"},
    Remedy{"errors", "lower the load (--connections, --rate), or look into the target's own log; the rate counts right "
                     "answers only"},
    Remedy{"not_sustained", "read these latencies as latency at overload, or ask for a rate that the target can hold"},
    Remedy{"no_free_connection", "open as many as are needed (--connections); where there were enough, the target held "
                                 "them too long: it stalled, or cannot hold the rate"},
    Remedy{"closed_hides", "ask for a rate (--rate) to see how long requests would have waited"},
    Remedy{"loop_delay", "give the generator a processor of its own, or more of them (--threads), or use fewer "
                         "connections"},
    Remedy{"littles_law",
           "connections must equal rate × mean latency: look for requests that wait outside the measured "
           "time"},
    Remedy{"generator_bound", "read it as a lower bound: add --threads and processors for them, or compare CPU"},
    Remedy{"slow_path", "their bytes change from one to the next, or an answer ends with its connection, so each is "
                        "parsed; that costs the generator CPU, and the answers are still checked"},
    Remedy{"fewer_connections", "ask for as many as the target takes (--connections), or raise its limit of "
                                "connections and its listen queue"},
    Remedy{"reconnects", "see whether the target keeps connections alive; each new one costs a handshake"},
    Remedy{"not_steady", "give it longer (--warm-up 10s); the figures may still hold warm-up"},
};

/// A load has one cell and one launch, which need not be named: "`target` × `request` × `closed`: in 1 of 1 launch …".
std::string without_place(std::string what) {
  const auto only = "in " + launches_hit(1, 1) + " ";
  if (what.starts_with(only)) what.erase(0, only.size());
  return what;
}

} // namespace

std::vector<Finding> load_findings(const Summary &summary) {
  auto findings = summary.findings;
  std::erase_if(findings, [](const auto &finding) { return finding.id == "interrupted"; }); // a sentence tells it
  for (auto &finding : findings) {
    finding.text = finding.what = without_place(std::move(finding.what));
    finding.where = {};
    const auto *own = std::ranges::find(remedies, finding.id, &Remedy::id);
    if (own != remedies.end()) finding.remedy = own->text;
  }
  return findings;
}

base::ExitCode load_exit_code(const sample::Recording &recording, const Summary &summary) {
  if (recording.interrupted) return base::exit_interrupted;
  const bool only_held = recording.model == "held" && recording.ledger.planned == 0;
  if (recording.ledger.ok() == 0 && !only_held) return base::exit_server;
  return has_invalid(summary) ? base::exit_invalid : base::exit_fine;
}

Limiter load_limiter(const Summary &summary) {
  return summary.cells.empty() ? Limiter::unknown : summary.cells.front().limiter;
}

base::Json load_json(const result::Run &run, const Summary &summary) {
  const auto *load = result::the_load(run);
  REQBENCH_ASSERT(load != nullptr, "a load that was just driven is in its run");
  base::Json json{{"url", run.record.options["url"]},
                  {"request", run.record.workloads.front().title},
                  {"shape", run.record.options["shape"]},
                  {"seed", run.record.seed},
                  {"started", run.record.started}};
  json.update(result::to_json(load->recording));
  json["limiter"] = to_string(load_limiter(summary));
  auto findings = base::Json::array();
  for (const auto &finding : load_findings(summary))
    findings.push_back(
        {{"id", finding.id}, {"grade", to_string(finding.grade)}, {"text", finding.text}, {"remedy", finding.remedy}});
  json["findings"] = std::move(findings);
  return json;
}

} // namespace reqbench::statistics
