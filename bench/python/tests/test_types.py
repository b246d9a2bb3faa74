"""What is promised to type checkers holds: the package, its tests, and the stub of what is compiled."""

import os
import pathlib
import subprocess
import sys
import time

import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[1]


def run(*words: str) -> None:
    environment = {**os.environ, "MYPY_CACHE_DIR": str(FOLDER.parents[1] / "build" / "mypy")}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=FOLDER, capture_output=True, text=True, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_has_no_complaint() -> None:
    pytest.importorskip("mypy")
    run("mypy", "--config-file", "pyproject.toml", "src/reqbench", "tests")


def test_the_stub_is_that_of_the_module() -> None:
    pytest.importorskip("mypy")
    run("mypy.stubtest", "reqbench", "--mypy-config-file", "pyproject.toml", "--allowlist", "tests/stubtest_allowlist.txt")


def test_importing_loads_neither_numpy_nor_pandas() -> None:
    code = "import sys, reqbench; assert not {'numpy', 'pandas'} & set(sys.modules)"
    begin = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert time.monotonic() > begin
