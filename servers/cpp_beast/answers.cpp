// JSON bodies; see answers.hpp.
#include "answers.hpp"

namespace cpp_beast {

Answer json_answer(http::status status, const OrderedJson &document) {
  // A query may hold bytes that are not UTF-8: they leave as U+FFFD, because JSON cannot carry them.
  return {status, "application/json", document.dump(-1, ' ', false, OrderedJson::error_handler_t::replace), {}};
}

Answer error_answer(http::status status, std::string_view sentence) {
  return json_answer(status, {{"error", sentence}});
}

} // namespace cpp_beast
