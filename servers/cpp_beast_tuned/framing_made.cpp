// The service that cpp_common's framing_test.cpp asks.
#include "connection.hpp"

namespace cpp_common {

extern const MakeService make_tested_service;
const MakeService make_tested_service = cpp_beast_tuned::make_service;

} // namespace cpp_common
