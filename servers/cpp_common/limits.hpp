// How much of everything a client may ask for. Each one is a flag (see arguments.cpp), so that tests run them small.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cpp_common {

using Seconds = std::chrono::seconds;

struct Limits {
  std::size_t request_line_bytes = 8 * 1024;
  std::size_t header_bytes = 16 * 1024;         ///< all fields together, and each line of a chunked body
  std::size_t fields = 100;                     ///< trailers count too
  std::size_t chunk_extension_bytes = 4 * 1024; ///< all of one body together: they are read and mean nothing
  std::uint64_t body_bytes = 16 * 1024 * 1024;

  Seconds header_time{10};
  /// A body that comes, or an answer that is taken, moves by `progress_bytes` within this time, or ends.
  Seconds progress_time{10};
  std::uint64_t progress_bytes = 8 * 1024; ///< 800 B/s: a slow phone does more, a drip-feeding client less
  Seconds idle_time{65}; ///< a proxy in front usually keeps its side for 60 s: it should be the one to close

  std::size_t connections = 20'000; ///< beyond it 503; less when the system allows fewer descriptors
};

} // namespace cpp_common
