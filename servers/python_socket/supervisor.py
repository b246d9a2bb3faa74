"""Several processes that accept from one socket: started together, ended together, and started again when one dies."""

import os
import select
import signal
import socket
import sys
import time
import traceback

from limits import Limits
from server import announce, serve

START_LIMIT_S = 10
LOOK_S = 0.1  # how soon a worker that died before it began is noticed
LEAVE_MARGIN_S = 0.3  # what a worker gets beyond its own time to leave, before it is killed
SHORT_LIFE_S = 1  # a worker that dies sooner would die again
WATCHED = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}


def supervise(listener: socket.socket, limits: Limits, count: int) -> int:
    """Until SIGTERM; the exit code says whether that was the reason to leave."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)  # they are waited for, one after the other
    told, telling = os.pipe()
    workers = {}  # by process id, when it was started

    def start() -> None:
        workers[start_worker(listener, limits, lambda: os.write(telling, b"1"))] = time.monotonic()

    for _ in range(count):
        start()
    if not wait_for_all(told, count):
        print("python_socket: a worker did not start; see the lines above", file=sys.stderr)
        return end(workers, limits, 1)
    announce(listener)
    while True:
        if signal.sigwait(WATCHED) != signal.SIGCHLD:
            listener.close()
            return end(workers, limits, 0)
        for worker, status in reap():
            began = workers.pop(worker, 0)
            print(f"python_socket: worker {worker} ended with {status}, another is started", file=sys.stderr)
            if time.monotonic() - began < SHORT_LIFE_S:
                print("python_socket: it had lived less than a second, so all leave", file=sys.stderr)
                return end(workers, limits, 1)
            start()


def start_worker(listener: socket.socket, limits: Limits, started) -> int:
    worker = os.fork()
    if worker:
        return worker
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
        serve(listener, limits, started)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)  # not back into the supervisor's code


def wait_for_all(told: int, count: int) -> bool:
    """False as soon as one has died, or not all have told in time that they began."""
    until = time.monotonic() + START_LIMIT_S
    while count > 0 and time.monotonic() < until and not reap():
        if select.select([told], [], [], LOOK_S)[0]:
            count -= len(os.read(told, count))
    return count == 0


def end(workers: dict[int, float], limits: Limits, code: int) -> int:
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
    until = time.monotonic() + limits.stop_seconds + LEAVE_MARGIN_S
    while workers and time.monotonic() < until:
        signal.sigtimedwait({signal.SIGCHLD}, max(0, until - time.monotonic()))
        for worker, _ in reap():
            workers.pop(worker, None)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    return code


def reap() -> list[tuple[int, int]]:
    """Who has died, and with which exit code; minus a signal's number when one killed it."""
    dead = []
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            dead.append((found[0], os.waitstatus_to_exitcode(found[1])))
    except ChildProcessError:
        pass
    return dead
