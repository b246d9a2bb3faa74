// One worker's notes while a load runs: thread-private, no allocation, no lock, no clock after construction.
#pragma once

#include "sample/recording.hpp"

namespace reqbench::sample {

class Recorder {
public:
  /// Windows are `window` long; room for `windows` of them is made at once, later ones are added to the last.
  Recorder(base::Nanoseconds window, std::size_t windows);

  // The implementers of sample and load agree on the calls; see recorder_test.cpp.
  Recording take() &&;
};

} // namespace reqbench::sample
