// One check of one workload: a connection, the questions asked on it, and the failures found, each with its evidence.
// Checks are written in its words; it bounds every wait, and after a silence it is over.
#pragma once

#include "connection/exchange.hpp"
#include "verify/dates.hpp"
#include "verify/verify.hpp"

#include <optional>

namespace reqbench::verify {

class Examination {
public:
  Examination(const Subject &subject, const workload::Workload &workload, std::string_view check, Depth depth,
              Report &report, Dates &dates);
  /// The same check on a connection of its own, beside the one at hand.
  Examination beside() const { return {subject_, workload_, check_, depth_, report_, dates_}; }

  const workload::Workload &workload() const { return workload_; }
  Depth depth() const { return depth_; }
  std::size_t body_limit() const { return subject_.body_limit; }
  const Dates &dates() const { return dates_; }
  base::Nanoseconds date_moves_within() const { return subject_.date_moves_within; }
  /// Of its own for each check, so that no two checks ask the same.
  std::uint64_t seed() const { return seed_; }
  std::string render(const workload::Case &wanted, bool close = false) const;

  /// Rests until then; the check's time does not run meanwhile.
  void rest_until(base::Instant moment);
  /// Leaves the connection; the next send opens another.
  void leave() { line_.reset(); }
  /// Sends on the connection at hand, or on a new one when there is none or the last answer announced its end.
  bool send(std::string_view bytes);
  /// The next answer. Without one, the failure is recorded with what was `expected`.
  std::optional<connection::Received> receive(std::string_view expected, bool head = false);
  /// Like receive, where a close or a reset instead of an answer is right too: nothing then, and nothing is recorded.
  std::optional<connection::Received> receive_or_close(std::string_view expected);
  /// `100 Continue` comes before an answer; else what came is recorded.
  bool told_to_continue();
  /// send + receive + check; false when the answer is wrong or missing, which is then recorded.
  bool answers_right(const workload::Case &wanted);
  /// The answer is what was expected; else the difference is recorded.
  bool is_right(const workload::Expectation &expect, const connection::Received &received);
  /// The peer closes the connection, without another byte.
  bool is_closed(std::string_view expected);

  /// Records a failure of what was sent since the last answer.
  void fail(std::string_view expected, std::string got);
  /// The server fell silent, the time is up, or the user wishes to stop: the check ends.
  bool over() const { return over_ || (subject_.stop != nullptr && subject_.stop->requested()); }

private:
  bool is_open();
  base::Result<connection::Received> next_answer(bool head);
  void be_silent(std::string_view expected, std::string got);

  const Subject &subject_;
  const workload::Workload &workload_;
  std::string_view check_;
  Depth depth_;
  Report &report_;
  Dates &dates_;
  std::uint64_t seed_;
  base::Instant deadline_;
  std::optional<connection::Exchange> line_;
  base::Nanoseconds patience_{}; ///< of each wait on the connection at hand
  bool spent_ = false;           ///< the last answer announced the connection's end
  bool answered_ = false;        ///< the next send begins a new question
  bool over_ = false;
  bool waited_long_ = false; ///< the last wait took all its patience
  std::string asked_;        ///< the bytes of the question
  std::string case_;         ///< the name of the case that is asked, if one is
};

} // namespace reqbench::verify
