// One system call for many requests: sends are gathered and handed over by the same call that waits for answers.
// Every socket keeps one receive armed for as long as it lives (multishot), which takes its buffers from a ring that
// all sockets share; the kernel's work is done when we ask for it, never by interrupting us (deferred task work).
//
// The kernel goes on with what it was given after a descriptor is closed, so an operation carries the generation of its
// connection, and close() cancels.
#include "base/assert.hpp"
#include "load/engine.hpp"

#include <liburing.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <sys/socket.h>
#include <vector>

namespace reqbench::load {
namespace {

/// Room for operations that are gathered: sends, and what a turn's closed and fresh connections need. Plain
/// descriptors: registering them saved nothing.
constexpr unsigned submissions = 64;
/// So few completions are told before what they led to is handed over: with sends_at_once it bounds how long a stamped
/// request waits for others.
constexpr unsigned events_a_turn = sends_at_once;
/// Small answers need one buffer each, large ones several. Not a power of two apart, or the first lines of all buffers
/// would fight for the same sets of the cache.
constexpr unsigned buffer_bytes = 16 * 1024;
constexpr std::size_t buffer_stride = buffer_bytes + 5 * 64;
constexpr std::size_t fewest_buffers = 64, most_buffers = 1024;
constexpr int buffer_group = 0;
/// Completions that nobody has taken yet; where they are more, the kernel keeps the rest for us.
constexpr std::size_t fewest_completions = 4 * fewest_buffers, most_completions = 32 * 1024;

/// What an operation was, told by its completion beside slot and generation.
enum class Operation : unsigned char { connect, receive, send, send_rest, cancel };

constexpr std::size_t slot_bits = 24;

std::uint64_t tag(std::size_t slot, std::uint32_t generation, Operation operation) {
  return std::uint64_t{generation} << 32 | std::uint64_t{static_cast<unsigned char>(operation)} << slot_bits | slot;
}

struct Completion {
  std::uint64_t tag;
  int result;
  std::uint32_t flags;
  std::size_t buffer() const { return flags >> IORING_CQE_BUFFER_SHIFT; }
};

struct Socket {
  base::Descriptor fd;
  std::uint32_t generation = 0; ///< tells an event of the connection that was closed from one of its successor
  bool connecting = false;
  bool receiving = false;
  bool sending_rest = false;
  int send_error = 0;
  std::uint64_t batch = 0;   ///< in which its last operation was gathered
  std::uint64_t sent_in = 0; ///< the batch of its last send
  std::string_view request;
  std::size_t unsent = 0; ///< of the request, once it has been handed over
};

/// Where received bytes lie until they are told.
class Buffers {
public:
  explicit Buffers(std::size_t count)
      : count_{count},
        ring_{static_cast<io_uring_buf_ring *>(std::aligned_alloc(page, std::max(page, count * sizeof(io_uring_buf))))},
        bytes_{std::make_unique_for_overwrite<char[]>(count * buffer_stride)} {
    if (ring_ == nullptr) return;
    io_uring_buf_ring_init(ring_.get());
    give_more();
  }

  /// The kernel uses all that it was given in turn, so it is given no more than were needed at once: they shall stay in
  /// the cache.
  void give_more() {
    for (const auto end = std::min(given_ + fewest_buffers, count_); given_ < end; ++given_) give_back(given_);
  }

