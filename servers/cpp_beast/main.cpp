// cpp_beast answers the workloads of reqbench with Boost.Beast and Asio coroutines: it stands for what a C++ team
// writes when it wants clean code that is fast.
#include "connection.hpp"
#include "program.hpp"

int main(int argc, char **argv) { return cpp_common::run_program("cpp_beast", argc, argv, cpp_beast::make_service); }
