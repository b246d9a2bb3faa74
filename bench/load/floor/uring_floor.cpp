// The floor of the io_uring engine: one multishot receive a connection out of a ring of provided buffers, one system
// call a turn for all sends and the wait.
#include "load/floor/floor.hpp"

#include <liburing.h>

#include <cerrno>

using namespace reqbench::load::floor;

namespace {

constexpr unsigned entries = 1024, completions = 4096;
constexpr int group = 0;
constexpr std::uint64_t sending = std::uint64_t{1} << 32; ///< marks the completion of a send that failed

class Client {
public:
  explicit Client(const Words &words)
      : words_{words},
        answer_size_{size_of_an_answer(words)},
        connections_(static_cast<std::size_t>(words.connections)) {
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_CQSIZE;
    params.cq_entries = completions;
    check(io_uring_queue_init_params(entries, &ring_, &params), "setting up the ring");
    check(io_uring_register_ring_fd(&ring_) == 1 ? 0 : -1, "registering the ring");
    void *memory = nullptr;
    if (::posix_memalign(&memory, 4096, buffers_ * sizeof(io_uring_buf)) != 0) give_up("making room");
    provided_ = static_cast<io_uring_buf_ring *>(memory);
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uint64_t>(provided_);
    registration.ring_entries = buffers_;
    check(io_uring_register_buf_ring(&ring_, &registration, 0), "registering the buffers");
    io_uring_buf_ring_init(provided_);
    for (unsigned i = 0; i < buffers_; ++i) give_back(i, static_cast<int>(i));
    io_uring_buf_ring_advance(provided_, static_cast<int>(buffers_));
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      connections_[i].fd = connect_to(words_.port);
      listen(i);
      ask(i);
    }
  }

  int run() {
    const auto end = std::chrono::steady_clock::now() + words_.length;
    while (std::chrono::steady_clock::now() < end) {
      io_uring_submit_and_wait(&ring_, 1);
      unsigned head = 0, seen = 0;
      int given_back = 0;
      io_uring_cqe *cqe = nullptr;
      io_uring_for_each_cqe(&ring_, head, cqe) {
        ++seen;
        given_back += reap(*cqe, given_back) ? 1 : 0;
      }
      io_uring_buf_ring_cq_advance(&ring_, provided_, given_back);
      io_uring_cq_advance(&ring_, seen - static_cast<unsigned>(given_back));
    }
    return tell(requests_, failed_);
  }

private:
  static void check(int result, const char *what) {
    if (result >= 0) return;
    errno = -result;
    give_up(what);
  }
  io_uring_sqe *next() {
    auto *sqe = io_uring_get_sqe(&ring_);
    if (sqe == nullptr) {
      io_uring_submit(&ring_);
      sqe = io_uring_get_sqe(&ring_);
    }
    return sqe;
  }
  char *buffer(unsigned id) { return memory_.data() + std::size_t{id} * buffer_bytes_; }
  void give_back(unsigned id, int offset) {
    io_uring_buf_ring_add(provided_, buffer(id), buffer_bytes_, static_cast<unsigned short>(id),
                          io_uring_buf_ring_mask(buffers_), offset);
  }
  void listen(std::size_t i) {
    auto *sqe = next();
    io_uring_prep_recv_multishot(sqe, connections_[i].fd, nullptr, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = group;
    sqe->user_data = i;
  }
  void ask(std::size_t i) {
    connections_[i].missing = answer_size_;
    auto *sqe = next();
    io_uring_prep_send(sqe, connections_[i].fd, words_.request.data(), words_.request.size(), MSG_NOSIGNAL);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    sqe->user_data = i | sending;
  }
  /// True when a buffer was given back.
  bool reap(const io_uring_cqe &cqe, int offset) {
    if ((cqe.user_data & sending) != 0) check(cqe.res, "sending");
    const auto i = static_cast<std::size_t>(cqe.user_data);
    if ((cqe.flags & IORING_CQE_F_MORE) == 0) listen(i);
    if (cqe.res == -ENOBUFS) return false;
    if (cqe.res <= 0) check(cqe.res == 0 ? -ECONNRESET : cqe.res, "receiving");
    const auto id = cqe.flags >> IORING_CQE_BUFFER_SHIFT;
    if (take(connections_[i], buffer(id), static_cast<std::size_t>(cqe.res), answer_size_, failed_)) {
      ++requests_;
      ask(i);
    }
    give_back(id, offset);
    return true;
  }

  const Words &words_;
  const std::size_t answer_size_;
  std::vector<Connection> connections_;
  // The ring is a queue: the kernel writes to every buffer in turn, so all of them together shall stay in the cache.
  const unsigned buffer_bytes_ = answer_size_ <= 2048 ? 2048 : 64 * 1024, buffers_ = answer_size_ <= 2048 ? 256 : 16;
  std::vector<char> memory_ = std::vector<char>(std::size_t{buffers_} * buffer_bytes_);
  io_uring ring_{};
  io_uring_buf_ring *provided_ = nullptr;
  std::uint64_t requests_ = 0, failed_ = 0;
};

} // namespace

int main(int argc, char **argv) {
  const auto words = words_of(argc, argv);
  return Client{words}.run();
}
