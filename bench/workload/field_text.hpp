// The small grammar of HTTP fields that the checks need: words without case, lists of tokens, media types without
// their parameters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::workload {

/// Equal without regard to the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

/// "GET, HEAD" → {"GET", "HEAD"}; empty members are dropped.
std::vector<std::string_view> tokens(std::string_view list);

/// "application/json; charset=utf-8" → "application/json".
std::string_view media_type(std::string_view content_type);

} // namespace reqbench::workload
