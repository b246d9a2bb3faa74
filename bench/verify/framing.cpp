// Where one request ends and the next begins: cut, doubled, far too long, or refused with a body still to read.
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"
#include "verify/unknown_path.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <thread>

namespace reqbench::verify {
namespace {

using namespace std::chrono_literals;

/// Long enough for a server to read the first part alone; seven of them stay below 30 ms.
constexpr auto pause = 3ms;

/// Where parsers break: after the first byte, inside the request line, inside a field's name, between CR and LF, inside
/// the blank line, before and inside the body.
std::set<std::size_t> cuts(std::string_view request) {
  const auto line_end = request.find("\r\n");
  const auto head_end = request.find("\r\n\r\n");
  const std::array<std::size_t, 7> places{
      1, line_end / 2, line_end + 4, line_end + 1, head_end + 3, head_end + 4, (head_end + 4 + request.size()) / 2};
  std::set<std::size_t> inside;
  for (const auto place : places)
    if (place > 0 && place < request.size()) inside.insert(place);
  return inside;
}

void ask_at_once(Examination &examination, std::size_t count) {
  const auto cases = examination.workload().draw(examination.seed(), count);
  std::string requests;
  for (const auto &wanted : cases) requests += examination.render(wanted);
  if (!examination.send(requests)) return;
  for (std::size_t i = 0; i < count; ++i) {
    const auto received = examination.receive("answer " + std::to_string(i + 1) + " of " + std::to_string(count) +
                                              ", in the order of their requests");
    if (!received || !examination.is_right(cases[i].expect, *received)) return;
    // A server that ends the connection here fails keep_alive; there is nothing more to judge.
    if (!received->keep_alive) return;
  }
}

} // namespace

void check_split_segments(Examination &examination) {
  const auto wanted = examination.workload().draw(examination.seed(), 1).front();
  const auto request = examination.render(wanted);
  for (const auto cut : cuts(request)) {
    if (!examination.send(request.substr(0, cut))) return;
    std::this_thread::sleep_for(pause);
    if (!examination.send(request.substr(cut))) return;
    const auto received =
        examination.receive("an answer to a request that came in two parts, cut after byte " + std::to_string(cut));
    if (!received || !examination.is_right(wanted.expect, *received)) return;
  }
}

/// The head, the body's beginning and its end come byte by byte, the rest of a long body in between at once.
void check_byte_by_byte(Examination &examination) {
  constexpr std::size_t draws = 10, body_bytes = 40;
  const auto cases = examination.workload().draw(examination.seed(), draws);
  const auto &wanted = *std::ranges::min_element(
      cases, {}, [](const workload::Case &drawn) { return drawn.body.size() + drawn.target.size(); });
  const auto request = examination.render(wanted);
  const auto begin = std::min(request.size(), request.find("\r\n\r\n") + 4 + body_bytes);
  const auto end = std::max(begin, request.size() - std::min(request.size(), body_bytes));
  constexpr auto breath = 20us;
  for (std::size_t at = 0; at < request.size();) {
    const auto length = at == begin && end > begin ? end - begin : 1;
    if (!examination.send(std::string_view{request}.substr(at, length))) return;
    at += length;
    // The first bytes come alone even where the server is slow to look.
    std::this_thread::sleep_for(at <= 3 ? base::Nanoseconds{pause} : base::Nanoseconds{breath});
  }
  const auto received = examination.receive("an answer to a request that came byte by byte");
  if (received) examination.is_right(wanted.expect, *received);
}

void check_pipelined_pair(Examination &examination) { ask_at_once(examination, 2); }

void check_pipelined_sixteen(Examination &examination) { ask_at_once(examination, 16); }

/// As browsers and proxies send them.
void check_ordinary_header(Examination &examination) {
  constexpr int fields = 32;
  constexpr std::size_t field_bytes = 256;
  auto wanted = examination.workload().draw(examination.seed(), 1).front();
  for (int i = 0; i < fields; ++i) {
    const auto name = "X-Field-" + std::to_string(i);
    wanted.fields.push_back({name, std::string(field_bytes - name.size() - 4, 'a')});
  }
  examination.answers_right(wanted);
}

/// Refused or hung up, never served: a server that takes headers of any length can be made to run out of memory.
void check_long_header(Examination &examination) {
  constexpr std::size_t long_bytes = 64UL * 1024;
  constexpr std::array refusals{400, 413, 431};
  constexpr auto expected = "status 431, 400 or 413, or a closed connection";
  auto wanted = examination.workload().draw(examination.seed(), 1).front();
  const auto sound = wanted;
  wanted.fields.push_back({"X-Long", std::string(long_bytes, 'a')});
  if (!examination.send(examination.render(wanted))) return;
  const auto received = examination.receive_or_close(expected);
  if (examination.over()) return;
  if (received && std::ranges::find(refusals, received->answer.status) == refusals.end())
    return examination.fail(expected, "status " + std::to_string(received->answer.status));
  examination.leave();
  examination.answers_right(sound);
}

/// After a refusal the connection goes on at the next request, or ends; the refused body is never taken for a request.
void check_error_framing(Examination &examination) {
  auto body_to_nowhere = unknown_path(examination.workload());
  body_to_nowhere.method = "POST";
  body_to_nowhere.body = "GET /this-is-a-body HTTP/1.1\r\n\r\n";
  std::vector<workload::Case> refused{body_to_nowhere};
  if (const auto invalid = examination.workload().draw_invalid(examination.seed()); !invalid.empty())
    refused.push_back(invalid.front());
  const auto sound = examination.workload().draw(examination.seed(), 1).front();
  for (const auto &wanted : refused) {
    examination.leave();
    if (!examination.send(examination.render(wanted))) return;
    if (!examination.receive("a refusal")) return;
    if (!examination.answers_right(sound)) return;
  }
}

} // namespace reqbench::verify
