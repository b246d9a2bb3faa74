// The test program is its own guardian, as reqbench is.
#include "launch/launcher.hpp"

#include <gtest/gtest.h>

#include <string_view>

int main(int argc, char **argv) {
  if (argc > 1 && std::string_view{argv[1]} == "guard") return reqbench::launch::guard_main(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
