"""Werkzeug takes MAX_CONTENT_LENGTH for reached when a stream has given so many bytes, and looks at it only where a body
is read; this lets the largest body through, and refuses a larger one that is told, on every path."""

from flask import abort, request

MAX_BODY_BYTES = 16 * 1024 * 1024


def check_length() -> None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        abort(413, f"the body is larger than {MAX_BODY_BYTES} bytes")
