"""httptools sets no limit on the header block; this refuses a large one before any handler sees it."""

from starlette.types import ASGIApp, Receive, Scope, Send

from answers import error_answer

MAX_HEADER_BYTES = 32 * 1024


class HeaderLimit:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = len(scope["raw_path"]) + len(scope["query_string"])
        for name, value in scope["headers"]:
            size += len(name) + len(value)
        if size > MAX_HEADER_BYTES:
            answer = error_answer(431, f"the header is larger than {MAX_HEADER_BYTES} bytes", {"Connection": "close"})
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)
