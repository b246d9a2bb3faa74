"""One run of a generator, seen from outside, alike for all: the kernel's account of its CPU, its peak of memory."""
import contextlib
import dataclasses
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


@dataclasses.dataclass
class Run:
    cpu_s: float
    peak_kib: int
    text: str  # what it printed


def peak_of(pid):
    """VmHWM, which begins anew with the program; the peak that wait4 tells would be that of the one who started it."""
    with contextlib.suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) if found else 0
    return 0


def raise_descriptors():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def run(command, core, accepted=(0,), limit_s=120):
    """Ends this program when the generator ends with another code than these, or does not come to its end."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        child = subprocess.Popen(["taskset", "-c", str(core), *command], stdin=subprocess.DEVNULL, stdout=output,
                                 stderr=errors)
        peak, deadline = 0, time.monotonic() + limit_s
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            peak = max(peak, peak_of(child.pid))
            if time.monotonic() > deadline:
                child.kill()
            time.sleep(0.05)
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode not in accepted:
            sys.exit(f"peers: {' '.join(command)} ended with {child.returncode}\n{output.read()}{errors.read()}")
        return Run(usage.ru_utime + usage.ru_stime, peak, output.read())


def interleaved(names, runs, measure):
    """{name: [measure(name) …]}, in the order A B … B A, so that drift of the machine hits all alike."""
    seen = {name: [] for name in names}
    for number in range(runs):
        for name in names if number % 2 == 0 else reversed(names):
            seen[name].append(measure(name))
    return seen


def calls(command, core):
    """(system calls by strace, of all threads; what the program printed); nothing where strace is missing or forbidden."""
    with tempfile.NamedTemporaryFile("r") as summary:
        with contextlib.suppress(OSError, SystemExit):
            text = run(["strace", "-f", "-c", "-o", summary.name, *command], core).text
            total = re.search(r"^100\.00\s+\S+\s+\S+\s+(\d+)\s.*total$", summary.read(), re.MULTILINE)
            return (int(total[1]), text) if total else None
    return None


def calls_per_request(command, core, requests_in):
    """What a longer run has more of both than a shorter one, so that a program's start is no part of it. `command` gives
    the words for a length in seconds, `requests_in` the requests that were printed."""
    seen = [calls(command(seconds), core) for seconds in (1, 4)]
    if None in seen:
        return None
    (few, short), (many, long) = seen
    return (many - few) / (requests_in(long) - requests_in(short))


def median(values):
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def paired(values, name, of):
    """The median of the ratios of each round, whose runs stand side by side: the machine may change its speed between
    two rounds, and then two medians come from different speeds."""
    if name not in values or of not in values:
        return None
    return median([one / other for one, other in zip(values[name], values[of])])


def cpu_of_tree(pid):
    """CPU time of a process and its descendants until now, in seconds, as the scheduler counts it (nanoseconds)."""
    total_ns, waiting = 0, [pid]
    while waiting:
        for task in Path(f"/proc/{waiting.pop()}/task").glob("*"):
            with contextlib.suppress(OSError):
                total_ns += int((task / "schedstat").read_text().split()[0])
                waiting += map(int, (task / "children").read_text().split())
    return total_ns / 1e9


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
