// Result files are published: what names this machine, its user or its folders is taken out of the text that came from
// outside (arguments, a server's last words) before it is written. The path of a URL stays.
#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reqbench::result {

struct Places {
  std::vector<std::string> top_folders; ///< of this machine: "home", "tmp", …
  std::string host, user;
};

/// Of this machine, read once.
const Places &places_here();

/// "/srv/ann/x/app.py" → "…/app.py"; the host's and the user's name as whole words → "<host>", "<user>". A path counts
/// as one when it starts a word and its first part is a folder at the top of this machine.
std::string without_places(std::string_view text, const Places &places = places_here());
/// The same for every string inside a document.
base::Json document_without_places(base::Json document, const Places &places = places_here());

} // namespace reqbench::result
