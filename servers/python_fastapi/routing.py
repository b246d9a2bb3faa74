"""GET /api/…: twenty routes as a shop has them. Each answers with its name and with the parameters it was given."""

from typing import Annotated

from fastapi import Query

from text import WholeNumber

Page = Annotated[WholeNumber, Query(ge=1, le=1_000_000)]
Route = dict[str, str | int]


async def users(page: Page = 1) -> Route:
    return {"route": "users", "page": page}


async def user(user: str) -> Route:
    return {"route": "user", "user": user}


async def user_orders(user: str, page: Page = 1) -> Route:
    return {"route": "user_orders", "user": user, "page": page}


async def user_order(user: str, order: str) -> Route:
    return {"route": "user_order", "user": user, "order": order}


async def order_items(user: str, order: str, page: Page = 1) -> Route:
    return {"route": "order_items", "user": user, "order": order, "page": page}


async def order_item(user: str, order: str, item: str) -> Route:
    return {"route": "order_item", "user": user, "order": order, "item": item}


async def user_addresses(user: str) -> Route:
    return {"route": "user_addresses", "user": user}


async def user_address(user: str, address: str) -> Route:
    return {"route": "user_address", "user": user, "address": address}


async def products(page: Page = 1) -> Route:
    return {"route": "products", "page": page}


async def product(product: str) -> Route:
    return {"route": "product", "product": product}


async def product_reviews(product: str, page: Page = 1) -> Route:
    return {"route": "product_reviews", "product": product, "page": page}


async def product_review(product: str, review: str) -> Route:
    return {"route": "product_review", "product": product, "review": review}


async def product_price(product: str, currency: str) -> Route:
    return {"route": "product_price", "product": product, "currency": currency}


async def categories() -> Route:
    return {"route": "categories"}


async def category(category: str) -> Route:
    return {"route": "category", "category": category}


async def category_products(category: str, page: Page = 1) -> Route:
    return {"route": "category_products", "category": category, "page": page}


async def cart(cart: str) -> Route:
    return {"route": "cart", "cart": cart}


async def cart_item(cart: str, item: str) -> Route:
    return {"route": "cart_item", "cart": cart, "item": item}


async def search(q: str = "", page: Page = 1) -> Route:
    return {"route": "search", "q": q, "page": page}


async def status() -> Route:
    return {"route": "status"}
