"""What an order must be, and what it adds up to. The totals are computed by hand. Run by `python -m unittest`."""

import json
import unittest

from pydantic import ValidationError

from asking import asked
from order import OrderRequest, total_order


def wanted(**changes) -> dict:
    line = {"sku": "A-1", "quantity": 3, "unit_price_cents": 250}
    document = {"customer": "Zoë", "currency": "EUR", "lines": [line]}
    for name, value in changes.items():
        (line if name in line else document)[name] = value
    return document


class Order(unittest.TestCase):
    def test_totals_are_computed_from_quantities_and_prices(self):
        document = wanted(note="unknown")
        document["lines"].append({"sku": "B-2", "quantity": 1, "unit_price_cents": 0, "colour": None})
        totals = total_order(OrderRequest.model_validate(document))
        self.assertEqual(
            totals.model_dump(),
            {
                "customer": "Zoë",
                "currency": "EUR",
                "line_count": 2,
                "quantity": 4,
                "lines": [{"sku": "A-1", "total_cents": 750}, {"sku": "B-2", "total_cents": 0}],
                "total_cents": 750,
            },
        )

    def test_what_is_no_order_is_refused(self):
        for change in (
            {"customer": ""},
            {"customer": "é" * 201},
            {"customer": 7},
            {"currency": "eur"},
            {"currency": "EURO"},
            {"lines": []},
            {"lines": [None]},
            {"sku": ""},
            {"quantity": 0},
            {"quantity": 10_001},
            {"quantity": "3"},
            {"quantity": True},
            {"quantity": 1.0},
            {"unit_price_cents": -1},
            {"unit_price_cents": None},
            {"unit_price_cents": 99999999999999999999},
        ):
            with self.subTest(change), self.assertRaises(ValidationError):
                OrderRequest.model_validate(wanted(**change))

    def test_what_is_no_document_is_refused(self):
        order = json.dumps(wanted()).encode()
        for body in (
            b"",
            order[:-1],
            order + b" x",
            b"[]",
            b"null",
            b"\xff",
            b"[" * 100_000,
            order[:-1] + b', "n": NaN}',
        ):
            with self.subTest(body[:20]):
                status, _, answer = asked("POST", "/order", [body], {"Content-Type": "application/json"})
                self.assertEqual((status, list(answer)), (400, ["error"]))

    def test_texts_are_counted_in_characters_not_bytes(self):
        OrderRequest.model_validate(wanted(customer="é" * 200))


if __name__ == "__main__":
    unittest.main()
