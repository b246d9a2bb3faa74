"""Builds the module with pip into the environment that scripts/setup --packages test has made, and runs its tests there.

Ends with 77 (skipped) where there is no such environment. A build that fails is a failure.
"""

import os
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[1]
BUILD = FOLDER.parents[1] / "build"
PYTHON = BUILD / "tools" / "python" / "bin" / "python"


def main() -> int:
    wanted = FOLDER / "tests" / "requirements.txt"
    installed = BUILD / "tools" / "python" / "requirements.txt"
    if not installed.exists() or installed.read_text() != wanted.read_text():
        print("skipped: scripts/setup --packages test has not installed bench/python/tests/requirements.txt")
        return 77
    environment = dict(os.environ)
    if shutil.which("ccache"):
        environment["CMAKE_CXX_COMPILER_LAUNCHER"] = "ccache"
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-build-isolation"]
    install += ["--no-deps", "--no-index", "--force-reinstall", f"--config-settings=build-dir={BUILD / 'python'}", str(FOLDER)]
    if subprocess.run(install, env=environment).returncode != 0:
        return 1
    tests = [str(PYTHON), "-X", "faulthandler", "-m", "pytest", "-q", "-p", "no:cacheprovider", *sys.argv[1:]]
    return subprocess.run(tests, cwd=FOLDER, env={**environment, "PYTHONDONTWRITEBYTECODE": "1"}).returncode


if __name__ == "__main__":
    sys.exit(main())
