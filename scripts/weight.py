#!/usr/bin/env python3
"""weight.py [--rounds N] [REQBENCH…]: what it takes to tell a run of 1,080 quick trials, format by format.

The run is made of the reference run: its launches under new numbers and names, 9 servers × 12 workloads × 10 blocks with
the two loads of a quick run. Told are CPU seconds (the median of N rounds, 5 without) and peak memory of each
`reqbench report`, and of reading the run from Python where the module can be imported; promised are 1 s (3 s with HTML)
and 200 MiB. The yardstick is what Python's own json takes to parse the same files, measured in every round, so that
figures of two machines, or of a busy one, can be set side by side. Several programs take turns.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVERS, WORKLOADS, LOADS = 9, 12, ("closed", "common")
PARSE = "import json, pathlib, sys\nfor f in pathlib.Path(sys.argv[1], 'trials').iterdir(): json.loads(f.read_bytes())"
READ = "import sys, reqbench\nreqbench.read(sys.argv[1])"


def write(path, document):
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def cycle(things, count, key, suffix):
    """The first `count` of things, things again under other names, …: (copy, name of the original)."""
    return [({**things[i % len(things)], key: things[i % len(things)][key] + (f"{suffix}{i // len(things) + 1}" if
             i >= len(things) else "")}, things[i % len(things)][key]) for i in range(count)]


def make_run(original, folder):
    run = json.loads((original / "run.json").read_text())
    candidates = [server for server in run["servers"] if server["name"] == server["label"]]
    servers = [({**server, "label": server["name"]}, old) for server, old in
               cycle(candidates, SERVERS, "name", "_")]
    workloads = cycle(run["workloads"], WORKLOADS, "name", "_")
    launches = {(trial["server"], trial["workload"], trial["block"]): path for path in
                (original / "trials").glob("*.json") if "series" not in path.name
                for trial in [json.loads(path.read_text())]}
    run.update(id=folder.name, profile="quick", servers=[server for server, _ in servers],
               workloads=[workload for workload, _ in workloads],
               loads=[load for load in run["loads"] if load["name"] in LOADS],
               common_rates_per_s={new["name"]: run["common_rates_per_s"][old] for new, old in workloads},
               pilot_rates_per_s={workload["name"]: {server["name"]: run["pilot_rates_per_s"][old_workload][old_server]
                                                     for server, old_server in servers}
                                  for workload, old_workload in workloads})
    (folder / "trials").mkdir(parents=True)
    number = 0
    for block in range(1, run["blocks"] + 1):
        for workload, old_workload in workloads:
            for server, old_server in servers:
                number += 1
                path = launches[old_server, old_workload, block]
                trial = json.loads(path.read_text())
                trial.update(number=number, server=server["name"], workload=workload["name"],
                             loads=[load for load in trial["loads"] if load["name"] in LOADS])
                write(folder / "trials" / f"{number}.json", trial)
                series = json.loads(path.with_suffix(".series.json").read_text())
                series.update(number=number, loads=[load for load in series["loads"] if load["load"] in LOADS])
                write(folder / "trials" / f"{number}.series.json", series)
    write(folder / "run.json", {**run, "trials_written": number})
    return number


def measure(words):
    """CPU seconds and peak memory in MiB."""
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, use = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"weight: {' '.join(map(str, words))} ended with code {os.waitstatus_to_exitcode(status)}")
    return use.ru_utime + use.ru_stime, use.ru_maxrss / 1024


def tellings(program, run, out):
    report = [program, "report", run]
    formats = ("terminal", "markdown", "summary", "csv", "json", "html")
    return {**{name: [*report, "--format", name] for name in formats}, "all, --out": [*report, "--out", out]}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("programs", nargs="*", metavar="REQBENCH", default=[ROOT / "build" / "reqbench"])
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="reqbench_weight_") as temporary:
        run, out = Path(temporary) / "run", Path(temporary) / "out"
        (original,) = (ROOT / "results" / "reference").iterdir()
        trials = make_run(original, run)
        asked = {("json of Python, all files", ""): [sys.executable, "-c", PARSE, run]}
        for program in given.programs:
            asked |= {(name, program): telling for name, telling in tellings(program, run, out).items()}
        if subprocess.run([sys.executable, "-c", "import reqbench"], capture_output=True).returncode == 0:
            asked["reqbench.read()", ""] = [sys.executable, "-c", READ, run]
        rounds = [{key: measure(telling) for key, telling in asked.items()} for _ in range(given.rounds)]
        yardstick = [each["json of Python, all files", ""][0] for each in rounds]
        print(f"{trials} trials, {len(LOADS)} loads each; {given.rounds} rounds\n")
        print("| what | program | CPU, s | ÷ yardstick | peak, MiB |\n| --- | --- | ---: | ---: | ---: |")
        for name, program in asked:
            figures = [each[name, program] for each in rounds]
            cpu = statistics.median(seconds for seconds, _ in figures)
            ratio = statistics.median(seconds / yard for (seconds, _), yard in zip(figures, yardstick))
            print(f"| {name} | {program} | {cpu:.2f} | {ratio:.2f} | {max(peak for _, peak in figures):.0f} |")


if __name__ == "__main__":
    main()
