"""How much and how long a client may ask for: each limit is a flag with this default, so that tests run it small."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    request_line_bytes: int = 8 * 1024
    header_bytes: int = 16 * 1024  # all fields of a request
    header_fields: int = 100
    body_bytes: int = 16 * 1024 * 1024
    chunk_extension_bytes: int = 4 * 1024  # of a whole body
    trailer_bytes: int = 4 * 1024
    connections: int = 4096  # of a process
    header_seconds: float = 10  # from a request's first byte to its blank line
    body_seconds: float = 10  # in each such stretch body_progress_bytes of a body must come, and some of an answer go
    body_progress_bytes: int = 1024
    idle_seconds: float = 65  # a proxy in front usually keeps its side for 60 s: it should be the one to close
    linger_seconds: float = 2  # after the last answer, for the client to read it before the socket is gone
    stop_seconds: float = 1.5  # after SIGTERM, for what is in flight
