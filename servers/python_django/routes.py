"""Which path is answered by which function, and what everything else gets: 404, 405 with Allow, and one shape for every
refusal."""

import functools
import json

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path

import routing
from answers import error_answer
from json_object import json_object
from order import order
from plaintext import plaintext
from upload import upload


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What a handler refuses by BadRequest tells why; of what Django refuses, a bad Host say, the log tells."""
    return error_answer(400, str(exception) if isinstance(exception, BadRequest) else "the request is not acceptable")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_answer(404, "no such path")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_answer(500, "the server failed; its log says more")


def method_not_allowed(methods: list[str]) -> HttpResponse:
    sentence = {"error": f"this path answers only {', '.join(methods)}"}
    return HttpResponseNotAllowed(methods, json.dumps(sentence), content_type="application/json")


def allow(methods: list[str], view):
    """As Django's require_http_methods, whose refusal has no body."""

    @functools.wraps(view)
    def checked(request: HttpRequest, **parameters: str) -> HttpResponse:
        if request.method not in methods:
            return method_not_allowed(methods)
        return view(request, **parameters)

    return checked


handler400, handler404, handler500 = bad_request, not_found, server_error

READ, WRITE = ["GET", "HEAD"], ["POST"]

urlpatterns = [
    path("plaintext", allow(READ, plaintext)),
    path("json", allow(READ, json_object)),
    path("order", allow(WRITE, order)),
    path("upload", allow(WRITE, upload)),
    path("api/users", allow(READ, routing.users)),
    path("api/users/<user>", allow(READ, routing.user)),
    path("api/users/<user>/orders", allow(READ, routing.user_orders)),
    path("api/users/<user>/orders/<order>", allow(READ, routing.user_order)),
    path("api/users/<user>/orders/<order>/items", allow(READ, routing.order_items)),
    path("api/users/<user>/orders/<order>/items/<item>", allow(READ, routing.order_item)),
    path("api/users/<user>/addresses", allow(READ, routing.user_addresses)),
    path("api/users/<user>/addresses/<address>", allow(READ, routing.user_address)),
    path("api/products", allow(READ, routing.products)),
    path("api/products/<product>", allow(READ, routing.product)),
    path("api/products/<product>/reviews", allow(READ, routing.product_reviews)),
    path("api/products/<product>/reviews/<review>", allow(READ, routing.product_review)),
    path("api/products/<product>/prices/<currency>", allow(READ, routing.product_price)),
    path("api/categories", allow(READ, routing.categories)),
    path("api/categories/<category>", allow(READ, routing.category)),
    path("api/categories/<category>/products", allow(READ, routing.category_products)),
    path("api/carts/<cart>", allow(READ, routing.cart)),
    path("api/carts/<cart>/items/<item>", allow(READ, routing.cart_item)),
    path("api/search", allow(READ, routing.search)),
    path("api/status", allow(READ, routing.status)),
]
