// An answer as Beast's message.
#pragma once

#include "answers.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string_view>

namespace cpp_beast {

using Response = boost::beast::http::response<boost::beast::http::string_body>;

Response make_response(const cpp_common::Answer &answer, std::string_view date);

/// HEAD: the same fields, also Content-Length, and no body.
void leave_out_body(Response &response);

} // namespace cpp_beast
