"""POST /upload: any bytes, counted and summed while they arrive; no more of them than one piece is held."""

import zlib

from flask import Response, request

from answers import error_answer

PIECE_BYTES = 64 * 1024


def upload() -> dict | Response:
    count, crc = 0, 0
    while piece := request.stream.read(PIECE_BYTES):
        count += len(piece)
        crc = zlib.crc32(piece, crc)
    # gunicorn ends a body that was cut as if it were whole.
    if request.content_length not in (None, count):
        return error_answer(400, "the body ended before its end")
    return {"bytes": count, "crc32": f"{crc:08x}"}
