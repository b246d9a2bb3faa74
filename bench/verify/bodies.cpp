// How a body comes: announced and waited for, in chunks, as large as it may be, or larger.
#include "base/random.hpp"
#include "verify/check_functions.hpp"
#include "verify/examination.hpp"
#include "verify/garbage.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

namespace reqbench::verify {
namespace {

constexpr std::string_view refused_expected = "status 413, or a closed connection";

/// Of some draws, those that carry a body.
std::vector<workload::Case> with_bodies(const Examination &examination, std::size_t count) {
  constexpr std::size_t draws = 20;
  auto cases = examination.workload().draw(examination.seed(), draws);
  std::erase_if(cases, [](const workload::Case &drawn) { return drawn.body.empty(); });
  cases.resize(std::min(cases.size(), count));
  return cases;
}

std::size_t head_size(std::string_view request) { return request.find("\r\n\r\n") + 4; }

/// The request's head with other fields in place of Content-Length.
std::string head_with(const Examination &examination, const workload::Case &wanted, std::string_view fields) {
  auto request = examination.render(wanted);
  const auto begin = request.find("\r\nContent-Length: ") + 2;
  const auto end = request.find("\r\n", begin) + 2;
  return request.substr(0, begin) + std::string{fields} + request.substr(end, head_size(request) - end);
}

std::string chunk(std::string_view bytes, std::string_view extension = "") {
  std::array<char, 20> size{};
  std::snprintf(size.data(), size.size(), "%zx", bytes.size());
  return std::string{size.data()} + std::string{extension} + "\r\n" + std::string{bytes} + "\r\n";
}

/// Pieces of these sizes in turn.
std::string in_chunks(std::string_view body, std::initializer_list<std::size_t> sizes) {
  std::string chunked;
  auto size = sizes.begin();
  while (!body.empty()) {
    const auto length = std::min(*size, body.size());
    chunked += chunk(body.substr(0, length));
    body.remove_prefix(length);
    if (++size == sizes.end()) size = sizes.begin();
  }
  return chunked;
}

/// 413 or a close: never served, and no other status.
bool is_refused_as_too_large(Examination &examination) {
  const auto received = examination.receive_or_close(refused_expected);
  if (examination.over()) return false;
  if (!received || received->answer.status == 413) return true;
  examination.fail(refused_expected, "status " + std::to_string(received->answer.status));
  return false;
}

std::string length_field(std::size_t bytes) { return "Content-Length: " + std::to_string(bytes) + "\r\n"; }

} // namespace

void check_expect_continue(Examination &examination) {
  for (const auto &wanted : with_bodies(examination, 2)) {
    const auto fields = length_field(wanted.body.size()) + "Expect: 100-continue\r\n";
    if (!examination.send(head_with(examination, wanted, fields)) || !examination.told_to_continue()) return;
    if (!examination.send(wanted.body)) return;
    const auto received = examination.receive("an answer once the body was sent");
    if (!received || !examination.is_right(wanted.expect, *received)) return;
  }
}

/// In chunks of one byte, of several sizes, and whole; with an extension and with a trailer, which say nothing.
void check_chunked_body(Examination &examination) {
  constexpr std::string_view last = "0\r\n\r\n", last_with_trailer = "0\r\nX-Trailer: none\r\n\r\n";
  constexpr std::size_t first_bytes = 30;
  for (const auto &wanted : with_bodies(examination, 3)) {
    const std::string_view body = wanted.body;
    const auto head = head_with(examination, wanted, "Transfer-Encoding: chunked\r\n");
    const std::array forms{in_chunks(body.substr(0, first_bytes), {1}) +
                               in_chunks(body.substr(std::min(first_bytes, body.size())), {4096}) + std::string{last},
                           in_chunks(body, {7, 1, 1000, 16, 255}) + std::string{last_with_trailer},
                           chunk(body, ";name=value") + std::string{last}};
    for (const auto &form : forms) {
      if (!examination.send(head + form)) return;
      const auto received = examination.receive("an answer to a body in chunks");
      if (!received || !examination.is_right(wanted.expect, *received)) return;
    }
  }
}

/// Only the head is sent: who reads the body first waits for ever.
void check_body_limit(Examination &examination) {
  for (const auto &wanted : with_bodies(examination, 1)) {
    if (!examination.send(head_with(examination, wanted, length_field(examination.body_limit() + 1)))) return;
    const auto received = examination.receive("status 413, before the body is sent");
    if (!received) return;
    if (received->answer.status != 413)
      return examination.fail("status 413, before the body is sent",
                              "status " + std::to_string(received->answer.status));
    examination.leave();
    examination.answers_right(wanted);
  }
}

/// One byte more is refused even where no length was told; then the server still answers.
void check_largest_body(Examination &examination) {
  const auto limit = examination.body_limit();
  const auto wanted = examination.workload().draw_of_size(examination.seed(), limit);
  if (!wanted) return examination.fail("a request whose body holds a variable of bytes", "none in the workload's file");
  if (!examination.answers_right(*wanted)) return;
  examination.leave();

  auto too_large = *wanted;
  too_large.body.clear();
  too_large.expect = {};
  too_large.expect.status = 413;
  too_large.expect.body = workload::BodyRule::error;
  too_large.expect.content_type = "application/json";
  if (!examination.send(head_with(examination, too_large, length_field(limit + 1)))) return;
  const auto received = examination.receive("status 413, before the body is sent");
  if (!received || !examination.is_right(too_large.expect, *received)) return;
  examination.leave();

  constexpr std::size_t piece = 64UL * 1024;
  const auto chunked = in_chunks(wanted->body, {piece}) + chunk("x") + "0\r\n\r\n";
  if (!examination.send(head_with(examination, too_large, "Transfer-Encoding: chunked\r\n") + chunked)) return;
  if (!is_refused_as_too_large(examination)) return;
  examination.leave();
  examination.answers_right(examination.workload().draw(examination.seed(), 1).front());
}

/// What anybody may send: garbage as path and as body. Any answer below 500 is fine, and so is a close.
void check_garbage(Examination &examination) {
  constexpr int questions = 40;
  constexpr auto expected = "a status below 500, or a closed connection";
  base::Random random{examination.seed()};
  const auto sound = examination.workload().draw(examination.seed(), 1).front();
  const auto paths = paths_of({&examination.workload(), 1});
  for (int i = 0; i < questions; ++i) {
    auto wanted = garbage_request(random, i, paths);
    if (wanted.method == "POST") wanted.fields = sound.fields;
    if (!examination.send(examination.render(wanted))) return;
    const auto received = examination.receive_or_close(expected);
    if (examination.over()) return;
    if (received && received->answer.status >= 500)
      return examination.fail(expected, "status " + std::to_string(received->answer.status));
  }
  examination.leave();
  examination.answers_right(sound);
}

} // namespace reqbench::verify
