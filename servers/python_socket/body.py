"""What becomes of a request's body as it streams in: it is kept, dropped, or only counted (upload.py), as its route
wants it."""

from typing import Protocol


class Body(Protocol):
    """What becomes of a body: made anew for each request, given each piece as it arrives."""

    def add(self, piece: bytes) -> None: ...


class Dropped:
    """For a request whose body nobody reads."""

    def add(self, piece: bytes) -> None:
        pass


class Kept:
    """For a handler that needs all of it at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def whole(self) -> bytes:
        return b"".join(self.pieces)
