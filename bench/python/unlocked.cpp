#include "python/unlocked.hpp"

#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace reqbench::python {
namespace {

struct Works {
  pid_t process = ::getpid();
  bool ending = false;
  std::vector<Unlocked *> all;
};

/// A fork leaves the threads behind, and with them their work.
Works &works() {
  static Works here;
  if (here.process != ::getpid()) here = Works{};
  return here;
}

} // namespace

Unlocked::Unlocked(base::StopFlag *stop) : stop_{stop} {
  if (works().ending) throw std::runtime_error("the interpreter is ending");
  works().all.push_back(this);
}

Unlocked::~Unlocked() { std::erase(works().all, this); }

void end_unlocked() {
  works().ending = true;
  for (const auto *work : works().all)
    if (work->stop_ != nullptr) work->stop_->request();
  while (!works().all.empty()) {
    const pybind11::gil_scoped_release unlocked;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

} // namespace reqbench::python
