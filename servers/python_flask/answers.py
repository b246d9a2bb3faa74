"""Every failure has one shape: {"error": a sentence}. Flask writes the other answers itself, from the dictionaries that
handlers return."""

import json

from flask import Response, jsonify
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound


def error_answer(status: int, sentence: str) -> Response:
    answer = jsonify(error=sentence)
    answer.status_code = status
    return answer


def http_failure(failure: HTTPException) -> Response:
    """404, 405 (Werkzeug puts Allow into the fields), 413, and 500."""
    answer = failure.get_response()
    sentence = failure.description
    if isinstance(failure, NotFound):
        sentence = "no such path"
    elif isinstance(failure, MethodNotAllowed):
        sentence = "this path answers only " + ", ".join(sorted(failure.valid_methods or ()))
    answer.data = json.dumps({"error": sentence})
    answer.content_type = "application/json"
    return answer


def body_broken(failure: ParseException) -> Response:
    """gunicorn reads a chunked body while the handler asks for it, so what is wrong with it is found only then."""
    return error_answer(400, f"the body cannot be read: {failure}")
