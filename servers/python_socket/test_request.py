"""Which header blocks are requests, and that all others are refused. Run by `python -m unittest`."""

import unittest

from fields import Refusal
from framing import Chunked
from limits import Limits
from request import Request, parse_request


def parsed(line: str = "GET / HTTP/1.1", *lines: str, host: str | None = "Host: h", **limits: float) -> Request:
    block = "\r\n".join([line, *([host] if host is not None else []), *lines])
    return parse_request(block.encode("latin-1"), Limits(**limits))


class AcceptedRequests(unittest.TestCase):
    def test_the_target_is_split_and_not_decoded(self):
        request = parsed("GET /a%20b?c=d?e HTTP/1.1")
        self.assertEqual((request.method, request.path, request.query), ("GET", "/a%20b", "c=d?e"))

    def test_an_absolute_target_is_its_path(self):
        for target, path, query in (
            ("http://example.org/a?b", "/a", "b"),
            ("HTTPS://example.org:81", "/", ""),
            ("http://[::1]:80?q", "/", "q"),
        ):
            with self.subTest(target):
                request = parsed(f"GET {target} HTTP/1.1")
                self.assertEqual((request.path, request.query), (path, query))

    def test_options_may_ask_for_the_server_as_a_whole(self):
        self.assertEqual(parsed("OPTIONS * HTTP/1.1").path, "*")

    def test_connections_are_kept_by_1_1_and_by_1_0_on_request(self):
        for line, fields, kept in (
            ("GET / HTTP/1.1", (), True),
            ("GET / HTTP/1.9", (), True),
            ("GET / HTTP/1.1", ("Connection: x, CLOSE",), False),
            ("GET / HTTP/1.1", ("Connection: x", "Connection: close"), False),
            ("GET / HTTP/1.0", (), False),
            ("GET / HTTP/1.0", ("Connection: Keep-Alive",), True),
            ("GET / HTTP/1.0", ("Connection: keep-alive, close",), False),
        ):
            with self.subTest((line, fields)):
                self.assertEqual(parsed(line, *fields).keep_alive, kept)

    def test_hosts_of_every_kind_are_hosts(self):
        for host in ("h", "example.org:8080", "127.0.0.1:1", "[::1]", "[2001:db8::1]:443", "a_b", "h:"):
            with self.subTest(host):
                parsed(host=f"Host: {host}")

    def test_http_1_0_needs_no_host(self):
        parsed("GET / HTTP/1.0", host=None)

    def test_framing(self):
        self.assertEqual(parsed().framing.left, 0)
        self.assertEqual(parsed("POST / HTTP/1.1", "content-LENGTH:\t 7 ").framing.left, 7)
        self.assertIsInstance(parsed("POST / HTTP/1.1", "Transfer-Encoding: Chunked").framing, Chunked)

    def test_expect_is_for_1_1_only(self):
        self.assertTrue(parsed("POST / HTTP/1.1", "Expect: 100-Continue").expects_continue)
        self.assertFalse(parsed("POST / HTTP/1.0", "Expect: 100-continue").expects_continue)

    def test_limits_are_reached_before_they_are_overrun(self):
        line = "GET /" + "a" * (8192 - 14) + " HTTP/1.1"
        self.assertEqual(len(line), 8192)
        parsed(line)
        parsed("GET / HTTP/1.1", *(["A: b"] * 99))
        field = "A: " + "b" * (16 * 1024 - len("\r\nHost: h\r\nA: "))
        parsed("GET / HTTP/1.1", field)


