// Prove that a server answers right, before any timing: every case, bad inputs, and the protocol at the level of bytes.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/stop.hpp"
#include "connection/endpoint.hpp"
#include "launch/manifest.hpp"
#include "verify/garbage.hpp"
#include "workload/workload.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::verify {

/// full: every check, once per server and run. brief: right answers only, ≤ 0.3 s, in each launch.
enum class Depth { full, brief };

/// Which workloads a check is asked of.
enum class Concern {
  all,
  queries,     ///< a weighted request has a query
  bodies,      ///< … a body
  json_bodies, ///< … a JSON object as body
  named,       ///< the workload's file names the check's id under "checks"
};

struct Failure {
  std::string check; ///< id of the table
  std::string workload;
  std::string request; ///< the bytes sent, printable, shortened
  std::string expected;
  std::string got;
  std::string asked{}; ///< "order/empty_body": the request of the workload's file, where the check asks several
  /// Request, expected and got as a diff of lines ("- expected", "+ got").
  std::vector<std::string> to_lines() const;
};

struct Report {
  int checks = 0; ///< run
  std::vector<Failure> failures;
  std::vector<std::string> skipped; ///< "head: <reason>", by the manifest's deviations
  std::vector<std::string> stale;   ///< deviations that no longer occur, each a sentence that begins with its id
  std::optional<Flood> flood;       ///< what came of `garbage_flood`, when it was asked
  int silences = 0;                 ///< checks that found no answer in time, or nobody there
  base::Nanoseconds took{};
  bool passed() const { return failures.empty(); }
};

struct Subject {
  const connection::Endpoint &endpoint;
  const launch::Manifest &manifest;
  std::span<const workload::Workload> workloads; ///< those the server offers
  std::uint64_t seed = 0;
  base::Nanoseconds timeout = std::chrono::seconds{5}; ///< of one check
  std::size_t body_limit = 16UL * 1024 * 1024;         ///< the largest body that a server accepts
  const base::StopFlag *stop = nullptr;                ///< the user's wish, heard between two questions
  /// Servers that write their Date once a second may be as late as that, and then some on a busy machine.
  base::Nanoseconds date_moves_within = std::chrono::milliseconds{1200};
};

class Examination;

/// last: after all others of all workloads, because it wants time to have passed, or may end the server.
enum class Turn { any, last };

/// One row a check: id, what it proves, how deep, of whom.
struct Check {
  std::string_view id;
  std::string_view promise; ///< "405 names the allowed methods in Allow"
  Depth depth;              ///< brief = also in each launch
  Concern concern;
  void (*run)(Examination &examination);
  Turn turn = Turn::any;
};
std::span<const Check> checks();
bool concerns(const Check &check, const workload::Workload &workload);

/// A deviation that names no check would silently excuse nothing. The error (kind usage) names its place in server.json
/// and the nearest id.
base::Status check_deviations(const launch::Manifest &manifest);

/// Every check of that depth for every workload that it concerns. What the manifest excuses is not a failure, and in
/// full it is asked all the same, at the end: a deviation that no longer occurs is told. A server that does not answer
/// at all is a failure of its check, not an error; after the second such check the rest is not asked, so that a server
/// that hangs costs two timeouts. A report that was interrupted proves nothing.
Report verify(const Subject &subject, Depth depth);

} // namespace reqbench::verify
