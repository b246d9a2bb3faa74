"""The program as a whole: how it starts, refuses, serves many, and leaves. Run by `python -m unittest`."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import unittest

MAIN = pathlib.Path(__file__).parent / "main.py"
HELLO = b"GET /plaintext HTTP/1.1\r\nHost: h\r\n\r\n"


def start(*words: str) -> subprocess.Popen:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, MAIN, *words], stdout=pipe, stderr=pipe, text=True)


@contextlib.contextmanager
def running(*words: str):
    """The process and its port."""
    process = start(*words)
    try:
        yield process, json.loads(process.stdout.readline())["port"]
    finally:
        process.terminate()
        process.communicate(timeout=5)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def status(client: socket.socket) -> int:
    return int(client.recv(65536)[9:12])


def children(process: subprocess.Popen) -> list[int]:
    return [
        int(child) for child in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    ]


def alive(worker: int) -> bool:
    """One that has died is kept by the system until somebody asks for its exit code."""
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{worker}/stat").read_text().rpartition(") ")[2][0] != "Z"
    return False


class Starting(unittest.TestCase):
    def test_a_ready_server_answers(self):
        for words in ([], ["--workers", "2"]):
            with running(*words) as (process, port), connect(port) as client:
                self.assertEqual(len(children(process)), 2 if words else 0)
                client.sendall(HELLO)
                self.assertEqual(status(client), 200)

    def test_what_cannot_be_done_is_one_sentence(self):
        with running() as (_, port):
            for words, named in (
                (["--port", str(port)], str(port)),
                (["--port", "x"], "x"),
                (["--workers", "0"], "0"),
                (["--idle-seconds", "-1"], "-1"),
                (["--frobnicate"], "--frobnicate"),
            ):
                with self.subTest(words):
                    process = start(*words)
                    said, complained = process.communicate(timeout=2)
                    self.assertGreater(process.returncode, 0)
                    self.assertEqual((said, complained.count("\n")), ("", 1))
                    self.assertIn(named, complained)


class Leaving(unittest.TestCase):
    def test_what_is_in_flight_is_finished_and_every_process_leaves(self):
        for words in ([], ["--workers", "2"]):
            with self.subTest(words), running(*words) as (process, port), connect(port) as idle, connect(port) as busy:
                idle.sendall(HELLO)
                self.assertEqual(status(idle), 200)
                busy.sendall(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na")
                time.sleep(0.2)
                started, workers = time.monotonic(), children(process)
                process.terminate()
                time.sleep(0.2)
                self.assertEqual(idle.recv(1), b"")
                busy.sendall(b"b")
                self.assertIn(b"Connection: close", busy.recv(65536))
                busy.close()
                self.assertEqual(process.wait(2), 0)
                self.assertLess(time.monotonic() - started, 2)
                self.assertFalse([worker for worker in workers if alive(worker)])

    def test_a_request_that_never_ends_does_not_hold_the_server(self):
        for words in ([], ["--workers", "2"]):
            with self.subTest(words), running(*words) as (process, port), connect(port) as client:
                client.sendall(b"GET /plain")
                time.sleep(0.1)
                process.terminate()
                self.assertEqual(process.wait(2), 0)

    def test_a_worker_that_dies_is_replaced(self):
        with running("--workers", "2") as (process, port):
            before = children(process)
            time.sleep(1.1)
            os.kill(before[0], signal.SIGKILL)
            time.sleep(0.5)
            after = children(process)
            self.assertEqual((len(after), len(set(before) & set(after))), (2, 1))
            with connect(port) as client:
                client.sendall(HELLO)
                self.assertEqual(status(client), 200)

    def test_workers_leave_when_their_supervisor_is_gone(self):
        with running("--workers", "2") as (process, _):
            workers = children(process)
            process.kill()
            time.sleep(1.6)
            self.assertFalse([worker for worker in workers if alive(worker)])


class Serving(unittest.TestCase):
    def test_clients_that_drip_are_dropped_while_others_are_served(self):
        with running("--header-seconds", "0.5", "--body-seconds", "0.5", "--linger-seconds", "0.1") as (_, port):
            slow = [connect(port) for _ in range(50)]
            for client in slow[25:]:
                client.sendall(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n")
            with connect(port) as quick:
                for _ in range(8):
                    for client in slow:
                        with contextlib.suppress(OSError):
                            client.sendall(b"G")
                    quick.sendall(HELLO)
                    self.assertEqual(status(quick), 200)
                    time.sleep(0.1)
            for client in slow:
                self.assertEqual(status(client), 408)
                client.close()

    def test_one_connection_too_many_is_told_so(self):
        with running("--connections", "3", "--idle-seconds", "0.5") as (_, port):
            clients = [connect(port) for _ in range(4)]
            self.assertEqual(status(clients[3]), 503)
            for client in clients[:3]:
                client.sendall(HELLO)
                self.assertEqual(status(client), 200)
            time.sleep(1)
            with connect(port) as later:
                later.sendall(HELLO)
                self.assertEqual(status(later), 200)
            for client in clients:
                client.close()

    def test_a_body_that_is_too_large_is_refused_before_it_is_sent_and_while_it_is(self):
        with running() as (_, port):
            size = 17 * 1024 * 1024
            with connect(port) as client:
                client.sendall(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % size)
                self.assertEqual(status(client), 413)
            with connect(port) as client:
                client.sendall(b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % size)
                client.sendall(bytes(size))
                self.assertEqual(status(client), 413)


if __name__ == "__main__":
    unittest.main()
