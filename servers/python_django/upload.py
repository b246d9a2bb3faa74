"""POST /upload: any bytes, counted and summed while they arrive; no more of them than one piece is held."""

import zlib

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from answers import error_answer, json_answer
from limits import MAX_BODY_BYTES

PIECE_BYTES = 64 * 1024


def upload(request: HttpRequest) -> HttpResponse:
    count, crc = 0, 0
    while piece := request.read(PIECE_BYTES):
        count += len(piece)
        crc = zlib.crc32(piece, crc)
    if count > MAX_BODY_BYTES:
        raise RequestDataTooBig
    # gunicorn ends a body that was cut as if it were whole.
    if count != int(request.META.get("CONTENT_LENGTH") or count):
        return error_answer(400, "the body ended before its end")
    return json_answer({"bytes": count, "crc32": f"{crc:08x}"})
