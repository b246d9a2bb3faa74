// reqbench advise: how many processors and how much memory each server of a run needs for a rate under an objective.
#include "base/units.hpp"
#include "cli/advise_words.hpp"
#include "cli/command.hpp"
#include "cli/page.hpp"
#include "report/advise_view.hpp"
#include "run/capacity.hpp"

#include <algorithm>
#include <memory>

namespace reqbench::cli {
namespace {

struct AdviseWords {
  std::string run = "latest";
  std::string rate, slo;
  std::vector<std::string> mix;
  std::string format = "terminal";
  bool json = false;
};

/// Without --mix each workload is asked for by itself.
base::Result<std::vector<statistics::Wish>> wishes_of(const AdviseWords &words, const result::RunRecord &record) {
  const auto rate = base::parse_rate(words.rate);
  if (!rate) return base::Error{rate.error()}.while_doing("--rate");
  auto objective = run::parse_objective(words.slo);
  if (!objective) return base::Error{objective.error()}.while_doing("--slo");
  if (record.slo) objective->arrivals = record.slo->arrivals; // told with the answer
  std::vector<std::string> known;
  for (const auto &workload : record.workloads) known.push_back(workload.name);
  if (known.empty())
    return base::Error{base::ErrorKind::damaged, words.run + " names no workload, so nothing of it can be advised on"};
  std::vector<statistics::Wish> wishes;
  if (words.mix.empty()) {
    for (const auto &name : known) wishes.push_back({rate->per_second, *objective, {{name, 1.0}}});
    return wishes;
  }
  auto mix = parse_mix(words.mix, known);
  if (!mix) return mix.error();
  wishes.push_back({rate->per_second, *objective, std::move(*mix)});
  return wishes;
}

bool answers_nothing(const std::vector<report::Advice> &advices) {
  return std::ranges::all_of(advices, [](const report::Advice &advice) {
    return std::ranges::all_of(advice.needs, [](const auto &need) { return need.basis == statistics::Basis::unknown; });
  });
}

int advise(const AdviseWords &words) {
  const auto folder = result::locate_run(words.run);
  if (!folder) return fail(folder.error());
  auto run = result::read_run(*folder);
  if (!run) return fail(run.error());
  if (result::is_load(run->record))
    return fail(usage_error(words.run + " is a saved load, which knows nothing of a server's processors and memory; "
                                        "advise takes a run (reqbench run)"));
  warn_damaged(*run);
  const auto wishes = wishes_of(words, run->record);
  if (!wishes) return fail(wishes.error());
  const auto summary = statistics::summarize(*run);
  std::vector<report::Advice> advices;
  for (const auto &wish : *wishes) advices.push_back({wish, statistics::advise(*run, summary, wish)});
  const auto view = report::make_advise_view(*run, summary, advices);
  print_view(*report::find_format(words.json ? "json" : words.format), view);
  if (answers_nothing(advices)) return exit_server;
  return statistics::has_invalid(summary) ? exit_invalid : exit_fine;
}

} // namespace

void add_advise(CLI::App &app, Context &context) {
  auto words = std::make_shared<AdviseWords>();
  app.add_option("RUN", words->run, "a directory, a run id, or latest")->capture_default_str();
  app.add_option("--rate", words->rate, "requests per second to be served: 5000, 5k")->required();
  app.add_option("--slo", words->slo, "the objective: p99=20ms, or 'p99<20ms'")->required();
  app.add_option("--mix", words->mix,
                 "per cent of the requests by workload: json=80,order=20; each workload by itself without");
  app.add_option("--format", words->format, "how it is told: terminal, markdown, summary, json")
      ->check(CLI::IsMember({"terminal", "markdown", "summary", "json"}))
      ->capture_default_str();
  app.add_flag("--json", words->json, "as JSON");
  app.callback([words, &context] { context.run = [words] { return advise(*words); }; });
}

} // namespace reqbench::cli
