"""A start that cannot succeed ends at once, with one sentence. Run by `python -m unittest`."""

import pathlib
import resource
import subprocess
import sys
import unittest

MAIN = pathlib.Path(__file__).parent / "main.py"


class Main(unittest.TestCase):
    def test_too_few_descriptors_are_told_before_the_first_one_is_missing(self):
        for words in ([], ["--workers", "2"]):
            with self.subTest(words):
                ended = subprocess.run(
                    [sys.executable, MAIN, *words],
                    capture_output=True,
                    text=True,
                    timeout=5,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12)),
                )
                self.assertEqual((ended.returncode, ended.stdout, ended.stderr.count("\n")), (1, "", 1))
                self.assertIn("only 12 descriptors are allowed", ended.stderr)


if __name__ == "__main__":
    unittest.main()
