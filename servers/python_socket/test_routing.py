"""Each of the twenty routes is found, and tells its parameters. Run by `python -m unittest`."""

import unittest

from asking import asked

ROUTES = {
    "users": "/api/users",
    "user": "/api/users/{user}",
    "user_orders": "/api/users/{user}/orders",
    "user_order": "/api/users/{user}/orders/{order}",
    "order_items": "/api/users/{user}/orders/{order}/items",
    "order_item": "/api/users/{user}/orders/{order}/items/{item}",
    "user_addresses": "/api/users/{user}/addresses",
    "user_address": "/api/users/{user}/addresses/{address}",
    "products": "/api/products",
    "product": "/api/products/{product}",
    "product_reviews": "/api/products/{product}/reviews",
    "product_review": "/api/products/{product}/reviews/{review}",
    "product_price": "/api/products/{product}/prices/{currency}",
    "categories": "/api/categories",
    "category": "/api/categories/{category}",
    "category_products": "/api/categories/{category}/products",
    "cart": "/api/carts/{cart}",
    "cart_item": "/api/carts/{cart}/items/{item}",
    "search": "/api/search",
    "status": "/api/status",
}
PAGED = {"users", "user_orders", "order_items", "products", "product_reviews", "category_products", "search"}
VALUES = {
    "user": "17",
    "order": "a b",
    "item": "Zoë",
    "address": "x~y",
    "product": "中",
    "review": "r.1",
    "currency": "EUR",
    "category": "-_",
    "cart": "🙂",
}


class Routing(unittest.TestCase):
    def test_each_route_tells_its_name_and_parameters(self):
        for name, path in ROUTES.items():
            with self.subTest(name):
                wanted = {"route": name} | {key: VALUES[key] for key in VALUES if f"{{{key}}}" in path}
                if name in PAGED:
                    wanted["page"] = 3
                if name == "search":
                    wanted["q"] = "é &"
                target = path.format(**VALUES) + "?unknown=1&page=3&q=%C3%A9+%26"
                status, _, answer = asked("GET", target)
                self.assertEqual((status, answer), (200, wanted))

    def test_a_page_is_1_when_absent_and_a_whole_number_in_range(self):
        self.assertEqual(asked("GET", "/api/users")[2]["page"], 1)
        self.assertEqual(asked("GET", "/api/search")[2], {"route": "search", "q": "", "page": 1})
        self.assertEqual(asked("GET", "/api/users?page=1000000")[2]["page"], 1_000_000)
        for page in ("", "0", "1000001", "-1", "%2B1", "1.0", "1e3", "x", "%D9%A1", "9" * 30):
            with self.subTest(page):
                status, _, answer = asked("GET", f"/api/users?page={page}")
                self.assertEqual(status, 400)
                self.assertIn("page", answer["error"])

    def test_what_is_no_route_is_404_and_another_method_405(self):
        for path in ("/api", "/api/users/", "/api/users/17/", "/api/users//orders", "/api/users/17/orders/1/items/2/3"):
            with self.subTest(path):
                status, _, answer = asked("GET", path)
                self.assertEqual((status, answer), (404, {"error": "no such path"}))
        status, fields, answer = asked("POST", "/api/users/17")
        self.assertEqual((status, answer), (405, {"error": "this path answers only GET, HEAD"}))
        self.assertEqual(set(fields["allow"].split(", ")), {"GET", "HEAD"})


if __name__ == "__main__":
    unittest.main()
