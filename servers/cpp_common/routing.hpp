// GET /api/…: twenty routes, each answered with its own name, its path's parameters, and what its query may hold.
#pragma once

#include "answers.hpp"
#include "request.hpp"

namespace cpp_common {

Answer users(const Request &request);
Answer user(const Request &request);
Answer user_orders(const Request &request);
Answer user_order(const Request &request);
Answer order_items(const Request &request);
Answer order_item(const Request &request);
Answer user_addresses(const Request &request);
Answer user_address(const Request &request);
Answer products(const Request &request);
Answer product(const Request &request);
Answer product_reviews(const Request &request);
Answer product_review(const Request &request);
Answer product_price(const Request &request);
Answer categories(const Request &request);
Answer category(const Request &request);
Answer category_products(const Request &request);
Answer cart(const Request &request);
Answer cart_item(const Request &request);
Answer search(const Request &request);
Answer status(const Request &request);

} // namespace cpp_common
