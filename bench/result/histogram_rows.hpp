// The histograms of a recording: one row each, with the key under which result files, `load --json` and Python name it.
#pragma once

#include "sample/recording.hpp"

#include <array>

namespace reqbench::result {

struct HistogramRow {
  const char *key; ///< "latency_ns"
  sample::Histogram sample::Recording::*histogram;
  sample::Precision keep; ///< latency and service time carry the verdicts; the rest explains them
  bool open_only;         ///< in a closed load the intended send is mostly the actual one, so one histogram says both
};
inline constexpr std::array<HistogramRow, 8> histogram_rows{{
    {"latency_ns", &sample::Recording::latency, sample::Precision::one_permille, false},
    {"service_time_ns", &sample::Recording::service_time, sample::Precision::one_permille, true},
    {"first_byte_ns", &sample::Recording::first_byte, sample::Precision::one_percent, false},
    {"connect_ns", &sample::Recording::connect, sample::Precision::one_percent, false},
    {"failed_latency_ns", &sample::Recording::failed_latency, sample::Precision::one_percent, false},
    {"lateness_ns", &sample::Recording::lateness, sample::Precision::one_percent, false},
    {"late_no_connection_ns", &sample::Recording::late_no_connection, sample::Precision::one_percent, false},
    {"late_generator_ns", &sample::Recording::late_generator, sample::Precision::one_percent, false},
}};

} // namespace reqbench::result
