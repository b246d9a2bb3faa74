// Work of C++ during which others have the interpreter. A daemon thread may be in it when the interpreter ends, and one
// that then asks for the lock again is ended by Python in the middle of our code, which ends the process. So all such
// work is known, and the interpreter's end stops it and waits for it.
#pragma once

#include "base/stop.hpp"

#include <pybind11/pybind11.h>

namespace reqbench::python {

/// Made before the interpreter's lock is given away and destroyed when it is held again; that lock guards the list.
class Unlocked {
public:
  /// `stop`: what ends the work early; none where it is short. Raises RuntimeError when the interpreter ends.
  explicit Unlocked(base::StopFlag *stop = nullptr);
  ~Unlocked();
  Unlocked(const Unlocked &) = delete;
  Unlocked &operator=(const Unlocked &) = delete;

private:
  friend void end_unlocked();
  base::StopFlag *stop_;
};

/// For atexit.
void end_unlocked();

} // namespace reqbench::python
