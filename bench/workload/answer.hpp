// An HTTP answer after its framing was understood: what the semantic checks look at.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reqbench::workload {

struct Field {
  std::string name;
  std::string value;
  bool operator==(const Field &) const = default;
};

struct Answer {
  int status = 0;
  std::vector<Field> fields; ///< in the order received; names as received
  std::string body;          ///< transfer coding removed

  /// The first field of that name (case-insensitive); empty when there is none.
  std::string_view field(std::string_view name) const;
};

} // namespace reqbench::workload
