"""python_socket answers the workloads of reqbench with sockets and Python's standard library alone: it stands for what
tutorials call a web server in a few lines, done right. This file turns words into options, says which version runs, and
hands over to the server."""

import argparse
import dataclasses
import json
import platform
import resource
import sys

import server
import supervisor
from limits import Limits

OTHER_DESCRIPTORS = 128  # beside those of connections
MIN_DESCRIPTORS = 32  # its own, its supervisor's, and a handful of connections


def main() -> int:
    arguments = parse_arguments()
    if arguments.version:
        print(json.dumps(versions()))
        return 0
    limits = Limits(**{name: getattr(arguments, name) for name in defaults()})
    allowed = allow_descriptors(limits.connections + OTHER_DESCRIPTORS)
    if allowed < MIN_DESCRIPTORS:
        print(f"python_socket: {too_few(allowed)}", file=sys.stderr)
        return 1
    try:
        listener = server.listen(arguments.port)
    except OSError as error:
        print(f"python_socket: cannot listen on port {arguments.port}: {error.strerror}", file=sys.stderr)
        return 1
    if arguments.workers > 1:
        return supervisor.supervise(listener, limits, arguments.workers)
    server.serve(listener, limits, lambda: server.announce(listener))
    return 0


def parse_arguments() -> argparse.Namespace:
    # Without a usage text an error is one sentence.
    parser = argparse.ArgumentParser(prog="python_socket", usage=argparse.SUPPRESS, allow_abbrev=False)
    parser.add_argument("--port", type=whole(0, 65535), default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--workers", type=whole(1, 1024), default=1, help="how many processes serve")
    parser.add_argument("--version", action="store_true", help="print the versions really running as JSON")
    for name, default in defaults().items():
        kind = seconds if name.endswith("_seconds") else whole(0, 1 << 40)
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default, help="a limit, see limits.py")
    return parser.parse_args()


def defaults() -> dict[str, int | float]:
    return {limit.name: limit.default for limit in dataclasses.fields(Limits)}


def too_few(allowed: int) -> str:
    return f"only {allowed} descriptors are allowed, at least {MIN_DESCRIPTORS} are needed: raise the limit (ulimit -n)"


def whole(least: int, most: int):
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be {least} to {most}, got '{text}'")
        return int(text)

    return number


def seconds(text: str) -> float:
    try:
        if 0 < float(text) <= 86400:
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"must be a time above 0 and at most 86400 s, got '{text}'")


def versions() -> dict[str, str]:
    return {"python": platform.python_version(), "socket": "standard library"}


def allow_descriptors(wanted: int) -> int:
    """As far as the system lets it: beyond that new connections wait in the backlog."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < wanted:
        soft = wanted if hard < 0 else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft < 0 else soft


if __name__ == "__main__":
    sys.exit(main())
