#include "report/bearing.hpp"

#include "report/load_words.hpp"
#include "report/text.hpp"

#include "base/units.hpp"

#include <algorithm>
#include <cmath>

namespace reqbench::report {
namespace {

using statistics::Finding;
using statistics::Grade;
using statistics::Ratio;
using statistics::Verdict;

using Pairs = std::vector<const Ratio *>;

/// The load whose ratios are the verdict: what each gives at most, else what a request costs all at one rate.
const result::LoadRequest *deciding_load(const Lineup &lineup) { return lineup.closed ? lineup.closed : lineup.common; }

/// What the verdict sets against each other: every server and the baseline, each and the next one in the order, a tuned
/// one and its sibling; each pair once.
Pairs compared_pairs(const Lineup &lineup) {
  const auto *load = deciding_load(lineup);
  if (!load) return {};
  const auto metric = statistics::compared_metric(*load);
  const auto &summary = lineup.summary;
  const auto server_of = [&](const std::string &label) {
    const auto found = std::ranges::find(lineup.servers, label, &result::ServerRecord::label);
    return found == lineup.servers.end() ? nullptr : *found;
  };
  Pairs pairs;
  for (const auto *family : {&summary.ratios, &summary.neighbour_ratios, &summary.sibling_ratios})
    for (const auto &ratio : *family) {
      const auto *one = server_of(ratio.server), *other = server_of(ratio.baseline);
      const bool told = one && other && comparable(*one, *other) && ratio.load == load->name &&
                        ratio.metric == metric && (ratio.ratio.n > 0 || ratio.withheld);
      const auto same = [&](const Ratio *known) {
        return known->workload == ratio.workload &&
               std::minmax(known->server, known->baseline) == std::minmax(ratio.server, ratio.baseline);
      };
      if (told && std::ranges::none_of(pairs, same)) pairs.push_back(&ratio);
    }
  return pairs;
}

/// No sentence speaks of it: the generator was late in one of the two.
bool left_out(const Lineup &lineup, const Ratio &ratio) {
  const auto *load = deciding_load(lineup);
  return !lineup.valid(ratio.server, ratio.workload, load) || !lineup.valid(ratio.baseline, ratio.workload, load);
}

/// "requests/s under full load".
std::string compared_words(const Lineup &lineup) {
  const auto &load = *deciding_load(lineup);
  return std::string{statistics::row(statistics::compared_metric(load)).title} + (lineup.closed ? " under " : " at ") +
         plain_load(load.name);
}

/// What one check hits. A comparison stands in one list only.
struct Hit {
  std::string check;    ///< "`steal`"
  Pairs left;           ///< comparisons that the verdict leaves out, because the generator was late in them
  Pairs worthless;      ///< others that a finding of grade invalid hits
  Pairs doubtful;       ///< others that a warning hits
  bool beside = false;  ///< figures of the common rate, which stand beside the comparisons
  bool is_late = false; ///< it is the check that the verdict leaves comparisons out for

