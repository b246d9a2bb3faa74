// Any bytes as a workload's file: they are refused with a sentence, or every draw from them succeeds.
#include "base/file.hpp"
#include "workload/workload.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using reqbench::base::Json;
using reqbench::workload::Workload;

/// Read once; run the target from the checkout's top, or with REQBENCH_ROOT.
const Json &schema() {
  static const Json parsed = [] {
    const auto root = reqbench::base::project_root();
    REQBENCH_ASSERT(root.has_value(), "run the fuzz target from the checkout's top");
    const auto text = reqbench::base::read_file(*root / "bench/workload/workload.schema.json");
    REQBENCH_ASSERT(text.has_value(), "the checkout has no workload.schema.json");
    return *reqbench::base::parse_json(*text, "workload.schema.json");
  }();
  return parsed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char *>(bytes), size};
  const auto workload = Workload::parse(text, "fuzz.json", schema());
  if (!workload) {
    REQBENCH_ASSERT(!workload.error().message().empty(), "a file was refused without a word");
    return 0;
  }
  for (const auto &drawn : workload->draw(size, 3)) render(drawn, "h");
  for (const auto &drawn : workload->one_of_each(size)) check(drawn.expect, {drawn.expect.status, {}, "{}"});
  workload->draw_invalid(size);
  return 0;
}
