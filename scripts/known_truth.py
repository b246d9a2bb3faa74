#!/usr/bin/env python3
"""known_truth.py [RUNS [SEED]]: quick runs of servers whose CPU time per request is known; how often is it told?

Three copies of one server burn 1.0, 1.2 and 1.3 ms of CPU time per request; the first is the baseline, and so stands
twice in each run (its A/A pair). The runs (20) have seeds of their own, from SEED (1) on. Told are
  - false words: runs that call the A/A pair faster or slower in throughput, CPU or p50     (promised: at most 1 of 20)
  - how often the copy that burns 30 % more is called slower in CPU and in throughput       (promised: at least 19 of 20)
  - how often the interval of CPU per request, 1.2 to 1.0 ms, contains the truth, 1.200 ×   (promised: at least 17 of 20)
On a quiet machine; about two minutes a run.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQBENCH = ROOT / "build" / "reqbench"
BASELINE, FIFTH_MORE, THIRD_MORE = "burns_1000us", "burns_1200us", "burns_1300us"
BURNS = {BASELINE: 1000, FIFTH_MORE: 1200, THIRD_MORE: 1300}
TRUTH = 1.2
LINKED = ("bench/workload/catalog", "bench/workload/workload.schema.json", "bench/launch/server.schema.json")


def manifest(name, microseconds):
    return {"name": name, "language": "Python", "framework": "none", "variant": "idiomatic",
            "concurrency": "One thread a connection.", "workers_meaning": "Ignored.",
            "workloads": ["plaintext"], "needs": ["python3"], "build": [],
            "start": ["/usr/bin/env", "python3", "{folder}/made_server.py", f"burns:{microseconds}",
                      "--port", "{port}", "--workers", "{workers}"],
            "ready": "line", "environment": {}, "deviations": []}


def make_checkout(folder):
    for part in LINKED:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).symlink_to(ROOT / part)
    for name, microseconds in BURNS.items():
        server = folder / "servers" / name
        server.mkdir(parents=True)
        shutil.copy(ROOT / "bench" / "tests" / "made_server.py", server)
        (server / "server.json").write_text(json.dumps(manifest(name, microseconds)))
    (folder / "results").mkdir()


def run_once(folder, seed):
    words = [REQBENCH, "run", *BURNS, "--workloads", "plaintext", "--baseline", BASELINE, "--seed", str(seed),
             "--out", folder / "results" / str(seed), "--quiet", "--json"]
    done = subprocess.run(words, env={**os.environ, "REQBENCH_ROOT": str(folder)}, capture_output=True, text=True,
                          timeout=900)
    if done.returncode not in (0, 4):  # 4: a broken A/A pair among others, which is what is counted here
        sys.exit(f"known_truth: run {seed} ended with code {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


class Tally:
    """What one report says of the truth, and how often so far."""

    def __init__(self):
        self.runs, self.seen = 0, {}

    def add(self, report):
        self.runs += 1
        words = {(ratio["server"], ratio["load"], ratio["metric"]): ratio for ratio in report["ratios"] if not ratio["self"]}
        pair = [ratio for ratio in report["ratios"] if ratio["self"] and ratio["metric"] in
                ("throughput_per_s", "server_cpu_us_per_request", "latency_p50_ns")]
        if not pair:
            sys.exit("known_truth: the report has no A/A pair")
        self.count("a false word of the A/A pair", any(ratio["verdict"] in ("faster", "slower") for ratio in pair))
        for metric in ("throughput_per_s", "server_cpu_us_per_request"):
            self.count(f"30 % more is called slower: {metric}", words[THIRD_MORE, "closed", metric]["verdict"] == "slower")
        for load in ("closed", "common"):
            ratio = words[FIFTH_MORE, load, "server_cpu_us_per_request"]["ratio"]
            if "low" not in ratio:
                sys.exit(f"known_truth: the {load} load has no interval; see its report")
            inside = ratio["low"] <= TRUTH <= ratio["high"]
            self.count(f"the interval contains {TRUTH:.3f} x: {load} load", inside)
            print(f"  {load}: {ratio['value']:.4f} ({ratio['low']:.4f} to {ratio['high']:.4f}){'' if inside else '  misses'}")

    def count(self, what, happened):
        self.seen[what] = self.seen.get(what, 0) + happened

    def tell(self):
        for what, times in self.seen.items():
            print(f"{what}: {times} of {self.runs}")


def main():
    if not all(word.isdigit() for word in sys.argv[1:]) or len(sys.argv) > 3:
        sys.exit(__doc__)
    runs, first = [*map(int, sys.argv[1:]), *(20, 1)[len(sys.argv) - 1:]]
    tally = Tally()
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        make_checkout(folder)
        try:
            for seed in range(first, first + runs):
                print(f"run with seed {seed}", flush=True)
                tally.add(run_once(folder, seed))
        finally:  # what was counted before a run that failed
            tally.tell()


if __name__ == "__main__":
    main()
