"""GET /json: read a query, check each parameter, answer with a small object."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

from answers import json_answer
from text import MAX_TEXT, is_text, whole_number

MAX_ID = 1_000_000_000


def json_object(request: HttpRequest) -> HttpResponse:
    return json_answer(parse_object(request.GET))


def parse_object(query: QueryDict) -> dict:
    """What is answered; a BadRequest names the parameter that is wrong."""
    id = whole_number("id", query.get("id", ""), MAX_ID)
    message = query.get("message", "")
    if not is_text(message):
        raise BadRequest(f"message must have 1 to {MAX_TEXT} characters")
    active = query.get("active")
    if active not in ("true", "false"):
        raise BadRequest("active must be 'true' or 'false'")
    tags = query.getlist("tag")
    if not tags or "" in tags:
        raise BadRequest("tag must be there and must not be empty")
    return {"id": id, "next_id": id + 1, "message": message, "active": active == "true", "tags": tags}
