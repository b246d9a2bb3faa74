"""For the tests: asks the application as uvicorn would, without a socket."""

import asyncio
import json
from collections.abc import Mapping, Sequence

from routes import app


def asked(
    method: str, target: str, pieces: Sequence[bytes] = (), headers: Mapping[str, str] = {}
) -> tuple[int, dict, dict]:
    """Status, fields and document of the answer; the body arrives in these pieces."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 50000),
    }
    coming = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    coming.append({"type": "http.request", "body": b"", "more_body": False})
    sent: list[dict] = []

    async def receive() -> dict:
        return coming.pop(0)

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], fields, json.loads(b"".join(message.get("body", b"") for message in sent))
