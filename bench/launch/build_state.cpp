#include "launch/build_state.hpp"

#include "base/file.hpp"
#include "base/trimmed.hpp"

#include <algorithm>
#include <vector>

namespace reqbench::launch {
namespace {

namespace fs = std::filesystem;

fs::path beside_build(const Manifest &manifest, const fs::path &root, const char *ending) {
  return root / "build" / "servers" / (manifest.name + ending);
}

/// A script that stands in the folder is read anew at each start.
bool runs_its_sources(const Manifest &manifest) {
  return std::any_of(manifest.start.begin() + 1, manifest.start.end(), [&](const std::string &word) {
    std::error_code ignored;
    return word.find("{folder}") != word.npos || fs::is_regular_file(manifest.folder / word, ignored);
  });
}

bool is_cache(const fs::path &file) {
  return std::ranges::any_of(file, [](const fs::path &part) { return part == "__pycache__"; });
}

} // namespace

std::string failed_build(const Manifest &manifest, const fs::path &root) {
  const auto said = base::read_file(beside_build(manifest, root, ".failed"));
  return said ? std::string{base::trimmed(*said, " \n")} : std::string{};
}

std::string newer_source(const Manifest &manifest, const fs::path &root) {
  std::error_code code;
  const auto built = fs::last_write_time(beside_build(manifest, root, ".stamp"), code);
  if (code || manifest.build.empty() || runs_its_sources(manifest)) return {};
  std::vector<fs::path> folders{manifest.folder};
  for (const auto &shared : manifest.shares) folders.push_back(manifest.folder.parent_path() / shared);
  for (const auto &folder : folders)
    for (fs::recursive_directory_iterator entry{folder, code}, end; !code && entry != end; entry.increment(code)) {
      std::error_code ignored;
      const bool is_newer = entry->is_regular_file(ignored) && entry->last_write_time(ignored) > built;
      if (is_newer && !is_cache(entry->path())) return entry->path().lexically_proximate(root).string();
    }
  return {};
}

} // namespace reqbench::launch
