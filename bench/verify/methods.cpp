// Paths and methods: what is not there is 404, what is not allowed is 405, HEAD is GET without its body.
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"
#include "verify/unknown_path.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace reqbench::verify {
namespace {

constexpr std::array<const char *, 5> methods{"GET", "POST", "PUT", "PATCH", "DELETE"};

workload::Case refused_method(const workload::Workload::Route &route, const std::string &method) {
  std::string allowed;
  for (const auto &name : route.methods) allowed += (allowed.empty() ? "" : ", ") + name;
  workload::Case wanted;
  wanted.method = method;
  wanted.target = route.path;
  wanted.expect.status = 405;
  wanted.expect.fields = {{"Allow", allowed}};
  return wanted;
}

/// HEAD says what GET says; the Date may differ.
void compare_with_get(Examination &examination, const connection::Received &head, const connection::Received &get) {
  for (const char *name : {"Content-Type", "Content-Length"}) {
    const std::string expected{get.answer.field(name)}, got{head.answer.field(name)};
    if (expected != got)
      examination.fail(std::string{name} + ": " + expected + ", as for GET",
                       std::string{name} + ": " + (got.empty() ? "nothing" : got));
  }
}

void check_head_of(Examination &examination, const workload::Case &wanted) {
  if (!examination.send(examination.render(wanted))) return;
  const auto get = examination.receive("an answer to GET");
  if (!get || !examination.is_right(wanted.expect, *get)) return;

  auto asked = wanted;
  asked.method = "HEAD";
  if (!examination.send(examination.render(asked))) return;
  const auto head = examination.receive("an answer to HEAD", true);
  if (!head) return;
  auto expect = wanted.expect;
  expect.body = workload::BodyRule::any;
  if (!examination.is_right(expect, *head)) return;
  compare_with_get(examination, *head, *get);

  // A body after a HEAD would stand in front of the next answer.
  if (head->keep_alive)
    examination.answers_right(wanted);
  else
    examination.is_closed("no body after the answer to HEAD, and then a close");
}

std::string all_escaped(std::string_view query) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    if (c == '&' || c == '=') {
      text += c;
    } else if (c == '%') {
      for (const char kept : query.substr(i, 3))
        text += kept >= 'A' && kept <= 'F' ? static_cast<char>(kept + 32) : kept;
      i += 2;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      text += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return text;
}

} // namespace

void check_unknown_path(Examination &examination) {
  examination.answers_right(unknown_path(examination.workload()));
  for (const auto &route : examination.workload().routes()) {
    if (examination.over()) return;
    workload::Case below;
    below.method = "GET";
    below.target = route.path + "/no/such/path";
    below.expect.status = 404;
    examination.answers_right(below);
  }
}

/// Names and values with every character percent-encoded, in lower case: the same query (RFC 3986, 2.3 and 2.1).
void check_query_escapes(Examination &examination) {
  constexpr std::size_t draws = 10;
  for (auto wanted : examination.workload().draw(examination.seed(), draws)) {
    const auto query = wanted.target.find('?');
    if (query == wanted.target.npos) continue;
    wanted.target = wanted.target.substr(0, query + 1) + all_escaped(std::string_view{wanted.target}.substr(query + 1));
    if (!examination.answers_right(wanted)) return;
    examination.leave();
  }
}

void check_wrong_method(Examination &examination) {
  for (const auto &route : examination.workload().routes()) {
    for (const auto *method : methods) {
      if (std::ranges::find(route.methods, method) != route.methods.end()) continue;
      examination.answers_right(refused_method(route, method));
      if (examination.over()) return;
    }
  }
}

/// Once a path.
void check_head(Examination &examination) {
  std::set<std::string> seen;
  for (const auto &wanted : examination.workload().one_of_each(examination.seed())) {
    const auto path = wanted.target.substr(0, wanted.target.find('?'));
    if (wanted.method != "GET" || !seen.insert(path).second) continue;
    check_head_of(examination, wanted);
    if (examination.over()) return;
  }
}

} // namespace reqbench::verify
