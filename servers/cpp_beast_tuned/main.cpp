// cpp_beast_tuned answers the workloads of reqbench with Boost.Beast's parser and as little else as could be found:
// how far one core goes when a team spends time on it. Every trick stands where it is done, with its reason and what it
// brought; the figures are CPU time of a request, of about 4 µs.
#include "program.hpp"
#include "tuned_worker.hpp"

int main(int argc, char **argv) {
  return cpp_common::run_program("cpp_beast_tuned", argc, argv, cpp_beast_tuned::make_worker);
}
