// Status, fields and body; see response.hpp.
#include "response.hpp"

namespace cpp_beast {

namespace http = boost::beast::http;

Response make_response(const cpp_common::Answer &answer, std::string_view date) {
  Response response{answer.status, 11, cpp_common::body_text(answer)};
  response.set(http::field::date, date);
  if (!answer.content_type.empty()) response.set(http::field::content_type, answer.content_type);
  if (!answer.allow.empty()) response.set(http::field::allow, answer.allow);
  response.content_length(response.body().size());
  return response;
}

void leave_out_body(Response &response) { response.body().clear(); }

} // namespace cpp_beast
