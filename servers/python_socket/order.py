"""POST /order: read a JSON order, validate it, answer with its totals. Money is whole cents: the largest valid order
comes to 10^15."""

import json
import re

from answers import Answer, BadRequest, json_answer
from request import Request
from text import MAX_TEXT, is_text

MAX_LINES = 100
MAX_QUANTITY = 10_000
MAX_UNIT_PRICE = 1_000_000_000


def order(request: Request) -> Answer:
    return json_answer(total_order(parse_order(request.body.whole())))


def parse_order(body: bytes) -> dict:
    """The order, if it is one; a BadRequest says what is wrong."""
    try:
        wanted = json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:  # the second one for a document nested too deeply
        raise BadRequest(f"the body is no JSON: {error}") from None
    if not isinstance(wanted, dict):
        raise BadRequest("the body must be an object")
    check_text("customer", wanted.get("customer"))
    currency = wanted.get("currency")
    if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
        raise BadRequest("currency must be three letters A to Z")
    lines = wanted.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MAX_LINES:
        raise BadRequest(f"lines must hold 1 to {MAX_LINES} lines")
    for index, line in enumerate(lines):
        check_line(f"lines[{index}]", line)
    return wanted


def refuse(constant: str) -> None:
    """Python's json reads NaN and Infinity, which are no JSON."""
    raise ValueError(f"there is no {constant} in JSON")


def check_line(place: str, line: object) -> None:
    if not isinstance(line, dict):
        raise BadRequest(f"{place} must be an object")
    check_text(f"{place}.sku", line.get("sku"))
    check_whole(f"{place}.quantity", line.get("quantity"), 1, MAX_QUANTITY)
    check_whole(f"{place}.unit_price_cents", line.get("unit_price_cents"), 0, MAX_UNIT_PRICE)


def check_text(place: str, value: object) -> None:
    if not is_text(value):
        raise BadRequest(f"{place} must be a text of 1 to {MAX_TEXT} characters")


def check_whole(place: str, value: object, least: int, most: int) -> None:
    # true is an int in Python, and none here.
    if type(value) is not int or not least <= value <= most:
        raise BadRequest(f"{place} must be a whole number from {least} to {most}")


def total_order(wanted: dict) -> dict:
    totals = [
        {"sku": line["sku"], "total_cents": line["quantity"] * line["unit_price_cents"]} for line in wanted["lines"]
    ]
    return {
        "customer": wanted["customer"],
        "currency": wanted["currency"],
        "line_count": len(totals),
        "quantity": sum(line["quantity"] for line in wanted["lines"]),
        "lines": totals,
        "total_cents": sum(total["total_cents"] for total in totals),
    }
