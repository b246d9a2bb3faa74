// A start for a server that is not there yet: a working copy of one that is, under its own name.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::launch {

/// `text` with the name of one server put in place of another's, also where more follows it (go_gin_tests), and in
/// capitals. The names of the other servers stay, though they may begin with it.
std::string renamed(std::string_view text, const std::string &like, const std::string &name,
                    const std::vector<std::string> &others);

/// Makes <root>/servers/<name>/ whole or not at all, and returns its files. NOTES.md is a question, because what stands
/// in the other's is true of the other. Errors (kind usage): a bad or taken name, an unknown `like`; (kind
/// environment): it cannot be written.
base::Result<std::vector<std::filesystem::path>> new_server(const std::filesystem::path &root, const std::string &name,
                                                            const std::string &like);

} // namespace reqbench::launch
