#include "launch/output.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace reqbench::launch {

std::string printable(std::string_view text, std::size_t longest) {
  std::string shown;
  for (const char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      shown += c;
      continue;
    }
    char escaped[5];
    std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
    shown += escaped;
  }
  if (text.size() > longest) shown += "…";
  return shown;
}

void Tail::append(std::string_view bytes) {
  for (;;) {
    const auto newline = bytes.find('\n');
    const auto part = bytes.substr(0, newline);
    unfinished_ += part.substr(0, longest_line - std::min(longest_line, unfinished_.size()));
    if (newline == bytes.npos) return;
    end_line();
    bytes.remove_prefix(newline + 1);
  }
}

void Tail::end_line() {
  if (unfinished_.ends_with('\r')) unfinished_.pop_back();
  if (unfinished_.find_first_not_of(" \t") != unfinished_.npos) lines_.push_back(std::move(unfinished_));
  unfinished_.clear();
  if (lines_.size() > most_lines) lines_.pop_front();
}

std::vector<std::string> Tail::lines() const {
  Tail whole = *this;
  whole.end_line();
  std::vector<std::string> shown;
  for (const auto &line : whole.lines_) shown.push_back(printable(line, longest_line));
  return shown;
}

Output::Output(base::Descriptor out, base::Descriptor err, std::size_t keep)
    : out_{std::move(out)}, err_{std::move(err)}, wake_{::eventfd(0, EFD_CLOEXEC)}, keep_{keep}, drainer_{[this] {
        drain();
      }} {}

Output::~Output() {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
  drainer_.join();
}

Output::Head Output::head() const {
  const std::lock_guard lock{mutex_};
  return head_;
}

void Output::wait_for_more(std::size_t seen, base::Nanoseconds limit) const {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, limit, [&] { return head_.closed || head_.bytes.size() > seen; });
}

bool Output::wait_closed(base::Nanoseconds limit) const {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, limit, [&] { return head_.closed && error_closed_; });
}

std::vector<std::string> Output::last_words() const {
  const std::lock_guard lock{mutex_};
  return tail_.lines();
}

void Output::drain() {
  pollfd events[3] = {{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
  std::vector<char> buffer(65536); // what a pipe holds at most
  while (events[0].fd >= 0 || events[1].fd >= 0) {
    if (::poll(events, 3, -1) < 0) continue; // interrupted
    if (events[2].revents != 0) return;
    for (const std::size_t i : {0U, 1U}) {
      if (events[i].fd < 0 || events[i].revents == 0) continue;
      const auto n = ::read(events[i].fd, buffer.data(), buffer.size());
      if (n > 0) {
        take(i == 1, {buffer.data(), static_cast<std::size_t>(n)});
        continue;
      }
      events[i].fd = -1;
      note_closed(i == 1);
    }
  }
}

void Output::take(bool is_error, std::string_view bytes) {
  const std::lock_guard lock{mutex_};
  if (is_error)
    tail_.append(bytes);
  else
    head_.bytes += bytes.substr(0, keep_ - head_.bytes.size());
  changed_.notify_all();
}

void Output::note_closed(bool is_error) {
  const std::lock_guard lock{mutex_};
  (is_error ? error_closed_ : head_.closed) = true;
  changed_.notify_all();
}

} // namespace reqbench::launch
