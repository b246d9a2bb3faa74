// What a client may cost: sizes, times and numbers. Each is a flag of the program (program.cpp), so that tests run them
// small.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cpp_common {

struct Limits {
  std::size_t request_line = 8 * 1024;
  std::size_t header_block = 16 * 1024; ///< all fields together, those behind a chunked body too
  std::size_t fields = 100;
  std::size_t chunk_extensions = 1024; ///< of one body together: they carry nothing that anyone here reads
  std::uint64_t body = 16 * 1024 * 1024;
  std::size_t connections = 10'000;
  std::chrono::seconds header_time{10}; ///< from the first byte of a request to the end of its header
  std::chrono::seconds body_time{10};   ///< for each body_progress of a body, and of an answer that is taken slowly
  /// Any byte would do for a client that drips one a second, for days.
  std::uint64_t body_progress = 4 * 1024;
  std::chrono::seconds idle_time{65};  ///< a proxy in front keeps its side for 60 s: it should be the one to close
  std::chrono::seconds linger_time{2}; ///< after the last answer, for the client to read it before the socket is gone
  std::chrono::milliseconds stop_time{1500}; ///< after SIGTERM, for what is in flight; the contract allows 2 s

  /// The longest text that must be held to be understood.
  std::size_t longest_header() const { return request_line + header_block + 4; }
};

} // namespace cpp_common
