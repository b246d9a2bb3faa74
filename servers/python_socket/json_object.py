"""GET /json: read a query, check each parameter, answer with a small object."""

from answers import Answer, BadRequest, json_answer
from query import Query, first, parse_query
from request import Request
from text import MAX_TEXT, is_text, whole_number

MAX_ID = 1_000_000_000


def json_object(request: Request) -> Answer:
    return json_answer(parse_object(parse_query(request.query)))


def parse_object(query: Query) -> dict:
    """What is answered; a BadRequest names the parameter that is wrong."""
    id = whole_number("id", first(query, "id"), MAX_ID)
    message = first(query, "message")
    if not is_text(message):
        raise BadRequest(f"message must have 1 to {MAX_TEXT} characters")
    active = first(query, "active")
    if active not in ("true", "false"):
        raise BadRequest("active must be 'true' or 'false'")
    tags = query.get("tag")
    if not tags or "" in tags:
        raise BadRequest("tag must be there and must not be empty")
    return {"id": id, "next_id": id + 1, "message": message, "active": active == "true", "tags": tags}
