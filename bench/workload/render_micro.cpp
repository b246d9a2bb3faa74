// What the requests of a load cost before it begins: each is drawn and rendered once, and sent as it is.
#include "workload/workload.hpp"

#include <benchmark/benchmark.h>

namespace reqbench::workload {
namespace {

Case with_a_body(std::size_t bytes) {
  Case wanted;
  wanted.method = bytes == 0 ? "GET" : "POST";
  wanted.target = "/json?id=17&message=hello%20world&active=true&tag=abcdef";
  wanted.fields = {{"Accept", "application/json"}};
  wanted.body.assign(bytes, 'x');
  return wanted;
}

void render_request(benchmark::State &state) {
  const auto wanted = with_a_body(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(render(wanted, "127.0.0.1:8080"));
}
BENCHMARK(render_request)->Arg(0)->Arg(256)->Arg(16'384);

} // namespace
} // namespace reqbench::workload
