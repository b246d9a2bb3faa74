"""What the tests share: a server in a thread of this very process, which answers only while load() leaves the
interpreter to others, and the runs of this checkout."""

import http.server
import pathlib
import socketserver
import threading
from typing import Iterator

import pytest

CHECKOUT = pathlib.Path(__file__).resolve().parents[3]


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.answer(404 if self.path == "/missing" else 200, b"hello")

    def do_POST(self) -> None:
        self.answer(200, self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} Told\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with Server(("127.0.0.1", 0), Answers) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()


@pytest.fixture(scope="session")
def reference() -> pathlib.Path:
    return next((CHECKOUT / "results" / "reference").glob("*-standard"))
