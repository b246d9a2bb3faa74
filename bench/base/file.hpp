// Whole files: read at once, written whole or not at all. What is no file (a pipe, a device) is never read, because it
// may have no end, and never replaced, because others know it by its name.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace reqbench::base {

/// No file that reqbench reads comes near it: a trial has some 64 KiB, a request's body less.
constexpr std::size_t largest_file = std::size_t{256} * 1024 * 1024;

/// The file's bytes. An error names the path; a missing file is of the kind given, and so is one that is not a regular
/// file or longer than largest_file.
Result<std::string> read_file(const std::filesystem::path &path, ErrorKind kind = ErrorKind::usage);

/// Writes a temporary file beside path, fsyncs it, renames it over path and fsyncs the folder: after a crash the path
/// holds the old bytes or the new ones, never a part. On any error the temporary file is removed. Symbolic links are
/// followed first; a pipe or a device (also behind /dev/stdout) is written into as it is.
Status write_file_atomically(const std::filesystem::path &path, std::string_view bytes);

struct FileContent {
  std::filesystem::path path;
  std::string_view bytes;
};

/// All of them or none: none takes its name before all are whole, each as write_file_atomically() does it. On an error
/// what stood there stands there again.
Status write_files_together(std::span<const FileContent> files);

/// Removes from a folder what writers that were killed left half written: files under a temporary name whose own name
/// `is_ours` and that no process holds locked, be it in another container. On a file system without locks it removes
/// none.
void remove_abandoned(const std::filesystem::path &folder, const std::function<bool(std::string_view name)> &is_ours);

/// Removes the temporary files that are being written, before a signal ends the program. Safe in its handler.
void remove_temporaries();

/// The folder that holds servers/ and bench/workload/catalog/: above the running binary, else above the working
/// directory; REQBENCH_ROOT overrides both. An error says where it looked.
Result<std::filesystem::path> project_root();

} // namespace reqbench::base
