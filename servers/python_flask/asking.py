"""For the tests: asks the application as gunicorn would, without a socket."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from routes import app


def asked(
    method: str, target: str, pieces: Sequence[bytes] = (), headers: Mapping[str, str] = {}
) -> tuple[int, dict, dict]:
    """Status, fields and document of the answer; the body is chunked when no Content-Length is among the headers."""
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    if "Content-Length" in headers:
        environ = {"wsgi.input_terminated": True, "CONTENT_LENGTH": headers["Content-Length"]}
    answer = app.test_client().open(
        target, method=method, headers=headers, input_stream=BytesIO(b"".join(pieces)), environ_overrides=environ
    )
    return answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.json
