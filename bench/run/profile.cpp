#include "run/profile.hpp"

#include "base/nearest.hpp"
#include "base/units.hpp"

#include <optional>

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

base::Error bad_load(std::string_view word, std::string_view why) {
  return base::Error{base::ErrorKind::usage,
                     "load '" + std::string{word} + "': " + std::string{why} +
                         "; loads are closed, closed:CONNECTIONS, common, share:PERCENT and rate:REQUESTS_PER_SECOND"};
}

} // namespace

base::Result<result::LoadRequest> parse_load(std::string_view word, int connections, base::Nanoseconds measure) {
  const auto colon = word.find(':');
  const auto kind = word.substr(0, colon);
  const std::optional<std::string_view> value =
      colon == std::string_view::npos ? std::nullopt : std::optional{word.substr(colon + 1)};

  result::LoadRequest load;
  load.name = word;
  load.model = kind == "closed" ? "closed" : "open";
  load.connections = connections;
  load.measure = measure;
  if (kind == "closed") {
    if (!value) return load;
    const auto count = base::parse_count(*value, most_connections);
    if (!count) return base::Error{count.error()}.while_doing("load '" + std::string{word} + "'");
    load.connections = *count;
    return load;
  }
  if (kind == "common" && !value) {
    load.common = true;
    return load;
  }
  if (kind == "share" && value) {
    const auto percent = base::parse_rate(*value);
    if (!percent || percent->per_second > 100) return bad_load(word, "a share is a percentage above 0, at most 100");
    load.share = percent->per_second / 100;
    return load;
  }
  if (kind == "rate" && value) {
    const auto rate = base::parse_rate(*value);
    if (!rate) return base::Error{rate.error()}.while_doing("load '" + std::string{word} + "'");
    load.rate_per_s = rate->per_second;
    return load;
  }
  return bad_load(word, kind == "common" ? "'common' takes no value" : "unknown, or its value is missing");
}

} // namespace reqbench::run
