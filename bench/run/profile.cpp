#include "run/profile.hpp"

#include "base/nearest.hpp"
#include "base/units.hpp"
#include "schedule/stretch.hpp"

#include <algorithm>

namespace reqbench::run {

using namespace std::chrono_literals;

// Lengths and counts: bench/README.md, "Measuring". A quick run must fit a coffee break, a standard one a lunch.
const std::array<Profile, 3> profile_table{{
    {"quick", "3 launches a cell, 2 s a load: a first answer in minutes", 3, 2s, 125ms, 5s, 500ms, "closed,common",
     false},
    {"standard", "10 launches, 3 s a load: for decisions", 10, 3s, 250ms, 30s, 2s, "closed,common,share:50", true},
    {"rigorous", "20 launches, 10 s a load: for publication", 20, 10s, 250ms, 30s, 5s,
     "closed,common,share:20,share:50,share:80", true},
}};

base::Result<Profile> find_profile(std::string_view name) {
  std::vector<std::string> names;
  for (const auto &profile : profile_table) {
    if (profile.name == name) return profile;
    names.emplace_back(profile.name);
  }
  return base::unknown_name("profile", name, names);
}

namespace {

constexpr int most_connections = 100'000;

using base::Result;
using result::LoadRequest;

base::Error bad_load(std::string_view word, std::string_view why) {
  return base::Error{base::ErrorKind::usage, "load '" + std::string{word} + "': " + std::string{why} +
                                                 "; loads are closed, closed:CONNECTIONS, common, share:PERCENT, "
                                                 "rate:REQUESTS_PER_SECOND, steps:RATE+RATE+…, held:CONNECTIONS and "
                                                 "churn:REQUESTS_PER_CONNECTION"};
}

base::Status read_count(std::string_view value, int &into) {
  const auto count = base::parse_count(value, most_connections);
  if (!count) return count.error();
  into = *count;
  return {};
}

base::Status read_closed(std::string_view value, LoadRequest &load) {
  return value.empty() ? base::Status{} : read_count(value, load.connections);
}

base::Status read_common(std::string_view, LoadRequest &load) {
  load.common = true;
  return {};
}

base::Status read_share(std::string_view value, LoadRequest &load) {
  const auto percent = base::parse_rate(value);
  if (!percent || percent->per_second > 100)
    return base::Error{base::ErrorKind::usage, "a share is a percentage above 0, at most 100"};
  load.share = percent->per_second / 100;
  return {};
}

base::Status read_rate(std::string_view value, LoadRequest &load) {
  const auto rate = base::parse_rate(value);
  if (!rate) return rate.error();
  load.rate_per_s = rate->per_second;
  return {};
}

/// Each step lasts as long as another load does.
base::Status read_steps(std::string_view value, LoadRequest &load) {
  const auto steps = schedule::parse_steps(value, load.measure);
  if (!steps) return steps.error();
  for (const auto &step : *steps) load.steps_per_s.push_back(step.from.per_second);
  load.measure = schedule::length_of(*steps);
  return {};
}

base::Status read_held(std::string_view value, LoadRequest &load) { return read_count(value, load.connections); }

base::Status read_churn(std::string_view value, LoadRequest &load) {
  return read_count(value, load.requests_per_connection);
}

enum class Value { none, may_be, needed };

struct Word {
  std::string_view kind, model;
  Value value;
  base::Status (*read)(std::string_view value, LoadRequest &load);
};

constexpr std::array load_kinds{
    Word{"closed", "closed", Value::may_be, read_closed}, Word{"common", "open", Value::none, read_common},
    Word{"share", "open", Value::needed, read_share},     Word{"rate", "open", Value::needed, read_rate},
    Word{"steps", "open", Value::needed, read_steps},     Word{"held", "held", Value::needed, read_held},
    Word{"churn", "closed", Value::needed, read_churn},
};

} // namespace

Result<LoadRequest> parse_load(std::string_view word, int connections, base::Nanoseconds measure) {
  if (word.size() > result::longest_name)
    return bad_load(std::string{word.substr(0, 20)} + "…", "its word is longer than the " +
                                                               std::to_string(result::longest_name) +
                                                               " characters that a report has room for");
  const auto colon = word.find(':');
  const bool has_value = colon != std::string_view::npos;
  const auto value = has_value ? word.substr(colon + 1) : std::string_view{};
  const auto *known = std::ranges::find(load_kinds, word.substr(0, colon), &Word::kind);
  if (known == load_kinds.end()) return bad_load(word, "unknown");
  if (known->value == Value::none && has_value) return bad_load(word, "it takes no value");
  if ((known->value == Value::needed || has_value) && value.empty()) return bad_load(word, "its value is missing");

  LoadRequest load;
  load.name = word;
  load.model = known->model;
  load.connections = connections;
  load.measure = measure;
  if (const auto read = known->read(value, load); !read) return bad_load(word, read.error().message());
  return load;
}

} // namespace reqbench::run
