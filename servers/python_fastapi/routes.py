"""Which path is answered by which function, and what everything else gets: 404, 405 with Allow, 400 for what pydantic
refuses, and the limits that uvicorn leaves to the application."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from answers import http_failure, validation_failure
from json_object import json_object
from limits import HeaderLimit
from order import order
from plaintext import plaintext

MAX_BODY_BYTES = 1 << 20

# Production settings: no page of documentation, no redirect to a path with or without a slash at its end.
app = FastAPI(openapi_url=None, redirect_slashes=False)
app.add_middleware(HeaderLimit)
app.add_exception_handler(HTTPException, http_failure)
app.add_exception_handler(RequestValidationError, validation_failure)

app.add_api_route("/plaintext", plaintext, methods=["GET", "HEAD"], response_class=PlainTextResponse)
app.add_api_route("/json", json_object, methods=["GET", "HEAD"])
app.add_api_route("/order", order, methods=["POST"], max_body_size=MAX_BODY_BYTES)
