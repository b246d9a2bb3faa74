// JSON bodies; see answers.hpp.
#include "answers.hpp"

namespace cpp_common {

Answer json_answer(http::status status, const OrderedJson &document) {
  return {status, ContentType::json, json_text(document), {}};
}

Answer error_answer(http::status status, std::string_view sentence) {
  return json_answer(status, {{"error", sentence}});
}

} // namespace cpp_common
