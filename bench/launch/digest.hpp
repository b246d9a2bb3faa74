// One hash of everything that makes a server answer as it does, so that a run that is continued notices when a server
// was built again or changed meanwhile, also without a commit.
#pragma once

#include "launch/manifest.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace reqbench::launch {

/// The files whose names and bytes are digested, in order and once each:
/// its manifest; the program of its start command, and every other word of the command that names a file; the files
/// that are filled in at its start. A word that names a file of the server's own folder says that it runs from there,
/// as a script does: then all files of the folder and of those that it shares count, but hidden ones, caches and links
/// to folders. Of a virtual environment, which may hold a hundred megabytes, the records of what is installed in it
/// count.
std::vector<std::filesystem::path> digested_files(const Manifest &manifest, const std::filesystem::path &root);

/// Sixteen hexadecimal digits. A file that cannot be read counts as one without bytes: what is not there cannot be the
/// same as what was.
std::string digest_of(const Manifest &manifest, const std::filesystem::path &root);

} // namespace reqbench::launch
