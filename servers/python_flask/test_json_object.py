"""Which queries are answered, and that the text comes out as it was meant. Run by `python -m unittest`."""

import unittest

from asking import asked


class JsonObject(unittest.TestCase):
    def test_a_query_becomes_an_object(self):
        status, _, answer = asked("GET", "/json?unknown=1&tag=b&message=a+b%20%26%3D%C3%A9&active=false&id=41&tag=a")
        self.assertEqual(status, 200)
        self.assertEqual(answer, {"id": 41, "next_id": 42, "message": "a b &=é", "active": False, "tags": ["b", "a"]})

    def test_texts_are_counted_in_characters_not_bytes(self):
        message = "%C3%A9" * 200
        self.assertEqual(asked("GET", f"/json?id=1&message={message}&active=true&tag=t")[2]["message"], "é" * 200)

    def test_a_query_that_misses_something_is_refused(self):
        for query in (
            "",
            "message=m&active=true&tag=t",
            "id=1&active=true&tag=t",
            "id=1&message=&active=true&tag=t",
            f"id=1&message={'%C3%A9' * 201}&active=true&tag=t",
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
                status, _, answer = asked("GET", f"/json?{query}")
                self.assertEqual(status, 400)
                self.assertEqual(list(answer), ["error"])


if __name__ == "__main__":
    unittest.main()
