#include "run/resume.hpp"

#include "base/units.hpp"
#include "result/record.hpp"

#include <algorithm>
#include <array>

namespace reqbench::run {

namespace {

/// As it can be typed: "p99=20000us".
std::string objective_word(const result::Objective &objective) {
  return result::percentile_name(objective) + "=" +
         std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(objective.latency).count()) + "us";
}

/// The same for all that are spaced; null where nothing is.
base::Json arrivals_of(const Plan &plan) {
  if (plan.slo) return plan.slo->arrivals;
  const auto open = std::ranges::find(plan.loads, "open", &result::LoadRequest::model);
  return open == plan.loads.end() ? base::Json{} : base::Json(open->arrivals);
}

} // namespace

base::Json options_json(const Plan &plan) {
  base::Json loads = base::Json::array(), servers = base::Json::array(), workloads = base::Json::array();
  for (const auto &load : plan.loads) loads.push_back(load.name);
  for (const auto &participant : plan.participants) servers.push_back(participant.label);
  for (const auto &workload : plan.workloads) workloads.push_back(workload.name());
  return {{"servers", servers},
          {"workloads", workloads},
          {"profile", plan.profile.name},
          {"blocks", plan.blocks},
          {"loads", loads},
          {"connections", plan.connections},
          {"engine", load::to_string(plan.engine)},
          {"measure_s", base::to_seconds(plan.measure)},
          {"window_ms", plan.profile.window.count() / 1'000'000},
          {"warm_up", plan.warm_up ? base::format_duration(*plan.warm_up)
                                   : "until steady, at most " + base::format_duration(plan.profile.warm_up_cap)},
          {"warm_up_s", plan.warm_up ? base::Json(base::to_seconds(*plan.warm_up)) : base::Json{}},
          {"after_ms", plan.profile.after.count() / 1'000'000},
          {"cores", plan.workers},
          {"server_cpus", base::to_string(plan.server_cpus)},
          {"generator_cpus", base::to_string(plan.generator_cpus)},
          {"port", plan.port},
          {"baseline", plan.baseline},
          {"calibration", plan.calibration ? base::Json(plan.calibration->manifest.name) : base::Json{}},
          {"slo", plan.slo ? base::Json(objective_word(*plan.slo)) : base::Json{}},
          {"arrivals", arrivals_of(plan)},
          {"precision", plan.precision ? base::Json(plan.precision->asked) : base::Json{}},
          {"allow_debug", plan.allow_debug},
          {"seed", plan.seed}};
}

