"""The listener, one thread that serves all connections of a process, the ready line, and a graceful end."""

import errno
import json
import math
import os
import selectors
import signal
import socket
import time

from connection import Connection, State
from limits import Limits

BACKLOG = 4096
REFUSED_AT_ONCE = 64  # connections above the cap that are told so; further ones are just closed
NO_ROOM = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


def listen(port: int) -> socket.socket:
    """Takes the port before anything is said to be ready; several workers accept from this one socket."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each accepted socket inherits it
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    listener.setblocking(False)
    return listener


def announce(listener: socket.socket) -> None:
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)


def serve(listener: socket.socket, limits: Limits, started) -> None:
    """Answers until SIGTERM; calls `started` when it begins."""
    server = Server(listener, limits)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.ask_to_leave())
    started()
    server.run()


class Server:
    def __init__(self, listener: socket.socket, limits: Limits) -> None:
        self.listener = listener
        self.limits = limits
        self.connections: set[Connection] = set()
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ)
        self.accepting = True
        self.asked_to_leave = False
        self.leave_at = math.inf
        self.parent = os.getppid()
        # A signal writes a byte here, so that the loop wakes up for it.
        self.woken, waking = socket.socketpair()
        self.woken.setblocking(False)
        waking.setblocking(False)
        self.waking = waking
        signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
        self.selector.register(self.woken, selectors.EVENT_READ)
        # Time limits are looked at so often; a second is enough for those of production.
        self.tick_s = min(1, limits.header_seconds / 4, limits.body_seconds / 4, limits.idle_seconds / 4)
        self.next_tick = time.monotonic() + self.tick_s

    def ask_to_leave(self) -> None:
        self.asked_to_leave = True

    def run(self) -> None:
        now = time.monotonic()
        while self.leave_at == math.inf or self.connections and now < self.leave_at:
            events = self.selector.select(max(0, min(self.next_tick, self.leave_at) - now))
            now = time.monotonic()
            for key, mask in events:
                if key.data:
                    self.move(key.data, mask, now)
                elif key.fileobj is self.listener:
                    self.accept(now)
                else:
                    self.woken.recv(4096)
            if now >= self.next_tick:
                self.tick(now)
            if self.asked_to_leave and self.leave_at == math.inf:
                self.leave(now)

    def accept(self, now: float) -> None:
        """One at a time, so that several workers share them evenly."""
        try:
            sock, _ = self.listener.accept()
        except OSError as error:
            if error.errno in NO_ROOM:
                self.pause_accepting()
            return
        sock.setblocking(False)
        if len(self.connections) >= self.limits.connections + REFUSED_AT_ONCE:
            return sock.close()
        connection = Connection(sock, self.limits, now)
        self.selector.register(sock, connection.interest, connection)
        self.connections.add(connection)
        if len(self.connections) > self.limits.connections:
            connection.refuse(503, "too many connections are open; try again later")
            self.settle(connection)

    def pause_accepting(self) -> None:
        """Until the next tick: the listener stays readable while no descriptor is free."""
        if self.accepting:
            self.selector.unregister(self.listener)
            self.accepting = False

    def move(self, connection: Connection, mask: int, now: float) -> None:
        if mask & selectors.EVENT_WRITE:
            connection.writable(now)
        if mask & selectors.EVENT_READ and connection.state is not State.CLOSED:
            connection.readable(now)
        self.settle(connection)

    def settle(self, connection: Connection) -> None:
        """Brings the selector in line with what has become of the connection."""
        if connection.state is State.CLOSED:
            self.selector.unregister(connection.sock)
            connection.sock.close()
            self.connections.discard(connection)
        elif connection.interest != connection.wanted():
            connection.interest = connection.wanted()
            self.selector.modify(connection.sock, connection.interest, connection)

    def tick(self, now: float) -> None:
        for connection in list(self.connections):
            if now >= connection.deadline or now >= connection.send_deadline:
                connection.overrun(now)
                self.settle(connection)
        if not self.accepting and self.leave_at == math.inf:
            self.selector.register(self.listener, selectors.EVENT_READ)
            self.accepting = True
        if os.getppid() != self.parent:  # the supervisor is gone: nobody could ask this worker to leave
            self.asked_to_leave = True
        self.next_tick = now + self.tick_s

    def leave(self, now: float) -> None:
        self.leave_at = now + self.limits.stop_seconds
        self.pause_accepting()
        self.listener.close()
        for connection in list(self.connections):
            connection.stop(now)
            self.settle(connection)
