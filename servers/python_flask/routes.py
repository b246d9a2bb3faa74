"""Which path is answered by which function, and what everything else gets: 404, 405 with Allow, and one shape for every
refusal."""

from flask import Flask
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import HTTPException

import routing
from answers import body_broken, http_failure
from json_object import json_object
from limits import MAX_BODY_BYTES, check_length
from order import order
from plaintext import plaintext
from upload import upload

# Production settings: no static files, no redirect from a double slash, no answer of Flask's own to OPTIONS. Werkzeug
# takes a limit for overrun when so many bytes have been read, hence the 1.
app = Flask(__name__, static_folder=None)
app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES + 1, PROVIDE_AUTOMATIC_OPTIONS=False)
app.url_map.merge_slashes = False
app.before_request(check_length)
app.register_error_handler(HTTPException, http_failure)
app.register_error_handler(ParseException, body_broken)

READ, WRITE = ["GET", "HEAD"], ["POST"]

app.add_url_rule("/plaintext", view_func=plaintext, methods=READ)
app.add_url_rule("/json", view_func=json_object, methods=READ)
app.add_url_rule("/order", view_func=order, methods=WRITE)
app.add_url_rule("/upload", view_func=upload, methods=WRITE)

app.add_url_rule("/api/users", view_func=routing.users, methods=READ)
app.add_url_rule("/api/users/<user>", view_func=routing.user, methods=READ)
app.add_url_rule("/api/users/<user>/orders", view_func=routing.user_orders, methods=READ)
app.add_url_rule("/api/users/<user>/orders/<order>", view_func=routing.user_order, methods=READ)
app.add_url_rule("/api/users/<user>/orders/<order>/items", view_func=routing.order_items, methods=READ)
app.add_url_rule("/api/users/<user>/orders/<order>/items/<item>", view_func=routing.order_item, methods=READ)
app.add_url_rule("/api/users/<user>/addresses", view_func=routing.user_addresses, methods=READ)
app.add_url_rule("/api/users/<user>/addresses/<address>", view_func=routing.user_address, methods=READ)
app.add_url_rule("/api/products", view_func=routing.products, methods=READ)
app.add_url_rule("/api/products/<product>", view_func=routing.product, methods=READ)
app.add_url_rule("/api/products/<product>/reviews", view_func=routing.product_reviews, methods=READ)
app.add_url_rule("/api/products/<product>/reviews/<review>", view_func=routing.product_review, methods=READ)
app.add_url_rule("/api/products/<product>/prices/<currency>", view_func=routing.product_price, methods=READ)
app.add_url_rule("/api/categories", view_func=routing.categories, methods=READ)
app.add_url_rule("/api/categories/<category>", view_func=routing.category, methods=READ)
app.add_url_rule("/api/categories/<category>/products", view_func=routing.category_products, methods=READ)
app.add_url_rule("/api/carts/<cart>", view_func=routing.cart, methods=READ)
app.add_url_rule("/api/carts/<cart>/items/<item>", view_func=routing.cart_item, methods=READ)
app.add_url_rule("/api/search", view_func=routing.search, methods=READ)
app.add_url_rule("/api/status", view_func=routing.status, methods=READ)
