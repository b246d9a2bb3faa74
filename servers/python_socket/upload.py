"""POST /upload: any bytes, counted and summed while they arrive; no more of them than one piece is held."""

import zlib

from answers import Answer, json_answer
from request import Request


class Counted:
    """Takes the body's pieces in place of keeping them."""

    def __init__(self) -> None:
        self.count, self.crc = 0, 0

    def add(self, piece: bytes) -> None:
        self.count += len(piece)
        self.crc = zlib.crc32(piece, self.crc)


def upload(request: Request) -> Answer:
    return json_answer({"bytes": request.body.count, "crc32": f"{request.body.crc:08x}"})