class RefusedRequests(unittest.TestCase):
    def assert_refused(self, status: int, *words: str, **more) -> None:
        with self.subTest((words, more)), self.assertRaises(Refusal) as refused:
            parsed(*words, **more)
        self.assertEqual(refused.exception.status, status)

    def test_request_lines(self):
        for line in (
            "", "GET", "GET /", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1",
            "GET\t/ HTTP/1.1", "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.10", "GET / HTTP/11", "GET / HTTP/1.1\r",
            "GET / HTTP/1.1\n", "GET /\x00 HTTP/1.1", "GET /\x7f HTTP/1.1", "GET /é HTTP/1.1", "GET /a b HTTP/1.1",
            "GET /#f HTTP/1.1", "GET /% HTTP/1.1", "GET /%4 HTTP/1.1", "GET /?%zz HTTP/1.1", "G@T / HTTP/1.1",
            "GET x HTTP/1.1", "GET * HTTP/1.1", "GET ftp://h/ HTTP/1.1", "GET http:// HTTP/1.1",
            "GET http:///x HTTP/1.1", "GET http://user@h/ HTTP/1.1", "GET http://[::g]/ HTTP/1.1", "GET h:80 HTTP/1.1",
        ):  # fmt: skip
            self.assert_refused(400, line)

    def test_versions_and_methods(self):
        self.assert_refused(505, "GET / HTTP/2.0")
        self.assert_refused(505, "GET / HTTP/0.9")
        for method in ("BREW", "get", "TRACE", "CONNECT", "PRI"):
            self.assert_refused(501, f"{method} / HTTP/1.1")

    def test_hosts(self):
        self.assert_refused(400, host=None)
        self.assert_refused(400, "GET / HTTP/1.1", "Host: h")
        self.assert_refused(400, "GET / HTTP/1.0", "Host: h")
        for host in ("", "a b", "a/b", "http://h", "u@h", "h:x", "h:1:2", "[::1", "[::g]", "[]", "h:123456", "é", "h%"):
            self.assert_refused(400, host=f"Host: {host}")

    def test_fields(self):
        for line in (
            "A : b", "A", ": b", " A: b", "\tfolded", "A: b\rC: d", "A: b\nC: d", "A: \x00", "A: \x01", "A: \x7f",
            "A\x00: b", "(A): b", "A b: c", "Ä: b", "",
        ):  # fmt: skip
            self.assert_refused(400, "GET / HTTP/1.1", line)

    def test_lengths(self):
        for length in ("", "+1", "-1", "1.0", "0x1", "1 1", "1, 1", "1_0", "9" * 19):
            self.assert_refused(400, "POST / HTTP/1.1", f"Content-Length: {length}")
        self.assert_refused(400, "POST / HTTP/1.1", "Content-Length: 1", "Content-Length: 1")
        self.assert_refused(413, "POST / HTTP/1.1", "Content-Length: 16777217")

    def test_codings(self):
        chunked = "Transfer-Encoding: chunked"
        self.assert_refused(400, "POST / HTTP/1.1", chunked, "Content-Length: 1")
        self.assert_refused(400, "POST / HTTP/1.1", "Content-Length: 1", chunked)
        self.assert_refused(400, "POST / HTTP/1.0", chunked)
        self.assert_refused(400, "POST / HTTP/1.0", chunked, "Connection: keep-alive")
        self.assert_refused(400, "POST / HTTP/1.1", chunked, chunked)
        self.assert_refused(501, "POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked")
        for coding in (
            "",
            "identity",
            "gzip",
            "chunked, gzip",
            "chunked, chunked",
            "xchunked",
            "chunked;a=b",
            '"chunked"',
        ):
            self.assert_refused(400, "POST / HTTP/1.1", f"Transfer-Encoding: {coding}")

    def test_expectations(self):
        self.assert_refused(417, "POST / HTTP/1.1", "Expect: a-pony")

    def test_sizes(self):
        self.assert_refused(414, "GET /" + "a" * 8192 + " HTTP/1.1")
        self.assert_refused(431, "GET / HTTP/1.1", "A: " + "b" * 16 * 1024)
        self.assert_refused(431, "GET / HTTP/1.1", *(["A: b"] * 100))


if __name__ == "__main__":
    unittest.main()