namespace {

/// What the command line took when the run began, a file that was edited has not passed.
struct Bound {
  const char *key;
  double least, most;
  bool whole;
};
constexpr std::array bounds{
    Bound{"connections", 1, 100'000, true}, Bound{"blocks", 0, result::most_blocks, true},
    Bound{"cores", 1, 1024, true},          Bound{"port", 0, 65'535, true},
    Bound{"measure_s", 0.1, 3600, false},   Bound{"warm_up_s", 0.1, 3600, false},
    Bound{"precision", 0.001, 0.5, false},
};

base::Status within_bounds(const base::Json &options) {
  for (const auto &[key, least, most, whole] : bounds) {
    const auto found = options.find(std::string{key});
    if (found == options.end() || found->is_null()) continue; // reading it tells whether it must be there
    const auto text = [whole = whole](double bound) {
      return whole ? std::to_string(static_cast<int>(bound)) : base::Json(bound).dump();
    };
    const bool is_kind = whole ? found->is_number_integer() : found->is_number();
    if (is_kind && found->get<double>() >= least && found->get<double>() <= most) continue;
    return base::Error{base::ErrorKind::damaged, "at /options/" + std::string{key} + ": expected " +
                                                     (whole ? "a whole number" : "a number") + " from " + text(least) +
                                                     " to " + text(most) + ", got " + base::to_line(*found)};
  }
  return {};
}

} // namespace

base::Result<Options> options_of(const result::RunRecord &record) {
  if (result::is_load(record))
    return base::Error{base::ErrorKind::usage,
                       "it is a saved load, which is whole as it is: there is nothing to go on with"};
  const auto &json = record.options;
  if (auto bounded = within_bounds(json); !bounded) return std::move(bounded).error();
  try {
    Options options;
    for (const auto &server : json.at("servers")) {
      const auto label = server.get<std::string>();
      if (!label.ends_with(result::again(""))) options.servers.push_back(label);
    }
    options.workloads = json.at("workloads").get<std::vector<std::string>>();
    options.profile = record.profile;
    options.loads = json.at("loads").get<std::vector<std::string>>();
    options.connections = json.at("connections").get<int>();
    options.duration = base::from_seconds(json.at("measure_s").get<double>());
    if (const auto &warm_up = json.at("warm_up_s"); !warm_up.is_null())
      options.warm_up = base::from_seconds(warm_up.get<double>());
    options.blocks = json.at("blocks").get<int>();
    options.cores = json.at("cores").get<int>();
    options.port = json.at("port").get<int>();
    options.engine = load::engine_named(json.at("engine").get<std::string>());
    options.baseline = json.at("baseline").get<std::string>();
    options.slo = record.slo;
    if (const auto arrivals = json.value("arrivals", base::Json{}); arrivals.is_string()) // later than the others
      options.arrivals = arrivals == "poisson" ? schedule::Arrivals::poisson : schedule::Arrivals::constant;
    if (record.precision) options.precision = record.precision->asked;
    options.allow_debug = json.value("allow_debug", false); // later than the others
    options.seed = record.seed;
    return options;
  } catch (const base::Json::exception &missing) {
    return base::Error{base::ErrorKind::damaged, std::string{"its options cannot be read ("} + missing.what() +
                                                     "): it was measured by another reqbench; measure again"};
  }
}

namespace {

/// What two documents of one kind differ in, by their keys.
std::vector<std::string> keys_that_differ(const base::Json &then, const base::Json &now) {
  std::vector<std::string> keys;
  for (const auto &[key, value] : now.items())
    if (!then.contains(key) || !base::same_value(then.at(key), value)) keys.push_back(key);
  return keys;
}

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const auto &word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// "its command, environment". Why a server was left out is no part of the plan. A manifest that says another thing has
/// another digest too, which alone means that the server itself is another.
std::string change_of(const base::Json &then, const base::Json &now) {
  auto keys = keys_that_differ(then, now);
  const bool rebuilt = std::erase(keys, "digest") > 0 && then.at("digest") != "";
  std::erase(keys, "skipped");
  if (!keys.empty()) return "its " + joined(keys);
  return rebuilt ? "its program or one of its files: it was built again, or changed" : "";
}

/// Lists of named documents: servers by label, workloads by name.
void compare_lists(std::vector<std::string> &found, const std::string &what, const std::string &name,
                   const base::Json &then, const base::Json &now) {
  const auto of_name = [&](const base::Json &list, const base::Json &wanted) {
    return std::ranges::find_if(list, [&](const base::Json &one) { return one.at(name) == wanted; });
  };
  for (const auto &was : then) {
    const auto is = of_name(now, was.at(name));
    const auto label = what + " " + was.at(name).get<std::string>() + ": ";
    if (is == now.end())
      found.push_back(label + "it is not there any more");
    else if (const auto change = change_of(was, *is); !change.empty())
      found.push_back(label + change);
  }
  for (const auto &is : now)
    if (of_name(then, is.at(name)) == then.end())
      found.push_back(what + " " + is.at(name).get<std::string>() + ": it took no part");
}

/// Its server by what changed in it, as those that are compared.
void compare_calibrations(std::vector<std::string> &found, const base::Json &then, const base::Json &now) {
  if (then.is_null() || now.is_null()) {
    if (then.is_null() != now.is_null()) found.emplace_back("the calibration");
    return;
  }
  if (then.at("workload") != now.at("workload") || !base::same_value(then.at("load"), now.at("load")))
    found.emplace_back("the calibration's load");
  compare_lists(found, "calibration", "label", base::Json::array({then.at("server")}),
                base::Json::array({now.at("server")}));
}

/// Without those that could not be started then: they took no part, and are not planned now.
base::Json that_took_part(const base::Json &then, const base::Json &now) {
  base::Json servers = base::Json::array();
  for (const auto &server : then) {
    const bool planned =
        std::ranges::any_of(now, [&](const auto &one) { return one.at("label") == server.at("label"); });
    if (planned || server.at("skipped") == "") servers.push_back(server);
  }
  return servers;
}

} // namespace

std::vector<std::string> differences(const result::RunRecord &then, const result::RunRecord &now) {
  struct Plain {
    const char *key, *says;
  };
  constexpr std::array plain{
      Plain{"reqbench_version", "the version of reqbench"},
      Plain{"binary", "the program reqbench: it was built again"},
      Plain{"git_commit", "the commit of the checkout"},
      Plain{"engine", "the engine"},
      Plain{"server_cpus", "the server's processors"},
      Plain{"generator_cpus", "the generator's processors"},
      Plain{"workers", "the number of workers"},
      Plain{"seed", "the seed"},
      Plain{"profile", "the profile"},
      Plain{"loads", "the loads"},
      Plain{"precision", "the precision"},
      Plain{"slo", "the objective"},
  };
  const auto was = result::to_json(then), is = result::to_json(now);
  std::vector<std::string> found;
  if (then.host.fingerprint != now.host.fingerprint)
    found.push_back("the machine: " + joined(keys_that_differ(was.at("host"), is.at("host"))));
  for (const auto &[key, says] : plain)
    if (!base::same_value(was.at(key), is.at(key))) found.emplace_back(says);
  compare_lists(found, "server", "label", that_took_part(was.at("servers"), is.at("servers")), is.at("servers"));
  compare_calibrations(found, was.at("calibration"), is.at("calibration"));
  for (const auto &server : now.servers)
    if (!server.skipped.empty()) found.push_back("server " + server.label + ": " + server.skipped);
  compare_lists(found, "workload", "name", was.at("workloads"), is.at("workloads"));
  return found;
}

std::set<int> measured_trials(const result::Run &run) {
  std::set<int> numbers;
  for (const auto *trials : {&run.trials, &run.calibrations})
    for (const auto &trial : *trials) numbers.insert(trial.number);
  return numbers;
}

} // namespace reqbench::run
