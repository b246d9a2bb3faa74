// Base64 as RFC 4648 §4 writes it: with padding, without line breaks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reqbench::sample {

std::string base64_encode(std::string_view bytes);
/// Nothing when the text is not base64: a foreign character, a wrong length, padding inside.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace reqbench::sample
