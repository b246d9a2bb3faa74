// The connections that cpp_common's framing_test.cpp asks.
#include "connection.hpp"

namespace cpp_common {

extern const MakeConnection make_tested_connection;
const MakeConnection make_tested_connection = cpp_beast::make_connection;

} // namespace cpp_common
