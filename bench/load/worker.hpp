// One thread's part of a load: brings due requests and free connections together, and books what became of each. Knows
// neither sockets (engine) nor when phases end (edges); all time comes from the engine, so tests may run it in virtual
// time.
//
// A slot is down → connecting → free ⇄ busy → down. Nothing is allocated after construction, but by answers that have
// to be parsed.
#pragma once

#include "base/random.hpp"
#include "connection/receiver.hpp"
#include "load/conductor.hpp"
#include "load/engine.hpp"
#include "load/reopen_queue.hpp"
#include "load/self_observation.hpp"
#include "load/waiting_list.hpp"
#include "load/weighted_draw.hpp"
#include "sample/recorder.hpp"
#include "schedule/schedule.hpp"

#include <optional>
#include <span>
#include <vector>

namespace reqbench::load {

/// What one of the workers has to do.
struct Share {
  const LoadPlan &plan;
  std::span<const Shot> shots;
  std::size_t index = 0; ///< of plan.threads
  std::size_t slots = 1;
};

class Worker final : public EngineEvents {
public:
  /// `conductor` is worker 0's; the others have none.
  Worker(const Share &share, Engine &engine, Edges &edges, Conductor *conductor);

  /// Opens every connection, before anything is measured. Errors: our machine's limits (environment), or the server
  /// took no connection (server).
  base::Status open(const base::StopFlag &stop);
  /// From warm-up to the end of the drain; returns early when another worker gave up.
  void run();
  sample::Recording take() &&;

  void on_connected(std::size_t slot, int error, base::Instant now) override;
  void on_bytes(std::size_t slot, std::string_view bytes, bool last, base::Instant now) override;
  void on_skipped(std::size_t slot, std::size_t count, bool last, base::Instant now) override;
  void on_closed(std::size_t slot, int error, base::Instant now) override;

private:
  enum class State : unsigned char { down, connecting, free, busy };
  struct Slot {
    State state = State::down;
    bool answered = false; ///< has given a right answer since it was opened
    bool opened = false;   ///< has been open once
    int failures = 0;      ///< in a row
    int asked = 0;         ///< requests since it was opened
    base::Instant since;   ///< when this state began
    const Shot *shot = nullptr;
    sample::Sample sample{};
    connection::Receiver receiver{};
  };

  bool closed_model() const { return share_.plan.model.kind == Model::Kind::closed; }
  bool spent(const Slot &slot) const;
  bool sending() const;
  void follow(base::Instant now);
  void enter(sample::Phase phase, base::Instant edge);
  void turn(base::Instant now);
  base::Instant next_wake(base::Instant now) const;
  void look(base::Instant now, base::Nanoseconds limit);
  bool overslept(base::Instant now) const;
  base::Instant could_be_read(base::Instant now) const;
  void note_hold_up(base::Instant now);
  bool held_up(base::Instant due) const { return due >= held_up_from_ && due < held_up_until_; }
  void expire(base::Instant until);
  base::Instant send_due(base::Instant now);
  const Shot &draw();
  void fire(std::size_t slot, base::Instant intended, base::Instant now);
  void expect_answer(std::size_t slot);
  bool is_compared_in_full();
  bool arrived(std::size_t slot, std::size_t bytes, base::Instant now);
  void judge(std::size_t slot, connection::Verdict verdict, bool last, base::Instant now);
  void book_end(std::size_t slot, sample::Outcome outcome, base::Instant now);
  void fail(std::size_t slot, sample::Outcome outcome, base::Instant now);
  void set_free(std::size_t slot, base::Instant since, base::Instant due, base::Instant now);
  void renew(std::size_t slot, base::Instant now);
  void lose(std::size_t slot, base::Instant now);
  void schedule_reopen(std::size_t slot, base::Instant now);
  void connect(std::size_t slot, base::Instant now);
  connection::Source next_source();
  void fail_connect(std::size_t slot, int error, base::Instant now);
  void book_owed(std::size_t slot, base::Instant end);
  base::Instant stamp();
  void follow_schedule(schedule::Schedule &schedule, base::Instant begin);
  void advance_schedule();
  void leave_warm_up();
  void close_books(base::Instant end);
  void book_unsent(base::Instant end);

  const Share share_;
  Engine &engine_;
  Edges &edges_;
  Conductor *conductor_;
  struct Schedules {
    schedule::Schedule warm_up; ///< has no end
    schedule::Schedule measure;
  };
  std::optional<Schedules> schedules_; ///< where requests fall due by themselves
  WeightedDraw draw_;
  base::Random random_;
  std::uint64_t large_answers_ = 0; ///< of which some are compared in full:
  base::Random chosen_;             ///< one of each so many, at a place that is drawn,
  std::uint64_t next_in_full_ = 0;  ///< this one, or a server that repeats itself could hide behind a regular choice
  sample::Recorder recorder_;

  std::vector<Slot> slots_;
  WaitingList free_, in_flight_, connecting_;
  ReopenQueue reopen_;
  std::size_t never_opened_; ///< slots
  int first_error_ = 0;      ///< errno of the first connect that failed

  std::uint64_t connects_ = 0; ///< begun

  std::size_t phases_begun_ = 0;
  schedule::Schedule *schedule_ = nullptr; ///< of the phase
  base::Instant schedule_begin_;
  base::Instant next_due_ = base::Instant::max();
  bool told_drained_ = false;
  std::optional<base::Instant> free_at_drain_; ///< since when a connection was free when the drain began

  base::Instant looks_again_{};                    ///< at the latest, by the plan of the last look
  base::Instant held_up_from_{}, held_up_until_{}; ///< the last time that nobody sent what fell due
  base::Instant blind_since_{};                    ///< nobody looked for a while:
  std::size_t left_unseen_ = 0;                    ///< so many sockets may hold something from then
  base::Instant sweep_began_{};                    ///< since then each socket is looked at once:
  std::size_t left_in_sweep_ = 0;                  ///< so many may still hold something older
  base::Instant read_until_{};                     ///< all that had come by then was told

  std::uint64_t slow_path_ = 0, checked_by_length_ = 0;
  SelfObservation self_;
};

} // namespace reqbench::load
