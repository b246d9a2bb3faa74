// The service that the tests of cpp_common ask.
#include "connection.hpp"

namespace cpp_common {

extern const MakeService make_tested_service;
const MakeService make_tested_service = cpp_beast::make_service;

} // namespace cpp_common