  bool none() const { return worthless.empty() && doubtful.empty() && (left.empty() || !is_late); }
};

bool hits_beside(const Lineup &lineup, const Finding &finding) {
  const auto &[server, workload, load] = finding.where;
  return lineup.closed && lineup.common && (load.empty() || load == lineup.common->name) &&
         (server.empty() ||
          std::ranges::find(lineup.servers, server, &result::ServerRecord::label) != lineup.servers.end());
}

/// Those that the verdict speaks of, and those that it leaves out, in their order.
struct Compared {
  Pairs told, left;
};

Compared compared_and_left_out(const Lineup &lineup) {
  Compared compared;
  for (const auto *pair : compared_pairs(lineup))
    (left_out(lineup, *pair) ? compared.left : compared.told).push_back(pair);
  return compared;
}

bool is_among(const Pairs &pairs, const Ratio *pair) { return std::ranges::find(pairs, pair) != pairs.end(); }

void add_pairs(const Compared &compared, const Finding &finding, Hit &hit) {
  const auto is_hit = [&](const Ratio &pair) {
    return is_about(finding, pair.server, pair.baseline, pair.workload, pair.load);
  };
  for (const auto *pair : compared.left)
    if (is_hit(*pair) && !is_among(hit.left, pair)) hit.left.push_back(pair);
  auto &those = finding.grade == Grade::invalid ? hit.worthless : hit.doubtful;
  for (const auto *pair : compared.told)
    if (is_hit(*pair) && !is_among(those, pair) && !is_among(hit.worthless, pair)) those.push_back(pair);
}

/// The gravest findings come first.
std::vector<Hit> hits_by_check(const Lineup &lineup, const Compared &compared) {
  std::vector<Hit> all;
  for (const auto &finding : lineup.summary.findings) {
    if (finding.grade == Grade::note) continue;
    auto hit = std::ranges::find(all, "`" + finding.id + "`", &Hit::check);
    if (hit == all.end())
      hit = all.insert(all.end(), Hit{.check = "`" + finding.id + "`",
                                      .left = {},
                                      .worthless = {},
                                      .doubtful = {},
                                      .is_late = finding.id == "generator_late"});
    hit->beside = hit->beside || hits_beside(lineup, finding);
    add_pairs(compared, finding, *hit);
  }
  return all;
}

std::string pair_name(const Ratio &ratio) {
  return ratio.server + " against " + ratio.baseline + " for `" + ratio.workload + "`";
}

std::string names_of(const Pairs &pairs) {
  std::vector<std::string> names;
  for (const auto *pair : pairs) names.push_back(pair_name(*pair));
  return some_of(std::move(names));
}

/// "all 9 comparisons", "8 of the 9 comparisons (all but …)", "2 of the 4 comparisons (…; …)".
std::string how_many(const Pairs &hit, const Pairs &all, const std::string &of) {
  constexpr std::size_t few = 2; // exceptions, which are shorter than what they are exceptions of
  const auto count = std::to_string(all.size());
  if (all.size() == 1) return "the only comparison" + of;
  if (hit.size() == all.size()) return (all.size() == 2 ? "both" : "all " + count) + " comparisons" + of;
  auto named = hit;
  const bool nearly_all = hit.size() > few && all.size() - hit.size() <= few;
  if (nearly_all) {
    named = all;
    std::erase_if(named, [&](const Ratio *pair) { return is_among(hit, pair); });
  }
  return std::to_string(hit.size()) + " of the " + count + " comparisons" + of + (nearly_all ? " (all but " : " (") +
         names_of(named) + ")";
}

/// "8 %", "a factor of 2.7", "a factor of 12": rounded down, so that the word does stay up to it.
std::string room_text(double room) {
  constexpr double percents_up_to = 2, tenths_up_to = 10;
  if (room < percents_up_to) return std::to_string(std::lround(std::floor(100 * (room - 1)))) + " %";
  return "a factor of " + (room < tenths_up_to ? base::format_significant(std::floor(10 * room) / 10, 2)
                                               : std::to_string(std::lround(std::floor(room))));
}

const Ratio *nearest_to_change(const Pairs &pairs) {
  const Ratio *nearest = nullptr;
  for (const auto *pair : pairs)
    if (const auto room = room_of(*pair); room && (!nearest || *room < room_of(*nearest))) nearest = pair;
  return nearest;
}

std::string plain_word(const Ratio &ratio) { return std::string{verdict_word(ratio.verdict, ratio.metric)}; }

std::string touch(const std::vector<std::string> &checks) { return checks.size() == 1 ? " touches " : " touch "; }

/// What a warning can do to the words of these comparisons.
std::string consequence(const Pairs &hit) {
  constexpr double near = 1.1; // a tenth is what a warning may well move
  const auto *nearest = nearest_to_change(hit);
  if (!nearest) return "no verdict is claimed there that could be wrong";
  const auto room = *room_of(*nearest);
  const auto word = plain_word(*nearest);
  const bool one = hit.size() == 1;
  if (room < near)
    return (one ? "its verdict, " + word + ", could change"
                : "verdicts there could change, first that of " + pair_name(*nearest) + " (" + word + ")") +
           ": " + (room < 1.01 ? "the least error" : "an error of " + room_text(room)) + " is enough";
  if (one)
    return "its verdict, " + word + ", stays as long as the ratio is not off by more than about " + room_text(room);
  return "their verdicts stay as long as no ratio is off by more than about " + room_text(room) +
         " (least room: " + pair_name(*nearest) + ", " + word + ")";
}

} // namespace

bool is_about(const Finding &finding, const std::string &server, const std::string &other, const std::string &workload,
              const std::string &load) {
  const auto &where = finding.where;
  return (where.server.empty() || where.server == server || where.server == other) &&
         (where.workload.empty() || where.workload == workload) && (where.load.empty() || where.load == load);
}

std::optional<double> room_of(const Ratio &ratio) {
  if (ratio.withheld || !ratio.ratio.interval) return {};
  const auto &row = statistics::row(ratio.metric);
  const double edge = 1 + row.band;
  const auto &[low, high] = *ratio.ratio.interval;
  switch (ratio.verdict) {
  case Verdict::tie: return std::min(edge / high, low * edge);
  case Verdict::faster: return row.higher_is_better ? low / edge : 1 / (edge * high);
  case Verdict::slower: return row.higher_is_better ? 1 / (edge * high) : low / edge;
  case Verdict::undecided: break;
  }
  return {};
}

std::vector<std::string> bearing_sentences(const Lineup &lineup) {
  const auto compared = compared_and_left_out(lineup);
  if (compared.told.empty() && compared.left.empty()) return {};
  std::vector<std::string> sentences, beside, none;
  std::string of = " of " + compared_words(lineup), last; // what is compared is told once
  const auto tell = [&](const std::string &check, const Pairs &touched, const std::string &what) {
    if (touched.empty()) return;
    sentences.push_back(check + " touches " + how_many(touched, compared.told, of) + ": " +
                        (what == last ? "the same holds" : what) + ".");
    last = what;
    of.clear();
  };
  for (const auto &hit : hits_by_check(lineup, compared)) {
    if (hit.is_late && !hit.left.empty())
      sentences.push_back(hit.check + ": the verdict leaves out " + names_of(hit.left) + ".");
    tell(hit.check, hit.worthless, hit.worthless.size() == 1 ? "do not rely on it" : "do not rely on them");
    tell(hit.check, hit.doubtful, consequence(hit.doubtful));
    if (hit.none()) (hit.beside ? beside : none).push_back(hit.check);
  }
  if (!beside.empty())
    sentences.push_back(listed(beside) + touch(beside) + "no comparison" + of +
                        "; the CPU times and latencies told at " + plain_load("common") +
                        " may be off, as the effects under findings say.");
  if (!none.empty())
    sentences.push_back(listed(none) + touch(none) + "none of the compared figures, so the answer does not change.");
  return sentences;
}

} // namespace reqbench::report
