#include "launch/attempt.hpp"

#include "launch/command.hpp"
#include "launch/guarded.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace reqbench::launch {
namespace {

std::string signal_name(int signal) {
  const char *name = ::sigabbrev_np(signal);
  return name == nullptr ? std::to_string(signal) : std::string{"SIG"} + name;
}

} // namespace

std::string exit_words(int exit_code, int signal) {
  return signal != 0 ? "ended by " + signal_name(signal) : "left with exit code " + std::to_string(exit_code);
}

base::Result<Attempt> attempt(const Manifest &manifest, const std::filesystem::path &root,
                              const std::vector<std::string> &command, base::Nanoseconds limit,
                              const base::StopFlag &stop) {
  Order order;
  order.command = command;
  order.environment = server_environment(manifest, filling_of(manifest, root));
  order.folder = manifest.folder;
  order.keep_bytes = 65536;
  auto process = Guarded::start(order, stop);
  if (!process) return std::move(process).error();
  std::optional<Exit> exit;
  for (const auto end = base::now() + limit; !exit && !stop.requested() && base::now() < end;)
    exit = (*process)->exit(std::min(look_up, end - base::now()));
  Attempt made;
  made.took = base::now() - (*process)->exec_at();
  (void)(*process)->end(base::Nanoseconds{0}); // then its output is complete
  made.ended = exit.has_value();
  if (exit) {
    made.exit_code = exit->code;
    made.signal = exit->signal;
  }
  made.out = (*process)->output().head().bytes;
  made.last_words = (*process)->output().last_words();
  return made;
}

} // namespace reqbench::launch
