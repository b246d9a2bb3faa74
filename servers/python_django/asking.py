"""For the tests: asks the application as gunicorn would, without a socket."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from urllib.parse import unquote_to_bytes

from wsgi import application


def asked(
    method: str, target: str, pieces: Sequence[bytes] = (), headers: Mapping[str, str] = {}
) -> tuple[int, dict, dict]:
    """Status, fields and document of the answer; the body is chunked when no Content-Length is among the headers."""
    path, _, query = target.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(b"".join(pieces)),
        "wsgi.input_terminated": True,
    }
    if "Content-Length" in headers:
        environ["CONTENT_LENGTH"] = headers["Content-Length"]
    told: list = []
    answer = application(environ, lambda status, fields: told.extend((status, fields)))
    body = b"".join(answer)
    answer.close()
    return int(told[0][:3]), {name.lower(): value for name, value in told[1]}, json.loads(body)
