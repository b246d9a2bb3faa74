#include "cli/fitting.hpp"

#include "base/units.hpp"
#include "report/text.hpp"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <utility>

namespace reqbench::cli {
namespace {

/// The C library knows how wide characters are, of a locale in UTF-8; the one of this thread is left as it was.
class InUtf8 {
public:
  InUtf8() : before_{::uselocale(utf8())} {}
  ~InUtf8() { ::uselocale(before_); }
  InUtf8(const InUtf8 &) = delete;
  InUtf8 &operator=(const InUtf8 &) = delete;

private:
  static locale_t utf8() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return made; // null leaves the locale as it is: each byte then counts as one column, and lines are shorter
  }
  locale_t before_;
};

struct Glyph {
  std::size_t bytes = 1, columns = 1;
};

Glyph first_glyph(std::string_view text) {
  wchar_t character = 0;
  mbstate_t state{};
  const auto bytes = ::mbrtowc(&character, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {};
  return {bytes, static_cast<std::size_t>(std::max(0, ::wcwidth(character)))};
}

/// The bytes at its front that take at most `width` columns, what combines with the last of them included.
std::size_t bytes_within(std::string_view text, std::size_t width) {
  std::size_t at = 0, used = 0;
  while (at < text.size()) {
    const auto glyph = first_glyph(text.substr(at));
    if (used + glyph.columns > width) break;
    used += glyph.columns;
    at += glyph.bytes;
  }
  return at;
}

std::string joined_parts(const std::vector<Part> &parts) {
  std::vector<std::string> texts;
  for (const auto &part : parts) texts.push_back(part.text);
  return report::joined(texts, " · ");
}

/// Makes the line shorter by one step.
void shorten(std::vector<Part> &parts, std::size_t too_wide) {
  const auto first = std::ranges::max_element(parts, {}, &Part::dispensable);
  constexpr std::size_t least = 8; // of a text that is cut: less says nothing
  if (!first->shorter.empty()) {
    first->text = std::exchange(first->shorter, {});
  } else if (const auto wide = columns(first->text);
             first->may_be_cut && (parts.size() == 1 || wide >= too_wide + least)) {
    first->text = cut(first->text, wide - std::min(wide, too_wide));
    first->may_be_cut = false;
  } else {
    parts.erase(first);
  }
}

} // namespace

std::size_t columns(std::string_view text) {
  const InUtf8 locale;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto glyph = first_glyph(text);
    used += glyph.columns;
    text.remove_prefix(glyph.bytes);
  }
  return used;
}

std::string cut(std::string_view text, std::size_t width) {
  const auto clean = report::one_line(text);
  if (columns(clean) <= width) return clean;
  if (width == 0) return {};
  const InUtf8 locale;
  return clean.substr(0, bytes_within(clean, width - 1)) + "…";
}

std::string fitted(std::vector<Part> parts, std::size_t width) {
  while (true) {
    auto line = report::one_line(joined_parts(parts));
    const auto wide = columns(line);
    if (wide <= width || parts.empty()) return line;
    shorten(parts, wide - width);
  }
}

std::string time_text(base::Nanoseconds time) {
  const auto seconds = std::max<std::int64_t>(0, std::chrono::ceil<std::chrono::seconds>(time).count());
  return seconds < 60 ? std::to_string(seconds) + " s" : base::format_duration(std::chrono::seconds{seconds});
}

} // namespace reqbench::cli
