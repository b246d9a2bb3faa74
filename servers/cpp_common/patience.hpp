// How long a connection may take for what it is doing. A deadline is a number that one tick a second looks at: a timer
// for every read would cost more than the read.
#pragma once

#include "limits.hpp"

#include <chrono>
#include <cstdint>

namespace cpp_common {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

class Patience {
public:
  enum class With : std::uint8_t { idle, header, body, answer, lingering };

  explicit Patience(const Limits &limits, TimePoint now) : limits_(limits), deadline_(now + limits.idle_time) {}

  /// Between two requests.
  void idle(TimePoint now) { begin(With::idle, now + limits_.idle_time); }
  /// A header has begun: repeating it gives no more time.
  void header(TimePoint now) {
    if (with_ != With::header) begin(With::header, now + limits_.header_time);
  }
  /// So many bytes of a body came in, or of an answer were taken, all told: only progress gives more time.
  void body(std::uint64_t bytes, TimePoint now) { progress(With::body, bytes, now); }
  void answer(std::uint64_t bytes, TimePoint now) { progress(With::answer, bytes, now); }
  /// The last answer is out: it is read by the client now, or never.
  void linger(TimePoint now) { begin(With::lingering, now + limits_.linger_time); }

  bool is_idle() const { return with_ == With::idle; }
  bool is_over(TimePoint now) const { return deadline_ <= now; }

private:
  void begin(With with, TimePoint deadline) {
    with_ = with;
    deadline_ = deadline;
    mark_ = 0;
  }
  void progress(With with, std::uint64_t bytes, TimePoint now) {
    if (with_ != with) begin(with, now + limits_.body_time);
    if (bytes < mark_ + limits_.body_progress) return;
    mark_ = bytes;
    deadline_ = now + limits_.body_time;
  }

  const Limits &limits_;
  TimePoint deadline_;
  std::uint64_t mark_ = 0;
  With with_ = With::idle;
};

} // namespace cpp_common
