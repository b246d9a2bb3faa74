"""What an answer is, the two shapes with a JSON body, and how it is put on the wire."""

import email.utils
import json
import time
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes
    allow: str = ""


class BadRequest(Exception):
    """What a handler raises for 400 with this sentence."""


def json_answer(document: dict) -> Answer:
    return Answer(200, "application/json", json.dumps(document).encode())


def error_answer(status: int, sentence: str, allow: str = "") -> Answer:
    return Answer(status, "application/json", json.dumps({"error": sentence}).encode(), allow)


def to_bytes(answer: Answer, without_body: bool, connection: str) -> bytes:
    """HEAD is answered without its body; `connection` is what else there is to say about it, '' for nothing."""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Date: {date(int(time.time()))}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
    ]
    if answer.allow:
        lines.append(f"Allow: {answer.allow}")
    if connection:
        lines.append(f"Connection: {connection}")
    header = "\r\n".join(lines) + "\r\n\r\n"
    return header.encode() if without_body else header.encode() + answer.body


@lru_cache(maxsize=1)
def date(second: int) -> str:
    return email.utils.formatdate(second, usegmt=True)
