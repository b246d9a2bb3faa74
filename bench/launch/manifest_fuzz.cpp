// Any bytes as server.json: a manifest or an error, never a crash. Run it from the checkout's top, or with
// REQBENCH_ROOT.
#include "base/file.hpp"
#include "launch/command.hpp"
#include "launch/manifest.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  using namespace reqbench;
  static const auto schema = [] {
    const auto root = base::project_root();
    REQBENCH_ASSERT(root.has_value(), "run the fuzz target from the checkout's top");
    return launch::manifest_schema(*root);
  }();
  const std::string_view text{reinterpret_cast<const char *>(bytes), size};
  const auto manifest = launch::parse_manifest(text, "/r/servers/x/server.json", *schema);
  if (manifest) {
    auto filling = launch::filling_of(*manifest, "/r");
    filling.port = filling.workers = 1;
    (void)launch::start_command(*manifest, filling);
    (void)launch::server_environment(*manifest, filling);
    (void)launch::is_candidate(*manifest);
    (void)launch::missing(*manifest, "/r");
  }
  return 0;
}
