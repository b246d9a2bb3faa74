"""GET /api/…: twenty routes as a shop has them. Each answers with its name and with the parameters it was given."""

from flask import request

from text import whole_number

MAX_PAGE = 1_000_000


def page() -> int:
    return whole_number("page", request.args.get("page", "1"), MAX_PAGE)


def users() -> dict:
    return {"route": "users", "page": page()}


def user(user: str) -> dict:
    return {"route": "user", "user": user}


def user_orders(user: str) -> dict:
    return {"route": "user_orders", "user": user, "page": page()}


def user_order(user: str, order: str) -> dict:
    return {"route": "user_order", "user": user, "order": order}


def order_items(user: str, order: str) -> dict:
    return {"route": "order_items", "user": user, "order": order, "page": page()}


def order_item(user: str, order: str, item: str) -> dict:
    return {"route": "order_item", "user": user, "order": order, "item": item}


def user_addresses(user: str) -> dict:
    return {"route": "user_addresses", "user": user}


def user_address(user: str, address: str) -> dict:
    return {"route": "user_address", "user": user, "address": address}


def products() -> dict:
    return {"route": "products", "page": page()}


def product(product: str) -> dict:
    return {"route": "product", "product": product}


def product_reviews(product: str) -> dict:
    return {"route": "product_reviews", "product": product, "page": page()}


def product_review(product: str, review: str) -> dict:
    return {"route": "product_review", "product": product, "review": review}


def product_price(product: str, currency: str) -> dict:
    return {"route": "product_price", "product": product, "currency": currency}


def categories() -> dict:
    return {"route": "categories"}


def category(category: str) -> dict:
    return {"route": "category", "category": category}


def category_products(category: str) -> dict:
    return {"route": "category_products", "category": category, "page": page()}


def cart(cart: str) -> dict:
    return {"route": "cart", "cart": cart}


def cart_item(cart: str, item: str) -> dict:
    return {"route": "cart_item", "cart": cart, "item": item}


def search() -> dict:
    return {"route": "search", "q": request.args.get("q", ""), "page": page()}


def status() -> dict:
    return {"route": "status"}
