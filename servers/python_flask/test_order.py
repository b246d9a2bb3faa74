"""What an order must be, and what it adds up to. The totals are computed by hand. Run by `python -m unittest`."""

import json
import logging
import unittest
from unittest import mock

from werkzeug.exceptions import BadRequest

from asking import asked
from order import parse_order, total_order


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
        self.assertEqual(
            total_order(parse_order(json.dumps(document).encode())),
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
            {"currency": "EUR\n"},
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
            with self.subTest(change), self.assertRaises(BadRequest):
                parse_order(json.dumps(wanted(**change)).encode())

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
            b"9" * 10_000,
        ):
            with self.subTest(body[:20]), self.assertRaises(BadRequest):
                parse_order(body)

    def test_a_defect_of_ours_is_no_fault_of_the_client(self):
        logging.disable()  # where the trace goes
        self.addCleanup(logging.disable, logging.NOTSET)
        with mock.patch("order.total_order", side_effect=ValueError("a defect")):
            status, _, answer = asked("POST", "/order", [json.dumps(wanted()).encode()])
        self.assertEqual((status, list(answer)), (500, ["error"]))

    def test_texts_are_counted_in_characters_not_bytes(self):
        parse_order(json.dumps(wanted(customer="é" * 200)).encode())


if __name__ == "__main__":
    unittest.main()
