"""Every generator as one row: its words at full speed and at a rate, and where its output tells requests and p99."""
import dataclasses
import functools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, Optional

ROOT = Path(__file__).resolve().parents[2]
REQBENCH = str(ROOT / "build/reqbench")


@dataclasses.dataclass
class Load:
    port: int
    path: str
    connections: int
    seconds: int
    rate: int = 0
    folder: str = ""  # for what a tool wants to read or write

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{self.path}"


@dataclasses.dataclass
class Tool:
    name: str
    program: str
    full: Callable[[Load], list]
    requests: Callable[[str, Load], int]  # answers of status 200, by its own account
    p99_ms: Callable[[str, Load], Optional[float]]
    paced: Optional[Callable[[Load], list]] = None  # nothing where the tool cannot
    accepted: tuple = (0,)  # exit codes of a run that counts


def found(pattern, text):
    """The first group as a number; a tool that does not say what it did cannot be compared."""
    match = re.search(pattern, text)
    if not match:
        sys.exit(f"peers: no '{pattern}' in:\n{text[:2000]}")
    return float(match[1])


@functools.cache
def help_of(*command):
    if not shutil.which(command[0]):
        sys.exit(f"peers: {command[0]} is missing")
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


# --- reqbench ---

def reqbench_words(load, engine, *more):
    words = [REQBENCH, "load", load.url, "--connections", str(load.connections), "--duration", f"{load.seconds}s",
             "--warm-up", "0s", "--json", "-", *more]
    return words + (["--engine", engine] if engine else [])


def reqbench_requests(text, load):
    ledger = json.loads(text)["ledger"]
    if ledger["ok"] + ledger["unsent"] + ledger["in_flight"] != ledger["planned"]:
        sys.exit(f"peers: reqbench saw wrong or missing answers: {ledger}")
    return ledger["ok"]


def reqbench(engine):
    return Tool(f"reqbench {engine or 'epoll'}", REQBENCH,
                lambda load: reqbench_words(load, engine), reqbench_requests,
                lambda text, load: json.loads(text)["latency_ns"]["p99"] / 1e6,
                lambda load: reqbench_words(load, engine, "--rate", str(load.rate)),
                (0, 4))  # 4: the generator was late, which its latencies hold, and which no other tool would tell


def offers(word):
    """Whether this build of `reqbench load` knows the option."""
    return word in help_of(REQBENCH, "load", "--help")


def reqbenches():
    return [reqbench(engine) for engine in (("epoll", "io_uring") if offers("--engine") else ("",))]


# --- the bare clients ---

def floor(engine):
    program = str(ROOT / f"build/bench/{engine}_floor")
    return Tool(f"floor {'io_uring' if engine == 'uring' else engine}", program,
                lambda load: [program, str(load.port), str(load.connections), str(load.seconds), load.path],
                lambda text, load: json.loads(text)["requests"], lambda text, load: None)


# --- peers ---

def k6_words(load, scenario):
    script = Path(load.folder, "k6.js")
    script.write_text(f"""import http from 'k6/http';
export const options = {{
  discardResponseBodies: true, summaryTrendStats: ['p(99)'], scenarios: {{ all: {scenario} }} }};
export default () => {{ http.get('{load.url}'); }};
export function handleSummary(data) {{ return {{ stdout: JSON.stringify(data) }}; }}
""")
    return ["k6", "run", "--quiet", "--no-usage-report", str(script)]


def k6_metrics(text):
    return json.loads(text[text.index("{"):])["metrics"]


def vegeta_words(load, rate):
    targets = Path(load.folder, "targets")
    targets.write_text(f"GET {load.url}\n")
    words = {"targets": targets, "rate": rate, "workers": load.connections, "max-workers": load.connections,
             "connections": load.connections, "duration": f"{load.seconds}s", "output": f"{load.folder}/hits"}
    return ["vegeta", "attack", *(f"-{name}={value}" for name, value in words.items())]


def vegeta_report(load):
    """A program of its own, and no part of the attack's cost."""
    return json.loads(subprocess.run(["vegeta", "report", "-type", "json", f"{load.folder}/hits"], capture_output=True,
                                     text=True, check=True).stdout)


