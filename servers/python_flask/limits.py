"""Flask looks at the length of a body only where a handler reads it; this refuses one that is told to be too large on
every path, before any handler sees it."""

from flask import abort, request

MAX_BODY_BYTES = 16 * 1024 * 1024


def check_length() -> None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        abort(413, f"the body is larger than {MAX_BODY_BYTES} bytes")
