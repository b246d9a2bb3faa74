"""Runs the tests that a server brings along: the "test" commands of its server.json, in its folder, beside what
scripts/setup built; ctest calls it for every server that names such commands.

Ends with 0 when all of them passed, 1 when one failed, and 77 (ctest: skipped) when the server's tools are missing or
it is not built, in a sentence.
"""

import subprocess
import sys

from build_servers import BUILD, ROOT, LeftOut, filled, prepare_environment, provide, read_manifest

SKIPPED = 77


def why_not(name, manifest):
    """Why its tests cannot run here, or nothing. What was built needs no download, so only then tools are looked for."""
    if not (BUILD / name).is_dir():
        return f"{name} is not built; run scripts/setup"
    missing = provide(manifest.get("needs", []))
    return f"servers/{name}/server.json: at /needs: {', '.join(missing)} is not on PATH" if missing else None


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: test_server.py SERVER")
    name = sys.argv[1]
    folder = ROOT / "servers" / name
    prepare_environment()
    try:
        manifest = read_manifest(folder, name)
    except LeftOut as reason:
        sys.exit(f"test: {reason}")
    reason = why_not(name, manifest)
    if reason:
        print(f"test: skipped: {reason}")
        sys.exit(SKIPPED)
    for number, command in enumerate(manifest.get("test", [])):
        words = filled(command, folder)
        problem = None
        try:
            code = subprocess.run(words, cwd=folder, check=False, stdin=subprocess.DEVNULL).returncode
            problem = f"ended with {code}" if code else None
        except OSError as error:
            problem = str(error)
        if problem:
            sys.exit(f"test: servers/{name}/server.json: at /test/{number}: '{' '.join(words)}' {problem}")


if __name__ == "__main__":
    main()
