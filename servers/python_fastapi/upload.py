"""POST /upload: any bytes, counted and summed while they arrive; no more of them than one piece is held."""

import zlib

from fastapi import Request
from pydantic import BaseModel


class Upload(BaseModel):
    bytes: int
    crc32: str


async def upload(request: Request) -> Upload:
    count, crc = 0, 0
    async for piece in request.stream():
        count += len(piece)
        crc = zlib.crc32(piece, crc)
    return Upload(bytes=count, crc32=f"{crc:08x}")
