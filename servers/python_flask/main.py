"""python_flask answers the workloads of reqbench with Flask on gunicorn: it stands for the small Python services that
teams run by the thousand. This file turns words into options, says which versions run, and hands over to the server."""

import argparse
import importlib.metadata
import importlib.util
import json
import platform
import resource
import sys

PACKAGES = ("flask", "werkzeug", "gunicorn")
MIN_DESCRIPTORS = 32  # its own, its supervisor's, and a handful of connections


def main() -> int:
    arguments = parse_arguments()
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= allowed < MIN_DESCRIPTORS:
        print(f"python_flask: {too_few(allowed)}", file=sys.stderr)
        return 1
    missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        print(f"python_flask: this Python has no {', '.join(missing)}; scripts/setup installs it", file=sys.stderr)
        return 1
    if arguments.version:
        print(json.dumps(versions()))
        return 0
    import server  # only now: without its packages it would be a stack trace

    try:
        listener = server.listen(arguments.port)
    except OSError as error:
        print(f"python_flask: cannot listen on port {arguments.port}: {error.strerror}", file=sys.stderr)
        return 1
    server.serve(listener, arguments.workers)


def parse_arguments() -> argparse.Namespace:
    # Without a usage text an error is one sentence.
    parser = argparse.ArgumentParser(prog="python_flask", usage=argparse.SUPPRESS, allow_abbrev=False)
    parser.add_argument("--port", type=whole(0, 65535), default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--workers", type=whole(1, 1024), default=1, help="how many processes serve")
    parser.add_argument("--version", action="store_true", help="print the versions really running as JSON")
    return parser.parse_args()


def too_few(allowed: int) -> str:
    return f"only {allowed} descriptors are allowed, at least {MIN_DESCRIPTORS} are needed: raise the limit (ulimit -n)"


def whole(least: int, most: int):
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be {least} to {most}, got '{text}'")
        return int(text)

    return number


def versions() -> dict[str, str]:
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}


if __name__ == "__main__":
    sys.exit(main())