  /// A negative errno when the kernel does not take them.
  int register_with(io_uring &ring) {
    if (ring_ == nullptr) return -ENOMEM;
    io_uring_buf_reg where{};
    where.ring_addr = reinterpret_cast<std::uintptr_t>(ring_.get());
    where.ring_entries = static_cast<unsigned>(count_);
    where.bgid = buffer_group;
    return io_uring_register_buf_ring(&ring, &where, 0);
  }
  const char *at(std::size_t buffer) const { return bytes_.get() + buffer * buffer_stride; }
  void give_back(std::size_t buffer) {
    io_uring_buf_ring_add(ring_.get(), bytes_.get() + buffer * buffer_stride, buffer_bytes,
                          static_cast<unsigned short>(buffer), io_uring_buf_ring_mask(static_cast<unsigned>(count_)),
                          0);
    io_uring_buf_ring_advance(ring_.get(), 1);
  }

private:
  static constexpr std::size_t page = 4096; // the kernel wants the ring at the beginning of one
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };
  std::size_t count_; ///< a power of two
  std::size_t given_ = 0;
  std::unique_ptr<io_uring_buf_ring, Free> ring_;
  std::unique_ptr<char[]> bytes_; ///< never touched before the kernel fills them
};

void check_enter(int result) {
  constexpr std::array passing{-EINTR, -ETIME, -EAGAIN, -EBUSY, -ENOMEM};
  REQBENCH_ASSERT(result >= 0 || std::ranges::find(passing, result) != passing.end(),
                  "io_uring_enter failed on a ring of ours");
}

/// The kernel's side ends before the buffers do.
struct Ring {
  io_uring ring{};
  bool made = false;
  Ring() = default;
  Ring(const Ring &) = delete;
  Ring &operator=(const Ring &) = delete;
  ~Ring() {
    if (made) io_uring_queue_exit(&ring);
  }
};

class UringEngine final : public Engine {
public:
  UringEngine(const connection::Endpoint &endpoint, std::size_t slots)
      : address_{endpoint.socket_address()},
        sockets_(slots),
        buffers_{std::clamp(std::bit_ceil(slots), fewest_buffers, most_buffers)} {}
  ~UringEngine() override;
  /// errno
  int make();

  std::string_view name() const override { return to_string(EngineKind::io_uring); }
  base::Instant now() const override { return base::now(); }
  int connect(std::size_t slot, connection::Source source) override;
  int send(std::size_t slot, std::string_view bytes) override;
  std::size_t unsent(std::size_t slot) const override;
  void skip(std::size_t, std::size_t, std::size_t) override {} // they are in the buffer already
  void close(std::size_t slot) override;
  std::size_t turn(base::Nanoseconds limit, EngineEvents &events) override;

private:
  io_uring_sqe &gather(std::size_t slot, Operation operation);
  void hand_over();
  void wait(base::Nanoseconds limit);
  void arm(std::size_t slot);
  void send_rest(std::size_t slot);
  void cancel(std::size_t slot, Operation operation);
  void take(const Completion &done, EngineEvents &events);
  void finish_connect(std::size_t slot, EngineEvents &events);
  void receive(std::size_t slot, const Completion &done, EngineEvents &events);
  void finish_send(std::size_t slot, Operation operation, int result, EngineEvents &events);
  bool ends_behind(const Completion &received);

  sockaddr_in address_;
  std::vector<Socket> sockets_;
  std::uint64_t batch_ = 1;
  std::size_t sends_gathered_ = 0;
  Buffers buffers_;
  Ring kernel_;
};

int UringEngine::make() {
  const auto completions = std::bit_ceil(std::clamp(4 * sockets_.size(), fewest_completions, most_completions));
  io_uring_params wanted{};
  wanted.flags =
      IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE;
  wanted.cq_entries = static_cast<unsigned>(completions);
  if (const int result = io_uring_queue_init_params(submissions, &kernel_.ring, &wanted); result < 0) return -result;
  kernel_.made = true;
  if (const int result = buffers_.register_with(kernel_.ring); result < 0) return -result;
  // Saves the look-up of the descriptor in each call; without it all is the same, a little slower.
  (void)io_uring_register_ring_fd(&kernel_.ring);
  return 0;
}

/// The peers see the end of their connections now, not when the kernel clears up behind the ring.
UringEngine::~UringEngine() {
  if (!kernel_.made) return;
  for (std::size_t slot = 0; slot < sockets_.size(); ++slot) close(slot);
  hand_over();
  (void)io_uring_get_events(&kernel_.ring);
}

// --- to the kernel ---

io_uring_sqe &UringEngine::gather(std::size_t slot, Operation operation) {
  auto *next = io_uring_get_sqe(&kernel_.ring);
  if (next == nullptr) {
    hand_over();
    next = io_uring_get_sqe(&kernel_.ring);
    REQBENCH_ASSERT(next != nullptr, "the kernel takes every operation it is given");
  }
  next->user_data = tag(slot, sockets_[slot].generation, operation);
  sockets_[slot].batch = batch_;
  return *next;
}

/// Makes a system call only where something is gathered, and asks for no completions: those that came while many sends
/// leave would take every buffer before one of them is told.
void UringEngine::hand_over() {
  while (io_uring_sq_ready(&kernel_.ring) > 0) check_enter(io_uring_submit(&kernel_.ring));
  ++batch_;
  sends_gathered_ = 0;
}

/// Hands over and asks for completions; without a limit it only looks.
void UringEngine::wait(base::Nanoseconds limit) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
  __kernel_timespec until{.tv_sec = seconds.count(), .tv_nsec = (limit - seconds).count()};
  io_uring_cqe *first = nullptr;
  check_enter(limit.count() > 0 ? io_uring_submit_and_wait_timeout(&kernel_.ring, &first, 1, &until, nullptr)
                                : io_uring_submit_and_get_events(&kernel_.ring));
  hand_over(); // what it did not take, interrupted
}

