"""Proves the C++ servers under a sanitizer; `scripts/dev servers asan|tsan` calls it.

Each is built with -DCPP_SANITIZE into build/<kind>/servers/, a checkout of its own for reqbench: the same manifests, with
the sanitizer's settings in their environment. Then come its own tests, `reqbench verify` with one worker and with two, and
a load of 64 connections for each kind of request. It fails on a test, a check or an answer that is wrong, on a server
that dies, and on any report of the sanitizer, which it prints.
"""

import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.request

from build_servers import ROOT, folders, prepare_environment, read_manifest

KINDS = {"asan": "address+undefined", "tsan": "thread"}
CONNECTIONS = 64
# One of each workload: its right answer was proven by verify, and is asked for once before the load.
ORDER = json.dumps({"customer": "Zoë \"Z\"", "currency": "EUR",
                    "lines": [{"sku": "A-1", "quantity": 3, "unit_price_cents": 250}] * 20}).encode()
REQUESTS = {"plaintext": ("GET", "/plaintext", None),
            "json": ("GET", "/json?id=7&message=Hello%2C+%C3%A9&active=true&tag=a&tag=b", None),
            "order": ("POST", "/order", ORDER),
            "upload": ("POST", "/upload", bytes(range(256)) * 256),
            "routing": ("GET", "/api/search?q=a%20b&page=2", None)}


class Proof:
    """One kind; what went wrong stands in `problems`."""

    def __init__(self, kind):
        self.kind, self.problems = kind, []
        self.place = ROOT / "build" / kind / "servers"
        self.reports = self.place / "reports"
        # Reports go to files there, whoever reads the server's output. GCC's undefined-behaviour runtime does not do that
        # beside the address one: it writes to standard error and ends the server, which verify and load tell.
        common = f"log_path={self.reports}/report:halt_on_error=1:abort_on_error=0"
        # verify looks at memory: what is freed and withheld, 256 MiB by default, would look like growth.
        self.settings = {"ASAN_OPTIONS": f"{common}:detect_stack_use_after_return=1:detect_leaks=1:quarantine_size_mb=2",
                         "UBSAN_OPTIONS": f"{common}:print_stacktrace=1",
                         "TSAN_OPTIONS": f"{common}:second_deadlock_stack=1"}

    def prepare(self):
        shutil.rmtree(self.reports, ignore_errors=True)
        shutil.rmtree(self.place / "servers", ignore_errors=True)
        self.reports.mkdir(parents=True)
        if not (self.place / "bench").is_symlink():
            (self.place / "bench").symlink_to(ROOT / "bench")

    def run(self, doing, words, **how):
        print(f"dev: {doing}", flush=True)
        done = subprocess.run(words, check=False, stdin=subprocess.DEVNULL, **how)
        if done.returncode:
            self.problems.append(f"{doing}: ended with {done.returncode}")
        return done.returncode == 0

    def reqbench(self, *words):
        return [str(ROOT / "build" / "reqbench"), *words], {**os.environ, "REQBENCH_ROOT": str(self.place)}

    def build(self, name, manifest):
        build = self.place / "build" / "servers" / name
        sanitize = f"-DCPP_SANITIZE={KINDS[self.kind]}"
        tests = [f"{name}_unit_tests"] if manifest.get("test") else []
        built = self.run(f"configuring {name} with {sanitize}", [
            "cmake", "-S", str(ROOT / "servers" / name), "-B", str(build), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
            "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1", sanitize, "-DCPP_TESTS=ON", "--no-warn-unused-cli"], stdout=subprocess.DEVNULL)
        built = built and self.run(f"building {name}", ["cmake", "--build", str(build), "--target", name, *tests])
        if built and tests:
            self.run(f"the tests of {name}", [str(build / tests[0]), "--gtest_brief=1"],
                     env={**os.environ, **self.settings})
        return built

    def offer(self, name, manifest):
        """As a server of the checkout for reqbench."""
        manifest = {**manifest, "environment": {**manifest.get("environment", {}), **self.settings}}
        for other in ("shares", "test", "build"):
            manifest.pop(other, None)
        folder = self.place / "servers" / name
        folder.mkdir(parents=True)
        (folder / "server.json").write_text(json.dumps(manifest), encoding="utf-8")

    def verify(self, name):
        for workers in ("1", "2"):
            words, environment = self.reqbench("verify", name, "--workers", workers)
            self.run(f"reqbench verify {name} --workers {workers}", words, env=environment)

    def load(self, name, workloads, seconds):
        words, environment = self.reqbench("serve", name, "--port", "0", "--workers", "2")
        with subprocess.Popen(words, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
            try:
                line = server.stdout.readline()
                if line:
                    port = json.loads(line)["port"]
                    for workload in workloads:
                        self.load_with(f"load {name} with {workload}", port, REQUESTS[workload], seconds)
            finally:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(0.3)  # where the server has died, its last words are told
                server.terminate()
                said = server.communicate()[1]
        if "left with exit code 0" not in said:
            self.problems.append(f"{name} under load: {said.strip()}")

    def load_with(self, doing, port, asked, seconds):
        method, path, body = asked
        url = f"http://127.0.0.1:{port}{path}"
        print(f"dev: {doing}", flush=True)
        request, answer = self.place / "request", self.place / "answer"
        try:
            answer.write_bytes(urllib.request.urlopen(
                urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method), timeout=10).read())
        except OSError as error:
            self.problems.append(f"{doing}: {error}")
            return
        request.write_bytes(body or b"")
        words, environment = self.reqbench(
            "load", url, "--method", method, *(["--body-file", str(request)] if body else []), "--connections",
            str(CONNECTIONS), "--duration", f"{seconds}s", "--warm-up", "300ms", "--timeout", "10s", "--check-all",
            "--expect-body-file", str(answer), "--json", "-")
        done = subprocess.run(words, env=environment, check=False, capture_output=True, text=True)
        try:
            told = json.loads(done.stdout)
        except ValueError:
            self.problems.append(f"{doing}: {done.stderr.strip()}")
            return
        ledger = told["ledger"]
        print(f"     {ledger['ok']} right answers", flush=True)
        for stretch in (told["warm_up"]["ledger"], ledger):
            if not stretch["ok"] or stretch["failed"] or stretch["timed_out"]:
                self.problems.append(f"{doing}: {stretch}")

    def read_reports(self):
        for report in sorted(self.reports.iterdir()):
            text = report.read_text(encoding="utf-8", errors="replace").strip()
            print(text, file=sys.stderr)
            self.problems.append(f"the sanitizer reports: {next((l for l in text.splitlines() if ':' in l), text)}")


