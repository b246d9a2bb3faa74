"""Which path is answered by which function, and what everything else gets: 404, 405 with Allow, and one shape for every
refusal."""

import sys
import traceback
from collections.abc import Callable

import routing
from answers import Answer, BadRequest, error_answer
from body import Body, Dropped, Kept
from json_object import json_object
from order import order
from plaintext import plaintext
from request import Request
from router import Router
from upload import Counted, upload

READ, WRITE = ["GET", "HEAD"], ["POST"]

router = Router()
router.add(READ, "/plaintext", plaintext)
router.add(READ, "/json", json_object)
router.add(WRITE, "/order", order, Kept)
router.add(WRITE, "/upload", upload, Counted)

router.add(READ, "/api/users", routing.users)
router.add(READ, "/api/users/{user}", routing.user)
router.add(READ, "/api/users/{user}/orders", routing.user_orders)
router.add(READ, "/api/users/{user}/orders/{order}", routing.user_order)
router.add(READ, "/api/users/{user}/orders/{order}/items", routing.order_items)
router.add(READ, "/api/users/{user}/orders/{order}/items/{item}", routing.order_item)
router.add(READ, "/api/users/{user}/addresses", routing.user_addresses)
router.add(READ, "/api/users/{user}/addresses/{address}", routing.user_address)
router.add(READ, "/api/products", routing.products)
router.add(READ, "/api/products/{product}", routing.product)
router.add(READ, "/api/products/{product}/reviews", routing.product_reviews)
router.add(READ, "/api/products/{product}/reviews/{review}", routing.product_review)
router.add(READ, "/api/products/{product}/prices/{currency}", routing.product_price)
router.add(READ, "/api/categories", routing.categories)
router.add(READ, "/api/categories/{category}", routing.category)
router.add(READ, "/api/categories/{category}/products", routing.category_products)
router.add(READ, "/api/carts/{cart}", routing.cart)
router.add(READ, "/api/carts/{cart}/items/{item}", routing.cart_item)
router.add(READ, "/api/search", routing.search)
router.add(READ, "/api/status", routing.status)


def begin(request: Request) -> tuple[Body, Callable[[], Answer]]:
    """Once the header is there: what becomes of the body, and what answers when the body has ended."""
    if request.path == "*":
        return Dropped(), server_options
    route, parameters = router.find(request.path)
    if route is None:
        return Dropped(), not_found
    if request.method not in route.methods:
        return Dropped(), lambda: method_not_allowed(route.methods)
    request.body = route.body()
    return request.body, lambda: handle(request, route.handler, parameters)


def handle(request: Request, handler: Callable[..., Answer], parameters: dict[str, str]) -> Answer:
    try:
        return handler(request, **parameters)
    except BadRequest as refused:
        return error_answer(400, str(refused))
    except Exception:  # a defect of a handler must not end the server
        traceback.print_exc(file=sys.stderr)
        return error_answer(500, "the server failed; its log says more")


def not_found() -> Answer:
    return error_answer(404, "no such path")


def method_not_allowed(methods: list[str]) -> Answer:
    allowed = ", ".join(methods)
    return error_answer(405, f"this path answers only {allowed}", allowed)


def server_options() -> Answer:
    return Answer(200, "text/plain", b"", ", ".join([*READ, *WRITE, "OPTIONS"]))
