"""For the tests: a client on one end of a pair of sockets and a connection on the other, in one thread and with a clock
that only the test moves."""

import json
import socket
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from connection import Connection, State
from limits import Limits


class Client:
    def __init__(self, **limits: float) -> None:
        self.sock, self.far = socket.socketpair()
        self.sock.settimeout(5)
        self.far.setblocking(False)
        self.now = 0.0
        self.connection = Connection(self.far, Limits(**limits), self.now)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_) -> None:
        self.sock.close()
        self.far.close()

    def send(self, data: bytes, step: int = 32 * 1024) -> "Client":
        for begin in range(0, len(data), step):
            self.sock.sendall(data[begin : begin + step])
            self.connection.readable(self.now)
        return self

    def end(self) -> "Client":
        """No more is sent."""
        self.sock.shutdown(socket.SHUT_WR)
        self.connection.readable(self.now)
        return self

    def wait(self, seconds: float) -> "Client":
        self.now += seconds
        if self.now >= min(self.connection.deadline, self.connection.send_deadline):
            self.connection.overrun(self.now)
        return self

    def received(self) -> bytes:
        """All that has been answered so far."""
        self.sock.setblocking(False)
        data = b""
        try:
            while piece := self.sock.recv(65536):
                data += piece
        except BlockingIOError:
            pass
        self.sock.settimeout(5)
        return data

    def answers(self) -> list[tuple[int, dict, bytes]]:
        return split(self.received())

    @property
    def is_open(self) -> bool:
        return self.connection.state in (State.HEADER, State.BODY)


def split(data: bytes) -> list[tuple[int, dict, bytes]]:
    """The answers that stand one behind the other: status, fields, body."""
    answers = []
    while data:
        header, _, data = data.partition(b"\r\n\r\n")
        first, *lines = header.decode().split("\r\n")
        fields = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        length = int(fields.get("content-length", 0))
        answers.append((int(first.split(" ")[1]), fields, data[:length]))
        data = data[length:]
    return answers


def asked(
    method: str, target: str, pieces: Sequence[bytes] = (), headers: Mapping[str, str] = {}
) -> tuple[int, dict, dict]:
    """Status, fields and document of the answer; the body is chunked when no Content-Length is among the headers."""
    block = f"{method} {quote(target, safe='/?&=%+')} HTTP/1.1\r\nHost: h\r\n"
    block += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    body = b"".join(pieces)
    if pieces and not headers:
        block += "Transfer-Encoding: chunked\r\n"
        body = b"".join(b"%X\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"
    with Client() as client:
        client.send(block.encode() + b"\r\n").send(body)
        if headers and body and client.is_open:
            client.end()
        [(status, fields, document)] = client.answers()
    return status, fields, json.loads(document)
