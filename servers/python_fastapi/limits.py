"""httptools sets no limit on the header block, and FastAPI answers a body that is told to be too large in plain text;
this refuses both before any handler sees them."""

from starlette.types import ASGIApp, Receive, Scope, Send

from answers import error_answer

MAX_HEADER_BYTES = 32 * 1024
MAX_BODY_BYTES = 16 * 1024 * 1024


class Limits:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, body_size = len(scope["raw_path"]) + len(scope["query_string"]), 0
        for name, value in scope["headers"]:
            size += len(name) + len(value)
            if name == b"content-length":
                body_size = int(value)  # httptools lets only digits through
        if size > MAX_HEADER_BYTES:
            answer = error_answer(431, f"the header is larger than {MAX_HEADER_BYTES} bytes", {"Connection": "close"})
        elif body_size > MAX_BODY_BYTES:
            answer = error_answer(413, f"the body is larger than {MAX_BODY_BYTES} bytes", {"Connection": "close"})
        else:
            answer = self.app
        await answer(scope, receive, send)
