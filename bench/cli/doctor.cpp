// reqbench doctor: what this machine can and cannot measure, row by row, each with its consequence and its remedy.
#include "base/units.hpp"
#include "cli/command.hpp"
#include "cli/project.hpp"
#include "resource/host.hpp"

#include <algorithm>
#include <memory>

namespace reqbench::cli {
namespace {

using resource::Condition;
using resource::Fitness;

/// Which servers could be started: those that are built, or need no building.
Condition servers() {
  const auto project = read_project();
  if (!project)
    return {"servers", Fitness::note, project.error().message(), "only `reqbench load URL` can measure here",
            "run reqbench from a checkout, or name one in REQBENCH_ROOT"};
  std::string ready, unbuilt, missing;
  std::size_t count = 0, of = 0;
  for (const auto &server : project->servers) {
    if (!server.refused() && !launch::is_candidate(server.manifest)) continue;
    ++of;
    const auto &name = server.manifest.name;
    if (!server.missing) {
      ++count;
      ready += (ready.empty() ? "" : ", ") + name;
    } else if (server.missing->lack == launch::Lack::build) {
      unbuilt += (unbuilt.empty() ? "" : ", ") + name;
    } else {
      missing += "; " + name + ": " + server.missing->why;
    }
  }
  const auto others = (unbuilt.empty() ? std::string{} : "not built: " + unbuilt) +
                      (unbuilt.empty() && !missing.empty() ? missing.substr(2) : missing);
  const auto text = std::to_string(count) + " of " + std::to_string(of) + " servers can be started" +
                    (ready.empty() ? "" : ": " + ready);
  if (others.empty()) return {"servers", Fitness::fine, text, "", ""};
  return {"servers", count == 0 ? Fitness::warning : Fitness::note, text,
          count == 0 ? "there is nothing that `reqbench run` could measure (" + others + ")"
                     : "the others take no part (" + others + ")",
          "scripts/setup builds them, and tells which tool is missing"};
}

bool can_measure(const std::vector<Condition> &conditions) {
  return std::ranges::none_of(conditions, [](const Condition &one) { return one.fitness == Fitness::impossible; });
}

std::string verdict(const std::vector<Condition> &conditions) {
  if (!can_measure(conditions)) return "nothing can be measured here until what is impossible is mended";
  const auto count = [&](Fitness fitness) {
    const auto n = std::ranges::count(conditions, fitness, &Condition::fitness);
    return std::to_string(n) + " " + std::string{to_string(fitness)} + (n == 1 ? "" : "s");
  };
  return "this machine can measure: " + count(Fitness::warning) + ", " + count(Fitness::note);
}

std::string row_text(const Condition &one) {
  const auto padded = [](std::string word, std::size_t width) {
    word.resize(std::max(width, word.size()), ' ');
    return word;
  };
  const std::string indent(29, ' ');
  auto text = padded(std::string{to_string(one.fitness)}, 12) + padded(one.id, 17) + one.text + "\n";
  if (!one.consequence.empty()) text += indent + "means: " + one.consequence + "\n";
  if (!one.remedy.empty()) text += indent + "to do: " + one.remedy + "\n";
  return text;
}

int examine(bool as_json) {
  const auto host = resource::read_host();
  auto conditions = resource::inspect(host, resource::probe());
  conditions.push_back(servers());
  const int code = can_measure(conditions) ? exit_fine : exit_server;
  if (as_json) {
    auto rows = base::Json::array();
    for (const auto &c : conditions)
      rows.push_back({{"id", c.id},
                      {"grade", to_string(c.fitness)},
                      {"text", c.text},
                      {"consequence", c.consequence},
                      {"remedy", c.remedy}});
    print_json({{"host", resource::to_json(host)}, {"conditions", rows}, {"can_measure", code == exit_fine}});
    return code;
  }
  print(host.cpu_model + ", " + base::format_bytes(static_cast<double>(host.memory_bytes)) + ", " + host.os +
        ", kernel " + host.kernel + "\n\n");
  for (const auto &c : conditions) print(row_text(c));
  print("\n" + verdict(conditions) + "\n");
  return code;
}

} // namespace

void add_doctor(CLI::App &app, Context &context) {
  auto as_json = std::make_shared<bool>(false);
  app.add_flag("--json", *as_json, "as JSON");
  app.callback([as_json, &context] { context.run = [as_json] { return examine(*as_json); }; });
}

} // namespace reqbench::cli