def h2load_words(load, *more):
    return ["h2load", "--h1", "-t1", f"-c{load.connections}", f"--duration={load.seconds}", *more, load.url]


def h2load_p99_ms(load):
    log = Path(load.folder, "h2load.log")
    if not log.exists():
        return None
    micros = sorted(int(line.split("\t")[2]) for line in log.read_text().splitlines())
    log.unlink()
    return micros[max(0, -(-len(micros) * 99 // 100) - 1)] / 1e3


def oha_words(load, *more):
    as_json = ["--output-format", "json"] if "--output-format" in help_of("oha", "--help") else ["--json"]
    return ["oha", "--no-tui", *as_json, "-c", str(load.connections), "-z", f"{load.seconds}s", *more, load.url]


def wrk_words(load):
    return ["wrk", "-t1", f"-c{load.connections}", f"-d{load.seconds}s", "--latency", load.url]


def ab_words(load):
    return ["ab", "-q", "-k", "-c", str(load.connections), "-t", str(load.seconds), "-n", "10000000", load.url]


def hey_words(load, *more):
    return ["hey", "-cpus", "1", "-c", str(load.connections), "-z", f"{load.seconds}s", *more, load.url]


def bombardier_words(load, *more):
    return ["bombardier", "-c", str(load.connections), "-d", f"{load.seconds}s", "-l", "-p", "r", "-o", "json", *more,
            load.url]


PEERS = [
    Tool("wrk", "wrk", wrk_words,
         lambda text, load: int(found(r"(\d+) requests in", text)),
         lambda text, load: None),
    Tool("h2load", "h2load", h2load_words,
         lambda text, load: int(found(r"requests: .* (\d+) succeeded", text)),
         lambda text, load: h2load_p99_ms(load),
         lambda load: h2load_words(load, f"--rps={load.rate / load.connections:g}",
                                   f"--log-file={load.folder}/h2load.log")),
    Tool("ab", "ab", ab_words,
         lambda text, load: int(found(r"Complete requests:\s+(\d+)", text)),
         lambda text, load: None),
    Tool("hey", "hey", hey_words,
         lambda text, load: int(found(r"\[200\]\s+(\d+) responses", text)),
         lambda text, load: found(r"99%+ in ([\d.]+) secs", text) * 1e3,
         lambda load: hey_words(load, "-q", f"{load.rate / load.connections:g}")),
    Tool("oha", "oha", oha_words,
         lambda text, load: json.loads(text)["statusCodeDistribution"]["200"],
         lambda text, load: json.loads(text)["latencyPercentiles"]["p99"] * 1e3,
         lambda load: oha_words(load, "-q", str(load.rate), "--latency-correction")),
    Tool("bombardier", "bombardier", bombardier_words,
         lambda text, load: json.loads(text)["result"]["req2xx"],
         lambda text, load: json.loads(text)["result"]["latency"]["percentiles"]["99"] / 1e3,
         lambda load: bombardier_words(load, "-r", str(load.rate))),
    Tool("vegeta", "vegeta", lambda load: vegeta_words(load, 0),
         lambda text, load: vegeta_report(load)["status_codes"]["200"],
         lambda text, load: vegeta_report(load)["latencies"]["99th"] / 1e6,
         lambda load: vegeta_words(load, load.rate)),
    Tool("k6", "k6",
         lambda load: k6_words(load, f"{{ executor: 'constant-vus', vus: {load.connections}, "
                                     f"duration: '{load.seconds}s' }}"),
         lambda text, load: int(k6_metrics(text)["http_reqs"]["values"]["count"]),
         lambda text, load: k6_metrics(text)["http_req_duration"]["values"]["p(99)"],
         lambda load: k6_words(load, f"{{ executor: 'constant-arrival-rate', rate: {load.rate}, timeUnit: '1s', "
                                     f"duration: '{load.seconds}s', preAllocatedVUs: {load.connections} }}")),
]


def present(tools):
    return [tool for tool in tools if shutil.which(tool.program)]


def scratch():
    return tempfile.TemporaryDirectory(prefix="peers-")
