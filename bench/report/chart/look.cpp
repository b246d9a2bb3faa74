#include "report/chart/look.hpp"

#include "report/lineup.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace reqbench::report {
namespace {

struct Family {
  std::string_view language, hue, shape;
};
constexpr std::array families{Family{"C++", "cpp", "circle"}, Family{"Go", "go", "square"},
                              Family{"Python", "python", "triangle-up"}};
/// Languages beyond those take these in turn.
constexpr std::array other_families{Family{"", "other", "diamond"}, Family{"", "more", "triangle-down"}};
constexpr std::size_t shades = 3;
const std::array<std::vector<int>, 4> dashes{{{}, {5, 3}, {2, 2}, {8, 2, 2, 2}}};

Family family_of(const std::string &language, std::vector<std::string> &others) {
  const auto known = std::ranges::find(families, language, &Family::language);
  if (known != families.end()) return *known;
  auto other = std::ranges::find(others, language);
  if (other == others.end()) other = others.insert(others.end(), language);
  return other_families[static_cast<std::size_t>(other - others.begin()) % other_families.size()];
}

} // namespace

std::vector<Look> make_looks(const Lineup &lineup) {
  std::vector<Look> looks;
  std::vector<std::string> others;
  std::map<std::string_view, std::size_t> seen;
  for (const auto *server : lineup.servers) {
    const auto family = family_of(server->language, others);
    const auto place = seen[family.hue]++;
    looks.push_back({server->label, server->language,
                     "var(--" + std::string{family.hue} + "-" + std::to_string(place % shades + 1) + ")",
                     std::string{family.shape}, dashes[place / shades % dashes.size()]});
  }
  return looks;
}

const Look *look_of(const std::vector<Look> &looks, std::string_view server) {
  const auto found = std::ranges::find(looks, server, &Look::server);
  return found == looks.end() ? nullptr : &*found;
}

} // namespace reqbench::report
