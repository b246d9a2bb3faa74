#include "report/found.hpp"

#include "base/exit_code.hpp"
#include "report/load_words.hpp"
#include "report/text.hpp"

#include <algorithm>
#include <utility>

namespace reqbench::report {
namespace {

using statistics::Finding;
using statistics::Where;

/// "`cpp_beast` × `json` × full load".
std::string place_words(const Where &where) {
  std::vector<std::string> parts;
  for (const auto &name : {where.server, where.workload})
    if (!name.empty()) parts.push_back("`" + name + "`");
  if (!where.load.empty()) parts.push_back(plain_load(where.load));
  return joined(parts, " × ");
}

std::string whole_text(const Finding &finding) {
  const auto place = place_words(finding.where);
  return place.empty() ? finding.text : place + ": " + finding.what;
}

/// "10 places", when each has one.
std::string places_counted(const std::vector<const Finding *> &all) {
  const auto every = [&](bool (*such)(const Where &)) {
    return std::ranges::all_of(all, [&](const Finding *finding) { return such(finding->where); });
  };
  const bool placed = every([](const Where &where) { return !where.server.empty(); });
  return "in " + counted(all.size(), placed ? "place" : "case");
}

/// What is the same in several places is told once, with all of them.
std::vector<std::string> told_each(const std::vector<const Finding *> &all) {
  std::vector<std::pair<std::string, std::vector<std::string>>> told; // what, places
  for (const auto *finding : all) {
    const auto place = place_words(finding->where);
    const auto &what = place.empty() ? finding->text : finding->what;
    auto same = std::ranges::find(told, what, &decltype(told)::value_type::first);
    if (same == told.end()) same = told.emplace(told.end(), what, std::vector<std::string>{});
    if (!place.empty()) same->second.push_back(place);
  }
  std::vector<std::string> texts;
  for (const auto &[what, places] : told) texts.push_back((places.empty() ? "" : joined(places, ", ") + ": ") + what);
  return texts;
}

Found one_of(const std::vector<const Finding *> &all) {
  const auto &worst = **std::ranges::max_element(all, {}, &Finding::size);
  Found found{.id = worst.id,
              .grade = worst.grade,
              .text = whole_text(worst),
              .sentence = worst.sentence,
              .effect = worst.effect,
              .remedy = worst.remedy,
              .findings = all.size(),
              .each = {}};
  if (all.size() == 1) return found;
  found.text =
      places_counted(all) + (place_words(worst.where).empty() ? ", one of them: " : ", worst in ") + found.text;
  found.each = told_each(all);
  return found;
}

/// Those of one check and grade together, in the order of the findings.
std::vector<std::vector<const Finding *>> grouped(const std::vector<Finding> &findings) {
  std::vector<std::vector<const Finding *>> groups;
  for (const auto &finding : findings) {
    const auto same = std::ranges::find_if(groups, [&](const auto &group) {
      return group.front()->id == finding.id && group.front()->grade == finding.grade;
    });
    if (same == groups.end())
      groups.push_back({&finding});
    else
      same->push_back(&finding);
  }
  return groups;
}

} // namespace

std::vector<Found> by_check(const std::vector<Finding> &findings) {
  std::vector<Found> found;
  for (const auto &group : grouped(findings)) found.push_back(one_of(group));
  return found;
}

std::string invalid_sentence(const std::vector<Finding> &findings, const std::string &whole) {
  std::vector<std::string> checks;
  for (const auto &group : grouped(findings)) {
    if (group.front()->grade != statistics::Grade::invalid) continue;
    std::vector<std::string> places;
    for (const auto *finding : group) {
      auto place = place_words(finding->where);
      if (place.empty()) place = whole;
      if (std::ranges::find(places, place) == places.end()) places.push_back(std::move(place));
    }
    checks.push_back("the check `" + group.front()->id + "` hits " + some_of(std::move(places), ", "));
  }
  return checks.empty()
             ? ""
             : "Invalid (exit code " + std::to_string(base::exit_invalid) + "): " + joined(checks, "; ") + ".";
}

} // namespace reqbench::report
