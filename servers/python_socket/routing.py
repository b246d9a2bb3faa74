"""GET /api/…: twenty routes as a shop has them. Each answers with its name and with the parameters it was given."""

from answers import Answer, json_answer
from query import first, parse_query
from request import Request
from text import whole_number

MAX_PAGE = 1_000_000


def page(request: Request) -> int:
    return whole_number("page", first(parse_query(request.query), "page", "1"), MAX_PAGE)


def users(request: Request) -> Answer:
    return json_answer({"route": "users", "page": page(request)})


def user(request: Request, user: str) -> Answer:
    return json_answer({"route": "user", "user": user})


def user_orders(request: Request, user: str) -> Answer:
    return json_answer({"route": "user_orders", "user": user, "page": page(request)})


def user_order(request: Request, user: str, order: str) -> Answer:
    return json_answer({"route": "user_order", "user": user, "order": order})


def order_items(request: Request, user: str, order: str) -> Answer:
    return json_answer({"route": "order_items", "user": user, "order": order, "page": page(request)})


def order_item(request: Request, user: str, order: str, item: str) -> Answer:
    return json_answer({"route": "order_item", "user": user, "order": order, "item": item})


def user_addresses(request: Request, user: str) -> Answer:
    return json_answer({"route": "user_addresses", "user": user})


def user_address(request: Request, user: str, address: str) -> Answer:
    return json_answer({"route": "user_address", "user": user, "address": address})


def products(request: Request) -> Answer:
    return json_answer({"route": "products", "page": page(request)})


def product(request: Request, product: str) -> Answer:
    return json_answer({"route": "product", "product": product})


def product_reviews(request: Request, product: str) -> Answer:
    return json_answer({"route": "product_reviews", "product": product, "page": page(request)})


def product_review(request: Request, product: str, review: str) -> Answer:
    return json_answer({"route": "product_review", "product": product, "review": review})


def product_price(request: Request, product: str, currency: str) -> Answer:
    return json_answer({"route": "product_price", "product": product, "currency": currency})


def categories(request: Request) -> Answer:
    return json_answer({"route": "categories"})


def category(request: Request, category: str) -> Answer:
    return json_answer({"route": "category", "category": category})


def category_products(request: Request, category: str) -> Answer:
    return json_answer({"route": "category_products", "category": category, "page": page(request)})


def cart(request: Request, cart: str) -> Answer:
    return json_answer({"route": "cart", "cart": cart})


def cart_item(request: Request, cart: str, item: str) -> Answer:
    return json_answer({"route": "cart_item", "cart": cart, "item": item})


def search(request: Request) -> Answer:
    return json_answer({"route": "search", "q": first(parse_query(request.query), "q"), "page": page(request)})


def status(request: Request) -> Answer:
    return json_answer({"route": "status"})
