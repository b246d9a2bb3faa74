// Has it moved? See watched.hpp.
#include "watched.hpp"

namespace cpp_common {
namespace {

constexpr Seconds leaving_time{2};

Seconds time_of(Phase phase, const Limits &limits) {
  switch (phase) {
  case Phase::idle: return limits.idle_time;
  case Phase::header: return limits.header_time;
  case Phase::body:
  case Phase::writing: return limits.progress_time;
  case Phase::leaving: return leaving_time;
  }
  return limits.idle_time;
}

bool has_moved(const Sight &before, const Sight &now, std::uint64_t progress_bytes) {
  return now.phase != before.phase || now.turn != before.turn || now.bytes >= before.bytes + progress_bytes;
}

} // namespace

bool Watched::is_overdue(TimePoint now, const Limits &limits) {
  const Sight sight = look();
  if (has_moved(seen_, sight, limits.progress_bytes)) {
    seen_ = sight;
    since_ = now;
  }
  return now - since_ >= time_of(sight.phase, limits);
}

} // namespace cpp_common
