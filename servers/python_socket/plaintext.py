"""GET /plaintext: a fixed text, what HTTP costs alone."""

from answers import Answer
from request import Request


def plaintext(request: Request) -> Answer:
    return Answer(200, "text/plain", b"Hello, World!")
