// Work that takes seconds: it runs on a thread of its own, without the interpreter's lock, while the calling thread
// listens for signals. A handler that raises (Ctrl-C's does) stops the work, and its exception is thrown when the work
// has ended. Python hears signals on its main thread only, so work that another thread called ends by itself.
#pragma once

#include "base/stop.hpp"
#include "python/unlocked.hpp"

#include <pybind11/pybind11.h>

#include <chrono>
#include <future>
#include <optional>

namespace reqbench::python {

/// `work(stop)` must not touch Python; it ends soon after `stop` is requested.
template <class Work> auto interruptible(Work work) {
  constexpr auto patience = std::chrono::milliseconds{20};
  base::StopFlag stop;
  const Unlocked here{&stop};
  auto running = std::async(std::launch::async, [&] { return work(std::as_const(stop)); });
  const auto ended = [&](auto wait) {
    const pybind11::gil_scoped_release unlocked;
    return wait() == std::future_status::ready;
  };
  while (!ended([&] { return running.wait_for(patience); })) {
    if (PyErr_CheckSignals() == 0) continue;
    pybind11::error_already_set raised;
    stop.request();
    ended([&] {
      running.wait();
      return std::future_status::ready;
    });
    throw raised;
  }
  return running.get();
}

} // namespace reqbench::python
