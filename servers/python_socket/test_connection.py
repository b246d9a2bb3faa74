"""What a connection answers, and when it ends: pieces of any size, several requests at once, refusals, and clients that
are slow on purpose. Run by `python -m unittest`."""

import unittest
from random import Random

from asking import Client
from connection import State

HELLO = b"GET /plaintext HTTP/1.1\r\nHost: h\r\n\r\n"
CHUNKED = b"POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"


def upload(length: int, *fields: bytes) -> bytes:
    return b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n" % length + b"".join(fields) + b"\r\n"


class Requests(unittest.TestCase):
    def test_a_request_may_come_byte_by_byte(self):
        stream = (
            HELLO + upload(9) + b"123456789" + CHUNKED + b"4;a=b\r\n1234\r\n5\r\n56789\r\n0\r\nA: b\r\n\r\n" + HELLO
        )
        with Client() as at_once, Client() as slowly:
            whole = at_once.send(stream).answers()
            pieces = slowly.send(stream, step=1).answers()
        self.assertEqual([status for status, _, _ in whole], [200] * 4)
        self.assertEqual(whole[1][2], whole[2][2])
        self.assertEqual([body for _, _, body in whole], [body for _, _, body in pieces])

    def test_an_empty_line_before_a_request_is_no_harm(self):
        with Client() as client:
            self.assertEqual(client.send(upload(1) + b"x\r\n" + HELLO).answers()[1][0], 200)
            client.send(b"\r\n").wait(11)
            self.assertTrue(client.is_open)
            self.assertEqual(client.send(HELLO).answers()[0][0], 200)
            self.assertEqual(client.send(b"\r\n\r\n" + HELLO).answers()[0][0], 400)

    def test_head_is_get_without_a_body(self):
        with Client() as client:
            got, head = client.send(HELLO).received(), client.send(HELLO.replace(b"GET", b"HEAD")).received()
        self.assertEqual(got, head + b"Hello, World!")

    def test_the_connection_ends_when_asked_and_the_client_is_waited_for(self):
        for line, fields in ((b"HTTP/1.1", b"Connection: close\r\n"), (b"HTTP/1.0", b"")):
            with Client() as client:
                client.send(b"GET /plaintext " + line + b"\r\nHost: h\r\n" + fields + b"\r\n" + HELLO)
                [(status, answered, _)] = client.answers()
                self.assertEqual((status, answered["connection"]), (200, "close"))
                self.assertIs(client.connection.state, State.LINGER)
                self.assertIs(client.end().connection.state, State.CLOSED)

    def test_1_0_is_told_that_its_connection_is_kept(self):
        with Client() as client:
            client.send(b"GET /plaintext HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            self.assertEqual(client.answers()[0][1]["connection"], "keep-alive")

    def test_the_server_as_a_whole_tells_its_methods(self):
        with Client() as client:
            status, fields, body = client.send(b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n").answers()[0]
        self.assertEqual((status, fields["allow"], body), (200, "GET, HEAD, POST, OPTIONS", b""))

    def test_a_refused_body_is_read_and_the_connection_kept(self):
        with Client() as client:
            client.send(upload(3).replace(b"/upload", b"/nowhere") + b"abc" + HELLO)
            self.assertEqual([status for status, _, _ in client.answers()], [404, 200])

    def test_answers_that_nobody_reads_stop_the_reading(self):
        with Client() as client:
            client.send(HELLO * 200)
            stuck = 0
            while not client.connection.outgoing and stuck < 1000:
                client.send(HELLO * 200)
                stuck += 1
            while client.connection.outgoing and len(client.connection.outgoing) <= 256 * 1024:
                client.send(HELLO * 200)
            self.assertFalse(client.connection.wanted() & 1)
            client.wait(10)
            self.assertIs(client.wait(10).connection.state, State.CLOSED)


class Continue(unittest.TestCase):
    EXPECT = b"Expect: 100-continue\r\n"

    def test_the_client_is_told_to_go_on(self):
        with Client() as client:
            self.assertEqual(client.send(upload(1, self.EXPECT)).received(), b"HTTP/1.1 100 Continue\r\n\r\n")
            self.assertEqual(client.send(b"x").answers()[0][0], 200)

    def test_not_when_the_body_is_there_already_or_empty(self):
        for request in (upload(1, self.EXPECT) + b"x", upload(0, self.EXPECT)):
            with Client() as client:
                self.assertEqual(client.send(request).answers()[0][0], 200)

    def test_not_when_the_body_is_not_wanted(self):
        for request, status in (
            (upload(1, self.EXPECT).replace(b"/upload", b"/nowhere"), 404),
            (upload(1, self.EXPECT).replace(b"POST", b"PUT"), 405),
            (upload(16 * 1024 * 1024 + 1, self.EXPECT), 413),
        ):
            with Client() as client:
                [(got, fields, _)] = client.send(request).answers()
                self.assertEqual((got, fields["connection"]), (status, "close"))
                self.assertEqual(client.send(b"x" + HELLO).answers(), [])


class Refusals(unittest.TestCase):
    def assert_last(self, status: int, data: bytes, **limits: float) -> None:
        """Refused with this status, whole or byte by byte, and nothing behind it is answered."""
        for step in (1 << 20, 1):
            with self.subTest(data[-60:], step=step), Client(**limits) as client:
                [(got, fields, body)] = client.send(data + HELLO * 2, step).answers()
                self.assertEqual((got, fields["connection"]), (status, "close"))
                self.assertIn(b"error", body)
                self.assertEqual(client.send(HELLO).answers(), [])

    def test_lines_end_with_cr_lf_and_nothing_else(self):
        self.assert_last(400, b"GET / HTTP/1.1\nHost: h\n\n")
        self.assert_last(400, b"GET / HTTP/1.1\r\nHost: h\nA: b\r\n\r\n")
        self.assert_last(400, b"GET / HTTP/1.1\rHost: h\r\n\r\n")
        self.assert_last(400, b"GET / HTTP/1.1\r\nHost: h\r\n\n")

    def test_two_framings_are_none(self):
        self.assert_last(400, CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n") + b"0\r\n\r\n")
        self.assert_last(400, upload(5, b"Content-Length: 6\r\n") + b"12345")

    def test_chunks(self):
        for body in (
            b"\r\n", b"x\r\n", b"-1\r\n", b"+1\r\n", b"0x1\r\n", b" 1\r\n", b"1 \r\n", b"1\n", b"1\rx", b"g\r\n",
            b"1;\r\n",
            b"1;a=\r\n", b'1;a="\r\n', b"1;\x00\r\n", b"1\r\nab", b"1\r\na\n", b"1\r\na\rx", b"1" * 16 + b"\r\n",
            b"0\r\nA\r\n\r\n", b"0\r\n A: b\r\n\r\n", b"0\r\nContent-Length: 1\r\n\r\n", b"0\r\nHost: h\r\n\r\n",
            b"0\r\nA: b\n\r\n", b"0\r\n" + b"A: b\r\n" * 101 + b"\r\n",
        ):  # fmt: skip
            self.assert_last(400, CHUNKED + body)

    def test_sizes(self):
        self.assert_last(414, b"GET /" + b"a" * 200, request_line_bytes=100)
        self.assert_last(431, b"GET / HTTP/1.1\r\nHost: h\r\nA: " + b"a" * 200, header_bytes=100)
        self.assert_last(431, b"GET / HTTP/1.1\r\nHost: h\r\n" + b"A: b\r\n" * 4 + b"\r\n", header_fields=4)
        self.assert_last(413, upload(101), body_bytes=100)
        self.assert_last(413, CHUNKED + b"64\r\n" + b"a" * 100 + b"\r\n1\r\n", body_bytes=100)
        self.assert_last(413, CHUNKED + b"fffffffffffffff\r\n")
        self.assert_last(
            400, CHUNKED + b"1;a=" + b"b" * 50 + b"\r\nx\r\n1;a=" + b"b" * 50 + b"\r\n", chunk_extension_bytes=80
        )
        self.assert_last(400, CHUNKED + b"0\r\nA: " + b"b" * 100 + b"\r\n\r\n", trailer_bytes=80)

    def test_a_request_that_ends_too_soon(self):
        for data in (b"GET / HTT", upload(3) + b"ab", CHUNKED + b"5\r\nab", CHUNKED + b"0\r\n"):
            with Client() as client:
                [(status, _, _)] = client.send(data).end().answers()
                self.assertEqual(status, 400)
                self.assertIs(client.connection.state, State.CLOSED)


class Garbage(unittest.TestCase):
    PARTS = (
        b"\r\n",
        b"\n",
        b"\r",
        b"\0",
        b" ",
        b":",
        b"%",
        b";",
        b"0",
        b"ffff",
        b"Host: x\r\n",
        b"Content-Length: 1\r\n",
        b"\xff",
    )

    def test_broken_requests_are_read_alike_in_any_pieces(self):
        random = Random(1)
        chunked = CHUNKED + b'3;a="b"\r\nabc\r\n0\r\nA: b\r\n\r\n'
        for _ in range(300):
            data = bytearray(random.choice((HELLO, upload(5) + b"12345", chunked)) + HELLO)
            for _ in range(random.randint(1, 3)):
                place = random.randrange(len(data))
                data[place : place + random.randint(0, 4)] = random.choice(self.PARTS)
            with self.subTest(bytes(data)), Client() as at_once, Client() as slowly:
                whole = at_once.send(bytes(data)).answers()
                pieces = slowly.send(bytes(data), step=random.randint(1, 9)).answers()
                self.assertEqual([status for status, _, _ in whole], [status for status, _, _ in pieces])
                self.assertIs(at_once.is_open, slowly.is_open)


class Time(unittest.TestCase):
    def test_an_idle_connection_is_kept_for_65_seconds(self):
        with Client() as client:
            self.assertTrue(client.wait(64).is_open)
            self.assertEqual(client.send(HELLO).wait(64).answers()[0][0], 200)
            self.assertTrue(client.is_open)
            self.assertIs(client.wait(1).connection.state, State.CLOSED)
            self.assertEqual(client.received(), b"")

    def test_a_header_that_drips_is_refused_after_10_seconds(self):
        with Client() as client:
            for byte in HELLO[:9]:
                client.wait(1).send(bytes([byte]))
                self.assertTrue(client.is_open)
            self.assertEqual(client.wait(2).answers()[0][0], 408)

    def test_a_body_that_drips_is_refused_and_a_slow_one_is_not(self):
        with Client() as client:
            client.send(upload(100_000))
            for _ in range(6):
                client.send(b"x" * 1024).wait(10)
                self.assertTrue(client.is_open)
            client.send(b"x" * 1023)
            self.assertEqual(client.wait(10).answers()[0][0], 408)

    def test_whoever_does_not_close_is_closed(self):
        with Client() as client:
            client.send(b"nonsense\r\n\r\n").wait(1)
            self.assertIs(client.connection.state, State.LINGER)
            self.assertIs(client.wait(1).connection.state, State.CLOSED)

    def test_a_server_that_leaves_closes_what_is_idle_and_finishes_the_rest(self):
        with Client() as idle, Client() as busy:
            busy.send(upload(3) + b"ab")
            idle.connection.stop(0)
            busy.connection.stop(0)
            self.assertIs(idle.connection.state, State.CLOSED)
            [(status, fields, _)] = busy.send(b"c").answers()
            self.assertEqual((status, fields["connection"]), (200, "close"))


if __name__ == "__main__":
    unittest.main()
