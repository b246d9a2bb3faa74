"""Any bytes are counted and summed, whatever pieces they come in, up to the limit. Run by `python -m unittest`."""

import unittest

from asking import asked
from limits import MAX_BODY_BYTES


class Upload(unittest.TestCase):
    def test_bytes_are_counted_and_summed_in_any_pieces(self):
        for pieces in ([b"123456789"], [b"1234", b"", b"56789"]):
            status, _, answer = asked("POST", "/upload", pieces)
            self.assertEqual(status, 200)
            self.assertEqual(answer, {"bytes": 9, "crc32": "cbf43926"})  # the check value of CRC-32

    def test_an_empty_body_is_a_body(self):
        self.assertEqual(asked("POST", "/upload")[2], {"bytes": 0, "crc32": "00000000"})

    def test_the_largest_body_is_taken_and_one_byte_more_refused(self):
        piece = bytes(MAX_BODY_BYTES // 4)
        self.assertEqual(asked("POST", "/upload", [piece] * 4)[2]["bytes"], MAX_BODY_BYTES)
        status, _, answer = asked("POST", "/upload", [piece] * 4 + [b"x"])
        self.assertEqual(status, 413)
        self.assertEqual(list(answer), ["error"])

    def test_a_length_told_beforehand_is_refused_unread(self):
        status, _, answer = asked("POST", "/upload", headers={"Content-Length": str(MAX_BODY_BYTES + 1)})
        self.assertEqual(status, 413)
        self.assertEqual(list(answer), ["error"])


if __name__ == "__main__":
    unittest.main()
