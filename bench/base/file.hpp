// Whole files: read at once, written whole or not at all.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace reqbench::base {

/// The file's bytes. An error names the path; a missing file is of the kind given.
Result<std::string> read_file(const std::filesystem::path &path, ErrorKind kind = ErrorKind::usage);

/// Writes a temporary file beside path, fsyncs it, renames it over path and fsyncs the folder: after a crash the path
/// holds the old bytes or the new ones, never a part. On any error the temporary file is removed.
Status write_file_atomically(const std::filesystem::path &path, std::string_view bytes);

/// The folder that holds servers/ and bench/workload/catalog/: above the running binary, else above the working
/// directory; REQBENCH_ROOT overrides both. An error says where it looked.
Result<std::filesystem::path> project_root();

} // namespace reqbench::base
