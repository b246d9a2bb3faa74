"""GET /api/…: twenty routes as a shop has them. Each answers with its name and with the parameters it was given."""

from django.http import HttpRequest, HttpResponse

from answers import json_answer
from text import whole_number

MAX_PAGE = 1_000_000


def page(request: HttpRequest) -> int:
    return whole_number("page", request.GET.get("page", "1"), MAX_PAGE)


def users(request: HttpRequest) -> HttpResponse:
    return json_answer({"route": "users", "page": page(request)})


def user(request: HttpRequest, user: str) -> HttpResponse:
    return json_answer({"route": "user", "user": user})


def user_orders(request: HttpRequest, user: str) -> HttpResponse:
    return json_answer({"route": "user_orders", "user": user, "page": page(request)})


def user_order(request: HttpRequest, user: str, order: str) -> HttpResponse:
    return json_answer({"route": "user_order", "user": user, "order": order})


def order_items(request: HttpRequest, user: str, order: str) -> HttpResponse:
    return json_answer({"route": "order_items", "user": user, "order": order, "page": page(request)})


def order_item(request: HttpRequest, user: str, order: str, item: str) -> HttpResponse:
    return json_answer({"route": "order_item", "user": user, "order": order, "item": item})


def user_addresses(request: HttpRequest, user: str) -> HttpResponse:
    return json_answer({"route": "user_addresses", "user": user})


def user_address(request: HttpRequest, user: str, address: str) -> HttpResponse:
    return json_answer({"route": "user_address", "user": user, "address": address})


def products(request: HttpRequest) -> HttpResponse:
    return json_answer({"route": "products", "page": page(request)})


def product(request: HttpRequest, product: str) -> HttpResponse:
    return json_answer({"route": "product", "product": product})


def product_reviews(request: HttpRequest, product: str) -> HttpResponse:
    return json_answer({"route": "product_reviews", "product": product, "page": page(request)})


def product_review(request: HttpRequest, product: str, review: str) -> HttpResponse:
    return json_answer({"route": "product_review", "product": product, "review": review})


def product_price(request: HttpRequest, product: str, currency: str) -> HttpResponse:
    return json_answer({"route": "product_price", "product": product, "currency": currency})


def categories(request: HttpRequest) -> HttpResponse:
    return json_answer({"route": "categories"})


def category(request: HttpRequest, category: str) -> HttpResponse:
    return json_answer({"route": "category", "category": category})


def category_products(request: HttpRequest, category: str) -> HttpResponse:
    return json_answer({"route": "category_products", "category": category, "page": page(request)})


def cart(request: HttpRequest, cart: str) -> HttpResponse:
    return json_answer({"route": "cart", "cart": cart})


def cart_item(request: HttpRequest, cart: str, item: str) -> HttpResponse:
    return json_answer({"route": "cart_item", "cart": cart, "item": item})


def search(request: HttpRequest) -> HttpResponse:
    return json_answer({"route": "search", "q": request.GET.get("q", ""), "page": page(request)})


def status(request: HttpRequest) -> HttpResponse:
    return json_answer({"route": "status"})
