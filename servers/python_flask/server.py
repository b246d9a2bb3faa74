"""How long and how much: the listener, gunicorn's settings, the ready line, how many processes and threads, and a
graceful end. No handler knows of any of it."""

import json
import multiprocessing
import socket
from typing import NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.message import Request
from gunicorn.workers.base import Worker

BACKLOG = 4096
CONNECTIONS = 4096  # of a worker; gunicorn's 1000 would leave the others unanswered in the backlog
THREADS = 4  # of a worker: gunicorn's manual says 2 to 4 for a core, and a worker is what keeps one core busy
IDLE_LIMIT_S = 65  # a proxy in front usually keeps its side for 60 s: it should be the one to close
MAX_HEADER_BYTES = 32 * 1024  # gunicorn's own limits, 100 fields of 8 KiB, let 800 KiB through
STOP_LIMIT_S = 1  # whole seconds only; gunicorn lets open connections use all of it


def listen(port: int) -> socket.socket:
    """Takes the port before gunicorn does, which would try a taken one for 5 s; TCP_NODELAY is set by gunicorn."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    return listener


def serve(listener: socket.socket, workers: int) -> NoReturn:
    """Answers until SIGTERM, and leaves with 0 then; gunicorn's arbiter starts a worker again when it died."""
    Gunicorn(
        {
            "bind": f"fd://{listener.detach()}",
            "workers": workers,
            "worker_class": "gthread",  # "sync" has no keep-alive
            "threads": THREADS,
            "worker_connections": CONNECTIONS,
            "keepalive": IDLE_LIMIT_S,
            "graceful_timeout": STOP_LIMIT_S,
            "loglevel": "error",  # and no access log, as it comes
            "control_socket_disable": True,  # nobody steers it while it runs
            "post_worker_init": announce,
            "pre_request": check_header,
        }
    ).run()


started = multiprocessing.Value("i", 0)  # shared by all workers


def announce(worker: Worker) -> None:
    """Ready once every worker has loaded the application; one that was started again says nothing."""
    with started.get_lock():
        started.value += 1
        if started.value == worker.cfg.workers:
            print(json.dumps({"port": worker.sockets[0].getsockname()[1]}), flush=True)


def check_header(worker: Worker, request: Request) -> None:
    """gunicorn answers what is raised here as it does when its own limits are overrun: 431, and the connection closes."""
    size = len(request.uri) + sum(len(name) + len(value) for name, value in request.headers)
    if size > MAX_HEADER_BYTES:
        raise LimitRequestHeaders(f"the header is larger than {MAX_HEADER_BYTES} bytes")


class Gunicorn(BaseApplication):
    """gunicorn started by a program instead of its command, as "Custom Application" in its manual shows it."""

    def __init__(self, settings: dict) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self):
        from routes import app  # in the worker: each loads its own

        return app
