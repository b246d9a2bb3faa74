#include "cli/run_folder.hpp"

#include "base/file.hpp"
#include "result/run_directory.hpp"

namespace reqbench::cli {

base::Result<std::filesystem::path> locate_run(const std::string &wanted) {
  // A directory may be told about anywhere, also without a checkout around it.
  std::error_code none; // of a name that is none, such as one that is too long
  if (std::filesystem::exists(std::filesystem::path{wanted} / "run.json", none)) return std::filesystem::path{wanted};
  const auto root = base::project_root();
  if (!root) return root.error();
  return result::find_run(*root, wanted);
}

} // namespace reqbench::cli
