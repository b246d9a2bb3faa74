// No bytes of a trial file, a series file or run.json may do more than be refused.
#include "result/run_directory.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  using namespace reqbench;
  const std::string_view text{reinterpret_cast<const char *>(bytes), size};
  const auto json = base::parse_json(text, "fuzz", base::ErrorKind::damaged);
  if (!json) return 0;
  if (auto trial = result::trial_from_json(*json)) {
    static_cast<void>(result::broken_account(*trial));
    static_cast<void>(result::series_from_json(result::series_json(*trial), *trial));
    // What was read can be written and read again.
    REQBENCH_ASSERT(result::trial_from_json(result::to_json(*trial)), "a trial that was read is written unreadable");
  }
  result::TrialRecord other;
  static_cast<void>(result::series_from_json(*json, other));
  static_cast<void>(result::run_from_json(*json));
  return 0;
}
