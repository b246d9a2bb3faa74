// The words of `reqbench load`, as typed, and what they ask for: a target, a request with its right answer, a plan.
// Nothing is sent here, so words that make no sense cost nobody a request; each error names its option and says what
// to write instead (kind usage).
#pragma once

#include "connection/endpoint.hpp"
#include "load/load.hpp"
#include "workload/workload.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reqbench::load {

/// What was not typed is empty; `reqbench load --help` says what each means.
struct Words {
  std::string url, method = "GET";
  std::vector<std::string> headers;
  std::optional<std::string> body_file, expect_body_file;
  std::optional<std::string> body, expect_body; ///< the bytes themselves, for who has no file
  int expect_status = 200;
  bool allow_remote = false;

  std::string connections = "64", warm_up = "1s", timeout = "2s", threads = "1";
  std::optional<std::string> duration, rate, arrivals, ramp, steps, held, churn;
  std::string engine = "epoll";
  bool check_all = false;
  std::optional<std::string> seed;
};

inline constexpr std::string_view default_duration = "10s";
/// What --held means without a heartbeat.
inline constexpr std::string_view no_heartbeat = "never";

/// The target, on loopback unless --allow-remote. A Host field of --header is part of it.
base::Result<connection::Url> target_of(const Words &words);
/// The one request of the load and its right answer.
base::Result<workload::Case> request_of(const Words &words, const std::string &target);
base::Result<LoadPlan> plan_of(const Words &words);

} // namespace reqbench::load
