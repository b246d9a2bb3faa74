// A run as Python holds it: what was read, and what statistics make of it.
#pragma once

#include "result/run_directory.hpp"
#include "statistics/summary.hpp"

#include <string>

namespace reqbench::python {

struct HeldRun {
  std::string name; ///< as it was asked for
  result::Run run;
  statistics::Summary summary;
};

} // namespace reqbench::python
