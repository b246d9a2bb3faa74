// How long a connection lives: as long as the client wants, and not longer.
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"

namespace reqbench::verify {

/// The same request again and again: only the connection is in question here. In brief fewer must do.
void check_keep_alive(Examination &examination) {
  const int times = examination.depth() == Depth::full ? 100 : 30;
  const auto wanted = examination.workload().draw(examination.seed(), 1).front();
  for (int i = 1; i <= times; ++i) {
    if (!examination.send(examination.render(wanted))) return;
    const auto received =
        examination.receive("answer " + std::to_string(i) + " of " + std::to_string(times) + " on one connection");
    if (!received || !examination.is_right(wanted.expect, *received)) return;
    if (!received->keep_alive)
      return examination.fail("a connection that is kept for " + std::to_string(times) + " requests",
                              "its end was announced after " + std::to_string(i));
  }
}

void check_connection_close(Examination &examination) {
  const auto wanted = examination.workload().draw(examination.seed(), 1).front();
  if (!examination.send(examination.render(wanted, true))) return;
  const auto received = examination.receive("an answer before the close");
  if (received && examination.is_right(wanted.expect, *received))
    examination.is_closed("the connection is closed after the answer, as Connection: close asks");
}

/// While half a request waits on one connection, the other is answered in full.
void check_interleaved(Examination &examination) {
  constexpr std::size_t turns = 4;
  const auto cases = examination.workload().draw(examination.seed(), 2 * turns);
  auto other = examination.beside();
  for (std::size_t turn = 0; turn < turns; ++turn) {
    const auto &halved = cases[2 * turn], &whole = cases[2 * turn + 1];
    const auto request = examination.render(halved);
    const auto half = request.find("\r\n") + 4;
    if (!examination.send(request.substr(0, half))) return;
    if (!other.send(other.render(whole))) return;
    const auto beside = other.receive("an answer while half a request waits on another connection");
    if (!beside || !other.is_right(whole.expect, *beside)) return;
    if (!examination.send(request.substr(half))) return;
    const auto received = examination.receive("an answer to a request that paused while another connection was served");
    if (!received || !examination.is_right(halved.expect, *received)) return;
  }
}

} // namespace reqbench::verify
