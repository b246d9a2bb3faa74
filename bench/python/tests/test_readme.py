"""The examples of README.md run as they stand there, against a server of ours and the checkout's reference run."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[1]
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", (FOLDER / "README.md").read_text(), re.MULTILINE | re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_runs(example: str, server: str) -> None:
    if "# pandas" in example:
        pytest.importorskip("pandas")
    code = example.replace("http://127.0.0.1:8080", server)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=FOLDER.parents[1], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert not done.stderr
