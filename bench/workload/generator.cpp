#include "workload/generator.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reqbench::workload {
namespace {

using base::Error;
using base::ErrorKind;
using base::Json;
using base::Random;
using Pointer = Json::json_pointer;

/// The alphabet cut at its code points; JSON text is valid UTF-8 once parsed.
std::vector<std::string_view> code_points(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  std::vector<std::string_view> points;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    while (end < text.size() && continues(text[end])) ++end;
    points.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return points;
}

std::int64_t within(const Json &range, Random &random) {
  return random.between(range.at("min").get<std::int64_t>(), range.at("max").get<std::int64_t>());
}

Json draw_integer(const Json &range, Random &random) { return within(range, random); }
Json largest_integer(const Json &range) { return range.at("max"); }

Json draw_text(const Json &text, Random &random) {
  const auto alphabet = code_points(text.at("alphabet").get_ref<const std::string &>());
  std::string drawn;
  for (auto left = within(text, random); left > 0; --left)
    drawn += alphabet[static_cast<std::size_t>(random.below(alphabet.size()))];
  return drawn;
}
Json largest_text(const Json &text) { return text.at("alphabet"); }

Json draw_bytes(const Json &range, Random &random) {
  Json::binary_t drawn;
  const auto count = static_cast<std::size_t>(within(range, random));
  drawn.reserve(count + sizeof(std::uint64_t));
  while (drawn.size() < count)
    for (auto [part, left] = std::pair{random.next(), sizeof(std::uint64_t)}; left > 0; part >>= 8, --left)
      drawn.push_back(static_cast<std::uint8_t>(part));
  drawn.resize(count);
  return Json::binary(std::move(drawn));
}
Json largest_bytes(const Json &range) {
  return Json::binary(Json::binary_t::container_type(range.at("max").get<std::size_t>(), std::uint8_t{0xff}));
}

Json draw_choice(const Json &choice, Random &random) {
  return choice.at(static_cast<std::size_t>(random.below(choice.size())));
}
Json largest_choice(const Json &choice) { return *std::max_element(choice.begin(), choice.end()); }

Json draw_list(const Json &list, Random &random) {
  Json drawn = Json::array();
  for (auto left = within(list, random); left > 0; --left) {
    Json element = Json::object();
    for (const auto &[member, generator] : list.at("of").items()) element[member] = generate(generator, random);
    drawn.push_back(std::move(element));
  }
  return drawn;
}
Json largest_list(const Json &list) {
  Json element = Json::object();
  for (const auto &[member, generator] : list.at("of").items()) element[member] = generate_largest(generator);
  return Json(list.at("max").get<std::size_t>(), element);
}

struct Kind {
  std::string_view name;
  Json (*draw)(const Json &parameters, Random &random);
  Json (*largest)(const Json &parameters);
};
constexpr std::array<Kind, 5> kinds{{{"integer", draw_integer, largest_integer},
                                     {"text", draw_text, largest_text},
                                     {"bytes", draw_bytes, largest_bytes},
                                     {"choice", draw_choice, largest_choice},
                                     {"list", draw_list, largest_list}}};

const Kind &kind_of(const Json &generator) {
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Kind &k) { return generator.contains(k.name); });
  REQBENCH_ASSERT(kind != kinds.end(), "a generator passed the schema without a known kind");
  return *kind;
}

base::Status check_choice(const Json &choice, const Pointer &at) {
  const auto of_other_type = [&](const Json &value) {
    return value.type_name() != std::string_view{choice[0].type_name()};
  };
  const auto other = std::find_if(choice.begin(), choice.end(), of_other_type);
  if (other == choice.end()) return {};
  return Error{ErrorKind::usage, "at " + at.to_string() + ": expected values of one type, got " +
                                     base::to_line(choice[0]) + " and " + base::to_line(*other)};
}

base::Status check_range(const Json &range, const Pointer &at) {
  const auto &min = range.at("min"), &max = range.at("max");
  if (min.get<std::int64_t>() <= max.get<std::int64_t>()) return {};
  return Error{ErrorKind::usage, "at " + at.to_string() + ": expected min ≤ max, got min " + base::to_line(min) +
                                     " and max " + base::to_line(max)};
}

} // namespace

base::Status check_generator(const Json &generator, const Pointer &at) {
  const std::string kind{kind_of(generator).name};
  const Json &parameters = generator.at(kind);
  if (kind == "choice") return check_choice(parameters, at / kind);
  if (auto checked = check_range(parameters, at / kind); !checked || kind != "list") return checked;
  for (const auto &[member, inner] : parameters.at("of").items())
    if (auto checked = check_generator(inner, at / kind / "of" / member); !checked) return checked;
  return {};
}

Json generate(const Json &generator, Random &random) {
  const auto &kind = kind_of(generator);
  return kind.draw(generator.at(std::string{kind.name}), random);
}

Json generate_largest(const Json &generator) {
  const auto &kind = kind_of(generator);
  return kind.largest(generator.at(std::string{kind.name}));
}

} // namespace reqbench::workload