int UringEngine::connect(std::size_t slot, connection::Source source) {
  auto &socket = sockets_[slot];
  auto connecting = connection::begin_connect(address_, source);
  if (connecting.error != 0) return connecting.error;
  socket.fd = std::move(connecting.socket);
  socket.connecting = true;
  io_uring_prep_poll_add(&gather(slot, Operation::connect), socket.fd.get(), POLLOUT);
  return 0;
}

/// One for the life of the connection, unless the buffers run out. It is armed where nothing can have come yet.
void UringEngine::arm(std::size_t slot) {
  auto &socket = sockets_[slot];
  auto &receive = gather(slot, Operation::receive);
  io_uring_prep_recv_multishot(&receive, socket.fd.get(), nullptr, 0, 0);
  receive.ioprio |= IORING_RECVSEND_POLL_FIRST;
  receive.flags |= IOSQE_BUFFER_SELECT;
  receive.buf_group = buffer_group;
  socket.receiving = true;
}

/// Only a send that was not taken whole at once is told: one more completion a request would end every wait early.
int UringEngine::send(std::size_t slot, std::string_view bytes) {
  // Before the next one, not behind the last: a turn brings as many answers, and its sends leave with the next wait.
  if (sends_gathered_ == sends_at_once) hand_over();
  auto &socket = sockets_[slot];
  auto &whole = gather(slot, Operation::send);
  socket.request = bytes;
  socket.unsent = 0;
  socket.sent_in = batch_;
  io_uring_prep_send(&whole, socket.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT);
  whole.flags |= IOSQE_CQE_SKIP_SUCCESS;
  ++sends_gathered_;
  return 0;
}

/// Goes on by itself as the peer makes room.
void UringEngine::send_rest(std::size_t slot) {
  auto &socket = sockets_[slot];
  const auto rest = socket.request.substr(socket.request.size() - socket.unsent);
  io_uring_prep_send(&gather(slot, Operation::send_rest), socket.fd.get(), rest.data(), rest.size(),
                     MSG_NOSIGNAL | MSG_WAITALL);
  socket.sending_rest = true;
}

std::size_t UringEngine::unsent(std::size_t slot) const {
  const auto &socket = sockets_[slot];
  return socket.sent_in == batch_ ? socket.request.size() : socket.unsent;
}

void UringEngine::cancel(std::size_t slot, Operation operation) {
  const auto target = tag(slot, sockets_[slot].generation, operation);
  auto &cancelling = gather(slot, Operation::cancel);
  io_uring_prep_cancel64(&cancelling, target, 0);
  cancelling.flags |= IOSQE_CQE_SKIP_SUCCESS;
}

void UringEngine::close(std::size_t slot) {
  auto &socket = sockets_[slot];
  // What is gathered speaks of a descriptor that another connection may have next.
  if (socket.fd && socket.batch == batch_) hand_over();
  if (socket.connecting) cancel(slot, Operation::connect);
  if (socket.receiving) cancel(slot, Operation::receive);
  if (socket.sending_rest) cancel(slot, Operation::send_rest);
  const auto next = socket.generation + 1;
  socket = {};
  socket.generation = next;
}

// --- from the kernel ---

std::size_t UringEngine::turn(base::Nanoseconds limit, EngineEvents &events) {
  if (io_uring_cq_ready(&kernel_.ring) > 0)
    hand_over();
  else
    wait(limit);
  const auto count = std::min(io_uring_cq_ready(&kernel_.ring), events_a_turn);
  for (unsigned i = 0; i < count; ++i) {
    io_uring_cqe *next = nullptr;
    io_uring_peek_cqe(&kernel_.ring, &next);
    const Completion done{next->user_data, next->res, next->flags};
    io_uring_cqe_seen(&kernel_.ring, next);
    take(done, events);
  }
  return count;
}

