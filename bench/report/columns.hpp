// The columns of the tables, as rows: adding one is one row here. A column without information in a table is left out.
#pragma once

#include "report/figures.hpp"
#include "report/places.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace reqbench::report {

/// One row of a table before it has columns.
struct Standing {
  const Placed &placed;
  const statistics::Ratio *ratio;          ///< of the table's metric; null for the baseline, or when there is none
  const statistics::Ratio *step = nullptr; ///< to the next server in the order; only under full load
  bool step_tells = false;                 ///< something that no ratio to the baseline does
  bool is_baseline = false;
  bool comparable = true; ///< with the baseline, in a sentence
  bool closed = false;    ///< the load is closed
  bool alone = false;     ///< the table has no other row
  std::string limited_by{};
  /// Of the same server under full load, where the load asks for a share of that; null else.
  const statistics::Cell *full = nullptr;
};

struct ColumnRow {
  std::string_view key; ///< empty for a metric, whose name in the metric table is the key
  std::string_view title, says;
  bool number;
  std::optional<statistics::Metric> metric;
  Figure (*figure)(const Standing &standing);
  /// True when this row alone is reason enough to show the column.
  bool (*informs)(const Standing &standing);
};

/// Columns about one load.
std::span<const ColumnRow> load_columns();
/// Columns about the whole launch.
std::span<const ColumnRow> launch_columns();
/// Ratio and word, which follow the column of the metric that a table compares.
std::span<const ColumnRow> capacity_columns();
std::span<const ColumnRow> ratio_columns();

} // namespace reqbench::report
