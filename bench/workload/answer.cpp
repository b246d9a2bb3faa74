#include "workload/answer.hpp"

#include "workload/field_text.hpp"

namespace reqbench::workload {

std::string_view Answer::field(std::string_view name) const {
  for (const auto &field : fields)
    if (same_word(field.name, name)) return field.value;
  return {};
}

} // namespace reqbench::workload
