// From pilots to the rates of the open loads. Pure.
#pragma once

#include "result/record.hpp"

#include <map>
#include <string>
#include <vector>

namespace reqbench::run {

/// Requests per second of the open loads of one server and workload, at least 1: also where its pilot, or all pilots
/// for the common rate, answered nothing.
std::map<std::string, double> open_rates(const std::vector<result::LoadRequest> &loads, double pilot, double common);

/// The rate at which all servers of a workload are compared: half of what the slowest could answer in its pilot.
double common_rate(const std::map<std::string, double> &pilots);

} // namespace reqbench::run
