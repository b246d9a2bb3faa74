"""GET /plaintext: a fixed text, what HTTP costs alone."""

from flask import Response


def plaintext() -> Response:
    return Response("Hello, World!", mimetype="text/plain")
