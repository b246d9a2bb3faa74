#include "result/places.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace reqbench::result {
namespace {

constexpr std::string_view path_ends = " \t\r\n\"'`,;:()<>[]{}=|";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }

/// The absolute path at the front of text, or nothing.
std::string_view path_at(std::string_view text, const Places &places) {
  const auto path = text.substr(0, text.find_first_of(path_ends));
  const auto begin = path.find_first_not_of('/');
  if (begin == 0 || begin == std::string_view::npos) return {};
  const auto first = path.substr(begin, path.find('/', begin) - begin);
  return std::ranges::find(places.top_folders, first) == places.top_folders.end() ? std::string_view{} : path;
}

std::string last_part(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return "…/" + std::string{path.substr(path.rfind('/') + 1)};
}

std::string without_paths(std::string_view text, const Places &places) {
  std::string clean;
  bool word_starts = true;
  while (!text.empty()) {
    const auto path = word_starts ? path_at(text, places) : std::string_view{};
    if (!path.empty()) {
      clean += last_part(path);
      text.remove_prefix(path.size());
      word_starts = false;
      continue;
    }
    clean += text.front();
    word_starts = path_ends.find(text.front()) != std::string_view::npos;
    text.remove_prefix(1);
  }
  return clean;
}

std::string without_word(std::string text, std::string_view word, std::string_view instead) {
  if (word.empty()) return text;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
    const auto end = at + word.size();
    const bool whole = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
    if (whole) text.replace(at, word.size(), instead);
    at += whole ? instead.size() : 1;
  }
  return text;
}

Places read_places() {
  Places places;
  std::error_code code;
  for (const auto &entry : std::filesystem::directory_iterator{"/", code})
    places.top_folders.push_back(entry.path().filename().string());
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0) places.host = host.data();
  // These two name no particular machine or person, and are ordinary words of a message.
  if (places.host == "localhost") places.host.clear();
  if (const auto *entry = ::getpwuid(::getuid()); entry != nullptr) places.user = entry->pw_name;
  if (places.user == "root") places.user.clear();
  return places;
}

} // namespace

const Places &places_here() {
  static const Places places = read_places();
  return places;
}

std::string without_places(std::string_view text, const Places &places) {
  return without_word(without_word(without_paths(text, places), places.host, "<host>"), places.user, "<user>");
}

base::Json document_without_places(base::Json document, const Places &places) {
  if (document.is_string()) return without_places(document.get_ref<const std::string &>(), places);
  if (document.is_structured())
    for (auto &part : document) part = document_without_places(std::move(part), places);
  return document;
}

} // namespace reqbench::result
