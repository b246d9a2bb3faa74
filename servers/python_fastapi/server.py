"""How long and how much: the listener, uvicorn's settings, the ready line, one process or several, and a graceful
end. No handler knows of any of it."""

import json
import socket
import sys

import uvicorn
from uvicorn.supervisors import Multiprocess

BACKLOG = 4096
IDLE_LIMIT_S = 65  # a proxy in front usually keeps its side for 60 s: it should be the one to close
STOP_LIMIT_S = 1  # whole seconds only; supervisor and workers need up to 0.7 s of the 2 s to notice
START_LIMIT_S = 10


def listen(port: int) -> socket.socket:
    """Takes the port before anything is said to be ready; several workers accept from this one socket."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


def serve(listener: socket.socket, workers: int) -> int:
    """Answers until SIGTERM; the exit code says whether that was the reason to leave."""
    config = uvicorn.Config(
        "routes:app",  # by name, because every worker imports it anew
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        workers=workers,
        backlog=BACKLOG,
        access_log=False,
        log_level="warning",
        proxy_headers=False,  # no proxy stands in front
        timeout_keep_alive=IDLE_LIMIT_S,
        timeout_graceful_shutdown=STOP_LIMIT_S,
    )
    if workers == 1:
        AnnouncingServer(config).run([listener])
        return 0
    supervisor = AnnouncingSupervisor(config, [listener])
    supervisor.run()
    return 0 if supervisor.asked_to_leave else 1


def announce(listener: socket.socket) -> None:
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)


class AnnouncingServer(uvicorn.Server):
    """One process: ready once uvicorn has started."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        announce(sockets[0])


class AnnouncingSupervisor(Multiprocess):
    """Several processes under uvicorn's own supervisor, which starts a worker again when it died: ready once every
    worker has started."""

    asked_to_leave = False

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(START_LIMIT_S) for process in self.processes):
            announce(self.sockets[0])
        else:
            print("python_fastapi: a worker did not start; see the lines above", file=sys.stderr)
            self.should_exit.set()

    def handle_term(self) -> None:
        self.asked_to_leave = True
        super().handle_term()

    handle_int = handle_term
