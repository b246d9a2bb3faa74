"""GET /json: read a query, check each parameter, answer with a small object."""

from flask import Response, request
from werkzeug.datastructures import MultiDict

from answers import error_answer

MAX_ID = 1_000_000_000
MAX_MESSAGE = 200  # characters


def json_object() -> dict | Response:
    try:
        return parse_object(request.args)
    except ValueError as error:
        return error_answer(400, str(error))


def parse_object(query: MultiDict[str, str]) -> dict:
    """What is answered; a ValueError names the parameter that is wrong."""
    id = digits("id", query.get("id", ""), MAX_ID)
    message = query.get("message", "")
    if not 1 <= len(message) <= MAX_MESSAGE:
        raise ValueError(f"message must have 1 to {MAX_MESSAGE} characters")
    active = query.get("active")
    if active not in ("true", "false"):
        raise ValueError("active must be 'true' or 'false'")
    tags = query.getlist("tag")
    if not tags or "" in tags:
        raise ValueError("tag must be there and must not be empty")
    return {"id": id, "next_id": id + 1, "message": message, "active": active == "true", "tags": tags}


def digits(name: str, text: str, most: int) -> int:
    """A whole number from 1; int() alone would also take +7, 1_000 and digits of other scripts."""
    if not text.isascii() or not text.isdigit() or len(text) > 20 or not 1 <= int(text) <= most:
        raise ValueError(f"{name} must be a whole number from 1 to {most} in decimal digits")
    return int(text)