def main():
    options = argparse.ArgumentParser(prog="scripts/dev servers", description="Proves the C++ servers under a sanitizer.")
    options.add_argument("kind", choices=KINDS)
    options.add_argument("servers", nargs="*", metavar="SERVER", help="only these")
    options.add_argument("--seconds", type=int, default=2, help="of each load (%(default)s)")
    words = options.parse_args()
    prepare_environment()
    manifests = {folder.name: read_manifest(folder, folder.name) for folder in folders()}
    offered = [name for name, manifest in manifests.items() if "g++" in manifest.get("needs", [])]
    unknown = set(words.servers) - set(offered)
    if unknown:
        options.error(f"{', '.join(sorted(unknown))}: no server that g++ builds; there are: {', '.join(offered)}")
    proof = Proof(words.kind)
    proof.prepare()
    for name in words.servers or offered:
        if not proof.build(name, manifests[name]):
            continue
        proof.offer(name, manifests[name])
        proof.verify(name)
        # A calibration gives one answer to whatever it is asked.
        offers = manifests[name]["workloads"] or ["plaintext"]
        proof.load(name, [workload for workload in offers if workload in REQUESTS], words.seconds)
    proof.read_reports()
    if proof.problems:
        sys.exit("\n".join(f"dev: {problem}" for problem in proof.problems))
    print(f"dev: {', '.join(words.servers or offered)}: no report of the {words.kind} build, and every answer right")


if __name__ == "__main__":
    main()
