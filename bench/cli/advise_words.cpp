#include "cli/advise_words.hpp"

#include "base/nearest.hpp"
#include "base/trimmed.hpp"
#include "cli/command.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace reqbench::cli {
namespace {

constexpr double whole_mix = 100, slack = 0.11; // per cent: "33.3,33.3,33.3" adds up

std::optional<double> parse_part(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  text = base::trimmed(text);
  double value = 0;
  const auto *const last = text.data() + text.size();
  const auto [end, code] = std::from_chars(text.data(), last, value, std::chars_format::fixed);
  const bool is_part = !text.empty() && code == std::errc{} && end == last && value > 0 && value <= whole_mix;
  return is_part ? std::optional{value} : std::nullopt;
}

std::string percent(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g %%", value);
  return text;
}

} // namespace

base::Result<std::vector<statistics::MixShare>> parse_mix(const std::vector<std::string> &words,
                                                          const std::vector<std::string> &known) {
  std::vector<statistics::MixShare> mix;
  double sum = 0;
  for (const auto &word : split_words(words)) {
    const auto sign = word.find('=');
    const auto part = sign == word.npos ? std::nullopt : parse_part(std::string_view{word}.substr(sign + 1));
    if (!part)
      return usage_error("--mix takes workloads with their per cent of all requests, such as json=80,order=20, got '" +
                         word + "'");
    const std::string name{base::trimmed(std::string_view{word}.substr(0, sign))};
    if (std::ranges::find(known, name) == known.end()) return base::unknown_name("workload of this run", name, known);
    if (std::ranges::find(mix, name, &statistics::MixShare::workload) != mix.end())
      return usage_error("--mix names " + name + " twice; give each workload once");
    mix.push_back({name, *part});
    sum += *part;
  }
  if (mix.empty()) return usage_error("--mix is empty; it takes words such as json=80,order=20");
  if (std::fabs(sum - whole_mix) > slack)
    return usage_error("--mix adds up to " + percent(sum) + "; the parts must add up to 100 %");
  for (auto &share : mix) share.part /= sum;
  return mix;
}

} // namespace reqbench::cli