void UringEngine::take(const Completion &done, EngineEvents &events) {
  const auto slot = static_cast<std::size_t>(done.tag & ((std::uint64_t{1} << slot_bits) - 1));
  const auto operation = static_cast<Operation>(done.tag >> slot_bits & 0xff);
  const bool current = sockets_[slot].generation == static_cast<std::uint32_t>(done.tag >> 32);
  if (current && operation == Operation::connect) finish_connect(slot, events);
  if (current && operation == Operation::receive) receive(slot, done, events);
  if (current && (operation == Operation::send || operation == Operation::send_rest))
    finish_send(slot, operation, done.result, events);
  if ((done.flags & IORING_CQE_F_BUFFER) != 0) buffers_.give_back(done.buffer());
}

void UringEngine::finish_connect(std::size_t slot, EngineEvents &events) {
  auto &socket = sockets_[slot];
  socket.connecting = false;
  const int error = connection::pending_error(socket.fd.get());
  if (error == 0) arm(slot);
  events.on_connected(slot, error, now());
}

void UringEngine::receive(std::size_t slot, const Completion &done, EngineEvents &events) {
  auto &socket = sockets_[slot];
  const auto generation = socket.generation;
  const auto stamp = now();
  socket.receiving = (done.flags & IORING_CQE_F_MORE) != 0;
  const bool out_of_buffers = done.result == -ENOBUFS; // those that are taken stand before it, and are given back
  if (done.result > 0) {
    const bool last = ends_behind(done);
    events.on_bytes(slot, {buffers_.at(done.buffer()), static_cast<std::size_t>(done.result)}, last, stamp);
  } else if (!out_of_buffers && done.result != -EINTR) {
    return events.on_closed(slot, done.result < 0 ? -done.result : socket.send_error, stamp);
  }
  if (out_of_buffers) buffers_.give_more();
  if (socket.generation == generation && !socket.receiving) arm(slot);
}

/// The next completion of this receive is here already, and is the peer's end. A reset is told right behind the bytes;
/// a close may be told later in the turn, and is announced.
bool UringEngine::ends_behind(const Completion &received) {
  const bool announced = (received.flags & IORING_CQE_F_SOCK_NONEMPTY) != 0;
  unsigned head = 0;
  const io_uring_cqe *next = nullptr;
  io_uring_for_each_cqe(&kernel_.ring, head, next) {
    if (next->user_data == received.tag) return next->res <= 0 && next->res != -ENOBUFS && next->res != -EINTR;
    if (!announced) return false;
  }
  return false;
}

void UringEngine::finish_send(std::size_t slot, Operation operation, int result, EngineEvents &events) {
  auto &socket = sockets_[slot];
  if (operation == Operation::send) socket.unsent = socket.request.size();
  socket.sending_rest = false;
  const int error = result == -EAGAIN || result == -EINTR ? 0 : -std::min(result, 0);
  if (error == 0) {
    socket.unsent -= static_cast<std::size_t>(std::max(result, 0));
    if (socket.unsent > 0) send_rest(slot);
    return;
  }
  socket.send_error = error;
  // A server may answer and close before it has taken the whole request: what it said is read first, and the end of the
  // receive tells of the close.
  if (error != EPIPE && error != ECONNRESET) events.on_closed(slot, error, now());
}

} // namespace

base::Result<std::unique_ptr<Engine>> make_uring_engine(const connection::Endpoint &endpoint, std::size_t slots) {
  REQBENCH_ASSERT(slots < std::size_t{1} << slot_bits, "a slot fits into the tag of an operation");
  auto engine = std::make_unique<UringEngine>(endpoint, slots);
  if (const int error = engine->make(); error != 0) {
    errno = error;
    return base::system_error(base::ErrorKind::environment, "creating an io_uring")
        .hint("it needs Linux 6.1 and a machine that allows it (sysctl kernel.io_uring_disabled, the container's "
              "seccomp profile); --engine epoll works everywhere");
  }
  return std::unique_ptr<Engine>{std::move(engine)};
}

} // namespace reqbench::load
