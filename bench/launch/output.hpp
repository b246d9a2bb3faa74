// What a server prints: the first bytes of its standard output (the ready line) and the last lines of its standard
// error. A thread of its own drains both as long as they are open, so that a server that logs a lot is never held up by
// a full pipe; what it keeps is bounded.
#pragma once

#include "base/clock.hpp"
#include "base/descriptor.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace reqbench::launch {

/// The text on one line, with control bytes as \xNN, cut after `longest` bytes.
std::string printable(std::string_view text, std::size_t longest = 200);

/// The last lines of a stream, blank ones left out, in bounded memory.
class Tail {
public:
  static constexpr std::size_t most_lines = 20, longest_line = 400;
  void append(std::string_view bytes);
  /// With the unfinished line at the end.
  std::vector<std::string> lines() const;

private:
  void end_line();
  std::deque<std::string> lines_;
  std::string unfinished_;
};

class Output {
public:
  /// Takes the read ends; keeps the first `keep` bytes of standard output.
  Output(base::Descriptor out, base::Descriptor err, std::size_t keep);
  ~Output(); ///< stops draining

  /// Standard output so far.
  struct Head {
    std::string bytes;
    bool closed = false;
  };
  Head head() const;
  /// Returns when standard output has more than `seen` bytes or is closed, or the time is over.
  void wait_for_more(std::size_t seen, base::Nanoseconds limit) const;
  /// Both are closed; false when that does not happen in time.
  bool wait_closed(base::Nanoseconds limit) const;
  std::vector<std::string> last_words() const;

private:
  void drain();
  void take(bool is_error, std::string_view bytes);
  void note_closed(bool is_error);

  const base::Descriptor out_, err_;
  const base::Descriptor wake_;
  const std::size_t keep_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Head head_;
  Tail tail_;
  bool error_closed_ = false;
  std::thread drainer_; // last: it uses all of the above
};

} // namespace reqbench::launch
