// As nlohmann's documentation has it.
#include "json_text.hpp"

namespace cpp_common {

std::string json_text(const OrderedJson &document) {
  return document.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

} // namespace cpp_common
