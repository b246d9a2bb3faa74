// What checking an answer costs: the template's compare against the full parse, by size of the body.
#include "connection/receiver.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace reqbench;

std::string answer_of(std::int64_t body_bytes) {
  return "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Mon, 23 Nov 2026 06:00:00 GMT\r\n"
         "Content-Type: text/plain\r\nContent-Length: " +
         std::to_string(body_bytes) + "\r\n\r\n" + std::string(static_cast<std::size_t>(body_bytes), 'x');
}

void receive(benchmark::State &state, bool with_template) {
  const auto bytes = answer_of(state.range(0));
  const auto learned = with_template ? connection::AnswerTemplate::learn(bytes) : connection::AnswerTemplate{};
  workload::Expectation expectation;
  expectation.body = workload::BodyRule::text;
  expectation.text = std::string(static_cast<std::size_t>(state.range(0)), 'x');
  connection::Receiver receiver;
  for (auto _ : state) {
    receiver.expect(learned, expectation, false);
    benchmark::DoNotOptimize(receiver.receive(bytes));
  }
}

void compare(benchmark::State &state) { receive(state, true); }
void parse(benchmark::State &state) { receive(state, false); }
BENCHMARK(compare)->Arg(13)->Arg(1024)->Arg(65536);
BENCHMARK(parse)->Arg(13)->Arg(1024)->Arg(65536);

} // namespace
