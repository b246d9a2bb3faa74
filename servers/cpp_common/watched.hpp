// What a worker's tick sees of a connection, and how it tells one that moves from one that is held up. Nothing is
// written down per read or per request: a request's time begins at the first tick that sees it, so limits are kept to a
// second, and they cost a request nothing.
#pragma once

#include "limits.hpp"

#include <boost/intrusive/list_hook.hpp>

namespace cpp_common {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

enum class Phase : std::uint8_t { idle, header, body, writing, leaving };

struct Sight {
  Phase phase = Phase::idle;
  std::uint64_t turn = 0;  ///< how many requests came before
  std::uint64_t bytes = 0; ///< of this body, or of this answer
};

class Watched : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
  virtual ~Watched() = default;

  virtual Sight look() const = 0;
  /// Ends the operation under way with an error, and the connection with it.
  virtual void close() = 0;

  /// Whether it has stood still for longer than the limit of its phase. Called once a tick.
  bool is_overdue(TimePoint now, const Limits &limits);

private:
  Sight seen_{};
  TimePoint since_ = Clock::now();
};

} // namespace cpp_common
