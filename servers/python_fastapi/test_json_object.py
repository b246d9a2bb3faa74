"""Which queries are answered, and that the text comes out as it was meant. Run by `python -m unittest`."""

import asyncio
import json
import unittest

from routes import app


def asked(query: str) -> tuple[int, dict]:
    """What GET /json answers: FastAPI checks the parameters, so the question goes through the application."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/json",
        "raw_path": b"/json",
        "query_string": query.encode(),
        "headers": [],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 50000),
    }
    sent: list[dict] = []

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(body)


class JsonObject(unittest.TestCase):
    def test_a_query_becomes_an_object(self):
        status, answer = asked("unknown=1&tag=b&message=a+b%20%26%3D%C3%A9&active=false&id=41&tag=a")
        self.assertEqual(status, 200)
        self.assertEqual(
            answer, {"id": 41, "next_id": 42, "message": "a b &=é", "active": False, "tags": ["b", "a"]}
        )

    def test_a_query_that_misses_something_is_refused(self):
        for query in (
            "",
            "message=m&active=true&tag=t",
            "id=1&active=true&tag=t",
            "id=1&message=&active=true&tag=t",
            "id=1&message=m&tag=t",
            "id=1&message=m&active=1&tag=t",
            "id=1&message=m&active=true",
            "id=1&message=m&active=true&tag=t&tag=",
            "id=0&message=m&active=true&tag=t",
            "id=1000000001&message=m&active=true&tag=t",
            "id=99999999999999999999&message=m&active=true&tag=t",
            "id=1.5&message=m&active=true&tag=t",
            "id=-1&message=m&active=true&tag=t",
            "id=%2B1&message=m&active=true&tag=t",
        ):
            with self.subTest(query):
                status, answer = asked(query)
                self.assertEqual(status, 400)
                self.assertEqual(list(answer), ["error"])


if __name__ == "__main__":
    unittest.main()
