#include "verify/unserved.hpp"

#include "connection/exchange.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace reqbench::verify {
namespace {

constexpr int not_found = 404;

/// Nothing when no answer came: then the checks say what is wrong, and another question would only cost time.
std::optional<bool> is_unknown(const Subject &subject, const workload::Case &wanted) {
  auto exchange = connection::Exchange::open(subject.endpoint, subject.timeout, subject.stop);
  if (!exchange) return std::nullopt;
  const auto answer = exchange->ask(workload::render(wanted, subject.endpoint.host_field(), true));
  if (!answer) return std::nullopt;
  return answer->answer.status == not_found && wanted.expect.status != not_found;
}

std::string asked(const std::vector<workload::Case> &cases) {
  std::string text;
  for (const auto &wanted : cases) {
    const auto line = wanted.method + " " + wanted.target.substr(0, wanted.target.find('?'));
    if (text.find(line) == text.npos) text += (text.empty() ? "" : ", ") + line;
  }
  constexpr std::size_t enough = 120;
  return text.size() <= enough ? text : text.substr(0, enough) + "…";
}

} // namespace

std::vector<Failure> take_unserved(const Subject &subject, std::vector<workload::Workload> &offered) {
  std::vector<Failure> failures;
  bool answers = true;
  std::erase_if(offered, [&](const workload::Workload &workload) {
    const auto cases = workload.one_of_each(subject.seed);
    const bool unserved = answers && std::ranges::all_of(cases, [&](const auto &wanted) {
                            const auto unknown = is_unknown(subject, wanted);
                            answers = answers && unknown.has_value();
                            return unknown.value_or(false);
                          });
    if (!unserved) return false;
    const auto &claimed = subject.manifest.workloads;
    const auto place = std::ranges::find(claimed, workload.name()) - claimed.begin();
    failures.push_back(
        {"workload_served", workload.name(), asked(cases),
         "what servers/" + subject.manifest.name + "/server.json claims at /workloads/" + std::to_string(place),
         "404 each time; answer '" + workload.name() + "', or take it out of \"workloads\""});
    return true;
  });
  return failures;
}

} // namespace reqbench::verify
