// Any bytes as server.json: an answer or an error, never a crash.
#include "launch/command.hpp"
#include "launch/manifest.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  using namespace reqbench;
  const auto root = std::filesystem::path{__FILE__}.parent_path().parent_path().parent_path();
  static const auto schema = launch::manifest_schema(root);
  if (!schema) std::abort();
  const std::string_view text{reinterpret_cast<const char *>(bytes), size};
  const auto manifest = launch::parse_manifest(text, "/r/servers/x/server.json", *schema);
  if (manifest) {
    auto filling = launch::filling_of(*manifest, "/r");
    filling.port = filling.workers = 1;
    (void)launch::start_command(*manifest, filling);
    (void)launch::server_environment(*manifest, filling);
    (void)launch::missing(*manifest, "/r");
  }
  return 0;
}
