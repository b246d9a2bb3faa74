#!/usr/bin/env python3
"""A server for tests of faults: answers /plaintext rightly, keeps the contract, and misbehaves in the one way it is told to.

  made_server.py MODE --port N --workers N
"""
import json
import os
import re
import signal
import socket
import sys
import threading
import time
from email.utils import formatdate

MODE, PORT = sys.argv[1], int(sys.argv[sys.argv.index("--port") + 1])
RIGHT = b"Hello, World!"
answered = 0
open_now, bursts, burst_began = 0, 0, 0.0
counting = threading.Lock()
kept = []
BURN = int(MODE[6:]) * 1000 if MODE.startswith("burns:") else 0  # ns of CPU time of the whole process for each request
burning, burnt = threading.Lock(), 0


def burn():
    """Whatever the rest of a request costs counts, so that each costs the same in all."""
    global burnt
    with burning:
        burnt = max(burnt, time.process_time_ns() - 2 * BURN) + BURN  # what came between two loads is not owed
        while time.process_time_ns() < burnt:
            pass


def say(status, body, method, extra=b"", close=False):
    head = b"HTTP/1.1 %s\r\nDate: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n%s" % (
        status, formatdate(usegmt=True).encode(), b"text/plain" if status.startswith(b"200") else b"application/json", len(body), extra)
    if close:
        head += b"Connection: close\r\n"
    return head + b"\r\n" + (b"" if method == b"HEAD" else body)


def answer(head):
    method, target, _ = head.split(b"\r\n", 1)[0].split(b" ", 2)
    close = b"connection: close" in head.lower()
    path = target.split(b"?")[0]
    if path != b"/plaintext":
        return say(b"404 Not Found", b'{"error": "no such path"}', method, close=close), close
    if method not in (b"GET", b"HEAD"):
        return say(b"405 Method Not Allowed", b'{"error": "no"}', method, b"Allow: GET, HEAD\r\n", close), close
    wrong = (MODE == "wrong" or (MODE == "wrong_later" and answered > 2000)
             or (MODE == "half_wrong_later" and answered > 2000 and answered % 2))
    body = b"Hello, Mars!!" if wrong else RIGHT
    return say(b"200 OK", body, method, close=close), close


def serve(connection):
    global answered, open_now, bursts, burst_began
    data = b""
    with counting:
        open_now += 1
        if open_now == 8 and time.monotonic() > burst_began + 0.25:  # those of the load before may still be leaving
            bursts, burst_began = bursts + 1, time.monotonic()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while True:
            while b"\r\n\r\n" not in data:
                if len(data) > 32768:
                    connection.sendall(say(b"431 Request Header Fields Too Large", b'{"error": "header"}', b"GET", close=True))
                    return
                more = connection.recv(65536)
                if not more:
                    return
                data += more
            head, data = data.split(b"\r\n\r\n", 1)
            if len(head) > 32768:
                connection.sendall(say(b"431 Request Header Fields Too Large", b'{"error": "header"}', b"GET", close=True))
                return
            length = re.search(rb"\r\ncontent-length: *(\d+)", head.lower())
            while length and len(data) < int(length[1]):
                more = connection.recv(65536)
                if not more:
                    return
                data += more
            data = data[int(length[1]):] if length else data
            answered += 1
            if BURN:
                burn()
            if MODE == "leaks":
                kept.append(bytearray(1024))
            if MODE == "dies_later" and answered > 2000:
                print("out of luck after %d answers" % answered, file=sys.stderr, flush=True)
                os._exit(7)
            if MODE == "hangs_later" and answered > 2000:
                time.sleep(60)
            # The third time that all 8 connections of the tests stand is a trial's second load.
            if MODE == "hangs_last" and bursts >= 3 and time.monotonic() > burst_began + 0.35:
                time.sleep(60)
            if MODE == "slow":
                time.sleep(0.03)  # a hundred of them are still within the time of one check
            reply, close = answer(head)
            connection.sendall(reply)
            if close:
                return
    except OSError:
        pass
    finally:
        with counting:
            open_now -= 1
        connection.close()


if "--version" in sys.argv:
    print(json.dumps({"made_server": MODE}))
    sys.exit(0)
workers = sys.argv[sys.argv.index("--workers") + 1]
if not workers.isdigit():
    sys.exit("--workers takes a number, not %s" % workers)
if MODE == "exits":
    print("first line\nno configuration found", file=sys.stderr)
    sys.exit(3)
if MODE == "garbage":
    print("Listening on everything!", flush=True)
    time.sleep(60)
if MODE == "never_ready":
    time.sleep(60)
if MODE.startswith("says:"):
    print(json.dumps({"port": int(MODE[5:])}), flush=True)
    time.sleep(60)
signal.signal(signal.SIGTERM, signal.SIG_IGN if MODE == "ignores_term" else lambda *_: os._exit(0))
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    listener.bind(("127.0.0.1", PORT))
except OSError as error:
    sys.exit("cannot listen on port %d: %s" % (PORT, error.strerror))
listener.listen(1024)
print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
while True:
    peer, _ = listener.accept()
    if MODE == "forks":
        if os.fork() == 0:
            listener.close()
            serve(peer)
            os._exit(0)
        peer.close()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        continue
    threading.Thread(target=serve, args=(peer,), daemon=True).start()
