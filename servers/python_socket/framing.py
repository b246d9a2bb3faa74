"""Where a body ends: after so many bytes, or with a chunk of size 0. Both take from the front of what has arrived, as
much as is theirs, and leave the rest for the next request."""

import re
from typing import Protocol

from fields import TOKEN, Refusal, parse_fields
from limits import Limits

QUOTED = rb'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"'
EXTENSIONS = rb"((?:[ \t]*;[ \t]*" + TOKEN + rb"(?:[ \t]*=[ \t]*(?:" + TOKEN + rb"|" + QUOTED + rb"))?)*)"
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,15})" + EXTENSIONS)
NOT_IN_TRAILERS = {b"content-length", b"transfer-encoding", b"host", b"trailer"}
LONGEST_SIZE = 15


class Framing(Protocol):
    ended: bool

    def take(self, incoming: bytearray) -> bytes:
        """The next bytes of the body, b"" when more must come first."""


class Fixed:
    def __init__(self, length: int) -> None:
        self.left = length

    @property
    def ended(self) -> bool:
        return self.left == 0

    def take(self, incoming: bytearray) -> bytes:
        piece = cut(incoming, self.left)
        self.left -= len(piece)
        return piece


class Chunked:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.ended = False
        self.read = self.read_size
        self.left = 0  # of the chunk at hand
        self.total = 0  # as the chunks tell it
        self.extension_bytes = 0
        self.trailer_count = 0
        self.trailer_bytes = 0

    def take(self, incoming: bytearray) -> bytes:
        while not self.ended:
            piece = self.read(incoming)
            if piece is None:
                return b""
            if piece:
                return piece
        return b""

    # Each reads one part and names the next; None when the part is not complete.

    def read_size(self, incoming: bytearray) -> bytes | None:
        line = cut_line(incoming, LONGEST_SIZE + self.limits.chunk_extension_bytes - self.extension_bytes)
        if line is None:
            return None
        parts = CHUNK.fullmatch(line)
        if not parts:
            raise Refusal(400, "a chunk does not begin with its size")
        self.extension_bytes += len(parts[2])
        self.left = int(parts[1], 16)
        self.total += self.left
        if self.total > self.limits.body_bytes:
            raise Refusal(413, f"the body is larger than {self.limits.body_bytes} bytes")
        self.read = self.read_data if self.left else self.read_trailer
        return b""

    def read_data(self, incoming: bytearray) -> bytes | None:
        piece = cut(incoming, self.left)
        self.left -= len(piece)
        if self.left == 0:
            self.read = self.read_data_end
        return piece or None

    def read_data_end(self, incoming: bytearray) -> bytes | None:
        end = bytes(incoming[:2])
        if end == b"\r\n":
            del incoming[:2]
            self.read = self.read_size
            return b""
        if not b"\r\n".startswith(end):
            raise Refusal(400, "a chunk is longer than its size")
        return None

    def read_trailer(self, incoming: bytearray) -> bytes | None:
        line = cut_line(incoming, self.limits.trailer_bytes - self.trailer_bytes)
        if line is None:
            return None
        if not line:
            self.ended = True
            return b""
        # Read for its form, and then forgotten: nobody asks for trailers here.
        self.trailer_count += 1
        self.trailer_bytes += len(line) + 2
        if self.trailer_count > self.limits.header_fields or NOT_IN_TRAILERS & parse_fields([line]).keys():
            raise Refusal(400, "the trailers are too many, or say what only a header may")
        return b""


def cut(incoming: bytearray, most: int) -> bytes:
    piece = bytes(memoryview(incoming)[:most])
    del incoming[:most]
    return piece


def cut_line(incoming: bytearray, most: int) -> bytes | None:
    """Up to CR LF, which goes too; None when it has not come yet. A lone LF is waited for no longer than `most`."""
    end = incoming.find(b"\r\n", 0, max(most, 0) + 2)
    if end >= 0:
        line = cut(incoming, end)
        del incoming[:2]
        return line
    if len(incoming) >= max(most, 0) + 2 or b"\n" in incoming:
        raise Refusal(400, "a line of the chunked body is too long, or does not end with CR LF")
    return None
