// JSON bodies; see answers.hpp.
#include "answers.hpp"

namespace cpp_common {

Answer json_answer(http::status status, OrderedJson document) {
  return {status, "application/json", std::move(document), {}};
}

Answer error_answer(http::status status, std::string_view sentence) {
  return json_answer(status, {{"error", sentence}});
}

std::string body_text(const Answer &answer) {
  if (const auto *text = std::get_if<std::string_view>(&answer.body)) return std::string(*text);
  return std::get<OrderedJson>(answer.body).dump(-1, ' ', /*ensure_ascii=*/false, for_broken_utf8);
}

} // namespace cpp_common
