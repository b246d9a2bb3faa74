"""One connection: what has arrived, which part of a request comes next, what is still to be sent, and until when.

    HEADER → BODY → HEADER …, or → LAST (the last answer goes out) → LINGER (the client reads it) → closed

It never waits: the server calls it when there is something to read or room to write, and when its time is over. After
a framing error nothing that has arrived, and nothing that still comes, is read as a request."""

import math
import re
import socket
from collections.abc import Callable
from enum import Enum, auto
from selectors import EVENT_READ, EVENT_WRITE

import routes
from answers import Answer, error_answer, to_bytes
from body import Body, Dropped
from fields import Refusal
from framing import cut
from limits import Limits
from request import Request, parse_request

READ_BYTES = 64 * 1024
UNSENT_BYTES = 256 * 1024  # above it no further request of the connection is read
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)|\0")


class State(Enum):
    HEADER = auto()
    BODY = auto()
    LAST = auto()
    LINGER = auto()
    CLOSED = auto()


class Connection:
    __slots__ = (
        "sock", "limits", "state", "incoming", "outgoing", "blank_allowed", "began", "searched", "ended", "stopping",
        "request", "body", "answer", "now", "deadline", "received", "send_deadline", "sent", "interest",
    )  # fmt: skip

    def __init__(self, sock: socket.socket, limits: Limits, now: float) -> None:
        self.sock = sock
        self.limits = limits
        self.state = State.HEADER
        self.incoming = bytearray()
        self.outgoing = bytearray()
        self.blank_allowed = True  # one empty line before a request is no harm: some clients send it after a body
        self.began = False  # the first byte of a request has come
        self.searched = 0  # so much of what has arrived holds no end of a header
        self.ended = False  # the client sends no more
        self.stopping = False  # the server is asked to leave
        self.request: Request | None = None
        self.body: Body = Dropped()
        self.answer: Callable[[], Answer] | None = None
        self.now = now
        self.deadline = now + limits.idle_seconds  # of the state
        self.received = 0  # of a body, in this stretch of time
        self.send_deadline = math.inf  # while something is to be sent
        self.sent = 0  # in this stretch of time
        self.interest = EVENT_READ  # what the server has registered

    # What the server calls.

    def readable(self, now: float) -> None:
        self.now = now
        try:
            data = self.sock.recv(READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            return self.close()
        if not data:
            self.end()
        elif self.state in (State.HEADER, State.BODY):
            self.incoming += data
            self.proceed()

    def writable(self, now: float) -> None:
        self.now = now
        self.send()
        if self.incoming:
            self.proceed()

    def overrun(self, now: float) -> None:
        """A time limit is over, of what is sent or of what is read."""
        self.now = now
        if now >= self.send_deadline:
            if self.sent == 0:
                return self.close()
            self.allow_sending()
        if now < self.deadline:
            return None
        if self.outgoing or self.state is State.BODY and self.received >= self.limits.body_progress_bytes:
            return self.allow_receiving()
        if self.state is State.LINGER or not self.began:
            return self.close()
        return self.refuse(408, "the request came too slowly")

    def stop(self, now: float) -> None:
        """The server leaves: an idle connection closes, one at work gets its answer first."""
        self.now = now
        self.stopping = True
        if self.state is State.HEADER and not self.began and not self.outgoing:
            self.close()

    def refuse(self, status: int, sentence: str) -> None:
        """The last answer."""
        self.incoming.clear()
        self.state = State.LAST
        self.outgoing += to_bytes(error_answer(status, sentence), self.is_head(), "close")
        self.send()

    def close(self) -> None:
        """The server lets go of the socket."""
        self.state = State.CLOSED

    def wanted(self) -> int:
        """What the server should look for; at least one of both, as long as the connection is open."""
        reading = not self.ended and len(self.outgoing) <= UNSENT_BYTES
        return (EVENT_READ if reading else 0) | (EVENT_WRITE if self.outgoing else 0)

    # The way of a request.

    def proceed(self) -> None:
        """Answers each request that is complete; a client that does not read its answers is not asked for more."""
        try:
            while len(self.outgoing) <= UNSENT_BYTES:
                if self.state is State.HEADER and self.read_header() or self.state is State.BODY and self.read_body():
                    continue
                break
        except Refusal as refusal:
            return self.refuse(refusal.status, str(refusal))
        self.send()

    def read_header(self) -> bool:
        """False when more must come first."""
        if not self.began and not self.begin_header():
            return False
        end = self.incoming.find(b"\r\n\r\n", max(self.searched - 3, 0))
        if end < 0:
            self.check_unfinished()
            self.searched = len(self.incoming)
            return False
        block = cut(self.incoming, end)
        del self.incoming[:4]
        self.request = parse_request(block, self.limits)
        self.begin_body(self.request)
        return True

    def begin_header(self) -> bool:
        if self.blank_allowed and self.incoming[:2] == b"\r\n":
            del self.incoming[:2]
            self.blank_allowed = False
        if not self.incoming or self.blank_allowed and self.incoming == b"\r":
            return False
        self.began = True
        self.searched = 0
        self.deadline = self.now + self.limits.header_seconds
        return True

    def check_unfinished(self) -> None:
        """What can only be refused is refused at once, however slowly the rest would come."""
        if BARE.search(self.incoming, max(self.searched - 2, 0)):
            raise Refusal(400, "a line does not end with CR LF")
        line_end = self.incoming.find(b"\r\n")
        if line_end < 0 and len(self.incoming) > self.limits.request_line_bytes + 1:
            raise Refusal(414, f"the request line is longer than {self.limits.request_line_bytes} bytes")
        if line_end >= 0 and len(self.incoming) - line_end > self.limits.header_bytes + 3:
            raise Refusal(431, f"the header is larger than {self.limits.header_bytes} bytes")

    def begin_body(self, request: Request) -> None:
        self.body, self.answer = routes.begin(request)
        self.state = State.BODY
        self.allow_receiving()
        if request.expects_continue and not request.framing.ended and not self.incoming:
            if isinstance(self.body, Dropped):
                request.keep_alive = False  # whether the client sends its body is open: nothing more is read
                self.finish()
            else:
                self.outgoing += CONTINUE

    def read_body(self) -> bool:
        """False when more must come first."""
        framing, before = self.request.framing, len(self.incoming)
        while piece := framing.take(self.incoming):
            self.body.add(piece)
        self.received += before - len(self.incoming)
        if not framing.ended:
            return False
        self.finish()
        return True

    def finish(self) -> None:
        kept = self.request.keep_alive and not self.stopping
        connection = "close" if not kept else "keep-alive" if self.request.old else ""
        self.outgoing += to_bytes(self.answer(), self.is_head(), connection)
        self.request, self.body, self.answer = None, Dropped(), None
        self.began, self.blank_allowed = False, True
        self.state = State.HEADER if kept else State.LAST
        self.deadline = self.now + self.limits.idle_seconds

    def is_head(self) -> bool:
        return self.request is not None and self.request.method == "HEAD"

    # Sending and ending.

    def send(self) -> None:
        if self.outgoing:
            try:
                sent = self.sock.send(self.outgoing)
            except BlockingIOError:
                sent = 0
            except OSError:
                return self.close()
            del self.outgoing[:sent]
            self.sent += sent
        if self.outgoing:
            if self.send_deadline == math.inf:
                self.allow_sending()
        else:
            self.send_deadline = math.inf
            if self.state is State.LAST:
                self.linger()

    def linger(self) -> None:
        """A socket closed with unread bytes resets the connection, and the answer with it: the client closes first."""
        if self.ended:
            return self.close()
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return self.close()
        self.state = State.LINGER
        self.deadline = self.now + self.limits.linger_seconds

    def end(self) -> None:
        """The client sends no more; it may still read."""
        self.ended = True
        if self.began and self.state in (State.HEADER, State.BODY):
            self.refuse(400, "the request ended before its end")
        elif self.outgoing:
            self.state = State.LAST
        else:
            self.close()

    def allow_receiving(self) -> None:
        self.received = 0
        self.deadline = self.now + self.limits.body_seconds

    def allow_sending(self) -> None:
        self.sent = 0
        self.send_deadline = self.now + self.limits.body_seconds
