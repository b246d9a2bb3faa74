// cpp_beast_tuned answers the workloads of reqbench with Beast's parser and as little else as possible on a request's
// way: what C++ can do, and what it asks of the code. cpp_beast is how one would write it otherwise.
#include "connection.hpp"
#include "program.hpp"

int main(int argc, char **argv) {
  return cpp_common::run_program("cpp_beast_tuned", argc, argv, cpp_beast_tuned::make_service);
}
