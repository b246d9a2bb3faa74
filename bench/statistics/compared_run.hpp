// One run as a comparison looks at it: its cells, the generator's calibration as one more, and which findings of grade
// invalid hit what. For compare.cpp.
#pragma once

#include "statistics/compare.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::statistics {

/// A server's cell and that of its reference in one run.
struct Pair {
  const Cell *server = nullptr, *reference = nullptr;
  bool calibrated = false; ///< the reference is the calibration
};

class Member {
public:
  explicit Member(const ComparedRun &named);

  const std::string &name() const { return named_->name; }
  const result::Run &run() const { return named_->run; }
  const Summary &summary() const { return named_->summary; }
  const result::ServerRecord *server(std::string_view label) const;
  const result::WorkloadRecord *workload(std::string_view name) const;
  /// The cell of that server where `like` stands, if a launch filled it.
  const Cell *filled(std::string_view server, const Cell &like) const;
  /// `baseline`: the label of the reference; empty = the calibration, which stands for a cell when it had the same
  /// workload under the same closed load.
  std::optional<Pair> pair(const Cell &like, std::string_view baseline) const;
  /// The first finding of grade invalid that is about no cell or server but all of the run, with its check's id; empty
  /// when there is none.
  const std::string &invalid() const { return invalid_; }
  /// The check whose finding of grade invalid is about this cell or its server; empty when there is none.
  std::string invalid_at(const Cell &cell) const;

private:
  const Cell *calibration_like(const Cell &cell) const;

  const ComparedRun *named_;
  std::vector<Cell> calibration_;
  std::string invalid_;
};

/// By block; none of a percentile that one of the two cells is too small to show.
std::vector<double> ratios_of(const Pair &pair, Metric metric);
/// The generator bound one of the two, so their ratio is none of theirs. Of the calibration that is what it is for.
bool only_a_bound(const Pair &pair, Metric metric);

} // namespace reqbench::statistics
