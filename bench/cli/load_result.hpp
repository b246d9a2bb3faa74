// How `reqbench load` tells its recording: as a run of one trial, so that its limiter, its findings, its report and its
// place on disk are those of every other load; and as the JSON of bench/README.md.
#pragma once

#include "base/json.hpp"
#include "cli/load_words.hpp"
#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <string>
#include <vector>

namespace reqbench::cli {

/// What was understood of the words, and what came of it.
struct Loaded {
  const LoadWords &words;
  const workload::Case &request;
  const load::LoadPlan &plan;
  const std::vector<std::string> &arguments; ///< as typed
  std::string started, finished;             ///< UTC
  std::vector<std::string> notes;            ///< what the reader must know
  sample::Recording recording;
};

/// The recording as the only load of the only trial of a run; `id` is the name of its folder, if it gets one. Fields
/// that may hold a secret are named, their values are not kept.
result::Run run_of(const Loaded &loaded, const std::string &id);

/// {url, request, ledger, latency_ns, service_time_ns, first_byte_ns, connect_ns, lateness_ns, rate_per_s, bytes,
/// connections, generator, limiter, findings [{id, grade, text, remedy}], …}
base::Json load_json(const result::Run &run, const statistics::Summary &summary);

} // namespace reqbench::cli
