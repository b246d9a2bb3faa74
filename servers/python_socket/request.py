"""From the bytes of a header block to a request, by the rules of RFC 9110 and 9112. Whatever could be read in two ways
is refused: a proxy in front might have read it the other way."""

import re
import socket
from dataclasses import dataclass

from body import Body
from fields import TOKEN, Fields, Refusal, parse_fields, tokens
from framing import Chunked, Fixed, Framing
from limits import Limits

REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([\x21\x22\x24-\x7e]+) HTTP/([0-9])\.([0-9])")  # all but '#' and blanks
ABSOLUTE = re.compile(rb"[Hh][Tt][Tt][Pp][Ss]?://([^/?]*)(/[^?]*)?(\?.*)?")
HOST = re.compile(rb"(?:\[([0-9A-Fa-f:.]+)\]|[0-9A-Za-z\-._~!$&'()*+,;=]+)(?::[0-9]{0,5})?")
BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
LENGTH = re.compile(rb"[0-9]{1,18}")  # strict: no sign, no blank, no list, and far below 64 bits
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


@dataclass(slots=True)
class Request:
    method: str
    path: str  # as it was sent: the router decodes it
    query: str
    keep_alive: bool
    expects_continue: bool
    old: bool  # HTTP/1.0
    framing: Framing
    body: Body | None = None  # as its route wants it


def parse_request(block: bytes, limits: Limits) -> Request:
    """`block` is all up to the blank line, without it."""
    first, *lines = block.split(b"\r\n")
    if len(first) > limits.request_line_bytes:
        raise Refusal(414, f"the request line is longer than {limits.request_line_bytes} bytes")
    if len(block) - len(first) > limits.header_bytes:
        raise Refusal(431, f"the header is larger than {limits.header_bytes} bytes")
    if len(lines) > limits.header_fields:
        raise Refusal(431, f"the header has more than {limits.header_fields} fields")
    method, target, old = parse_request_line(first)
    fields = parse_fields(lines)
    check_host(fields, old)
    if method not in METHODS:
        raise Refusal(501, "the method is not known")
    path, query = parse_target(method, target)
    connection = tokens(fields, b"connection")
    return Request(
        method=method,
        path=path,
        query=query,
        keep_alive=b"close" not in connection and (not old or b"keep-alive" in connection),
        expects_continue=parse_expect(fields, old),
        old=old,
        framing=parse_framing(fields, old, limits),
    )


def parse_request_line(line: bytes) -> tuple[str, bytes, bool]:
    parts = REQUEST_LINE.fullmatch(line)
    if not parts:
        raise Refusal(400, "the request line is not 'METHOD target HTTP/1.1'")
    method, target, major, minor = parts.groups()
    if major != b"1":
        raise Refusal(505, "the version is not HTTP/1.1 or HTTP/1.0")
    if BROKEN_ESCAPE.search(target):
        raise Refusal(400, "the target has a '%' without two hexadecimal digits")
    return method.decode(), target, minor == b"0"


def parse_target(method: str, target: bytes) -> tuple[str, str]:
    if target == b"*" and method == "OPTIONS":
        return "*", ""
    if not target.startswith(b"/"):
        parts = ABSOLUTE.fullmatch(target)
        if not parts or not is_host(parts[1]):
            raise Refusal(400, "the target is no path, and no http address")
        target = (parts[2] or b"/") + (parts[3] or b"")
    path, _, query = target.decode().partition("?")
    return path, query


def check_host(fields: Fields, old: bool) -> None:
    hosts = fields.get(b"host", [])
    if len(hosts) > 1 or not (hosts or old):
        raise Refusal(400, "there must be exactly one Host")
    if hosts and not is_host(hosts[0]):
        raise Refusal(400, "Host is no host")


def is_host(text: bytes) -> bool:
    parts = HOST.fullmatch(text)
    if not parts or not parts[1]:
        return bool(parts)
    try:
        return bool(socket.inet_pton(socket.AF_INET6, parts[1].decode()))
    except OSError:
        return False


def parse_expect(fields: Fields, old: bool) -> bool:
    expected = tokens(fields, b"expect")
    if set(expected) - {b"100-continue"}:
        raise Refusal(417, "only 100-continue can be expected")
    return bool(expected) and not old


def parse_framing(fields: Fields, old: bool, limits: Limits) -> Framing:
    """Where the body ends. Two answers to that are none."""
    codings, lengths = tokens(fields, b"transfer-encoding"), fields.get(b"content-length")
    if b"transfer-encoding" in fields:
        if old or lengths:
            raise Refusal(400, "Transfer-Encoding goes neither with HTTP/1.0 nor with Content-Length")
        if codings != [b"chunked"]:
            unknown = codings[-1:] == [b"chunked"] and codings.count(b"chunked") == 1
            raise Refusal(501 if unknown else 400, "Transfer-Encoding must be 'chunked' alone")
        return Chunked(limits)
    if not lengths:
        return Fixed(0)
    if len(lengths) > 1 or not LENGTH.fullmatch(lengths[0]):
        raise Refusal(400, "Content-Length must be one whole number")
    length = int(lengths[0])
    if length > limits.body_bytes:
        raise Refusal(413, f"the body is larger than {limits.body_bytes} bytes")
    return Fixed(length)
