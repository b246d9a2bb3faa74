"""Which path is answered by which function, and what everything else gets: 404, 405 with Allow, 400 for what pydantic
refuses, and the limits that uvicorn leaves to the application."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

import routing
from answers import body_cut, http_failure, validation_failure
from json_object import json_object
from limits import MAX_BODY_BYTES, Limits
from order import order
from plaintext import plaintext
from strict_json import StrictRoute
from upload import upload

# Production settings: no page of documentation, no redirect to a path with or without a slash at its end.
app = FastAPI(openapi_url=None, redirect_slashes=False)
app.add_middleware(Limits)
app.add_exception_handler(HTTPException, http_failure)
app.add_exception_handler(RequestValidationError, validation_failure)
app.add_exception_handler(ClientDisconnect, body_cut)

READ, WRITE = ["GET", "HEAD"], ["POST"]

app.add_api_route("/plaintext", plaintext, methods=READ, response_class=PlainTextResponse)
app.add_api_route("/json", json_object, methods=READ)
# max_body_size is for chunked bodies, whose length nobody tells beforehand.
app.router.add_api_route("/order", order, methods=WRITE, max_body_size=MAX_BODY_BYTES, route_class_override=StrictRoute)
app.add_api_route("/upload", upload, methods=WRITE, max_body_size=MAX_BODY_BYTES)

app.add_api_route("/api/users", routing.users, methods=READ)
app.add_api_route("/api/users/{user}", routing.user, methods=READ)
app.add_api_route("/api/users/{user}/orders", routing.user_orders, methods=READ)
app.add_api_route("/api/users/{user}/orders/{order}", routing.user_order, methods=READ)
app.add_api_route("/api/users/{user}/orders/{order}/items", routing.order_items, methods=READ)
app.add_api_route("/api/users/{user}/orders/{order}/items/{item}", routing.order_item, methods=READ)
app.add_api_route("/api/users/{user}/addresses", routing.user_addresses, methods=READ)
app.add_api_route("/api/users/{user}/addresses/{address}", routing.user_address, methods=READ)
app.add_api_route("/api/products", routing.products, methods=READ)
app.add_api_route("/api/products/{product}", routing.product, methods=READ)
app.add_api_route("/api/products/{product}/reviews", routing.product_reviews, methods=READ)
app.add_api_route("/api/products/{product}/reviews/{review}", routing.product_review, methods=READ)
app.add_api_route("/api/products/{product}/prices/{currency}", routing.product_price, methods=READ)
app.add_api_route("/api/categories", routing.categories, methods=READ)
app.add_api_route("/api/categories/{category}", routing.category, methods=READ)
app.add_api_route("/api/categories/{category}/products", routing.category_products, methods=READ)
app.add_api_route("/api/carts/{cart}", routing.cart, methods=READ)
app.add_api_route("/api/carts/{cart}/items/{item}", routing.cart_item, methods=READ)
app.add_api_route("/api/search", routing.search, methods=READ)
app.add_api_route("/api/status", routing.status, methods=READ)
