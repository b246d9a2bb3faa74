"""load(): the words of the command, and what comes of them."""

import concurrent.futures
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
from typing import Any, Dict

import pytest
import reqbench

SHORT: Dict[str, Any] = {"connections": 2, "duration": "200ms", "warm_up": "50ms"}


def test_every_request_is_accounted_for(server: str) -> None:
    done = reqbench.load(server + "/x", **SHORT)
    ledger = done.ledger
    rest = sum(ledger[name] for name in ("ok", "timed_out", "unsent", "in_flight")) + sum(ledger["failed"].values())
    assert ledger["planned"] == rest
    assert ledger["ok"] > 0
    assert done.latency.count == ledger["ok"] + done.latency.censored
    assert done.rate_per_s["achieved"] > 0
    assert done.limiter in ("server", "generator", "both", "schedule", "unknown")
    assert all(finding.remedy for finding in done.findings)


def test_its_figures_are_those_of_its_json(server: str) -> None:
    done = reqbench.load(server, rate=200, **SHORT)
    for name, histogram in done.histograms.items():
        told = done.json[name]
        assert histogram.count == told["count"], name
        if histogram.digits == 3:
            assert histogram.percentile(99.9) == told["p99.9"], name
            assert histogram.encode() == told["hdr_v2"], name
    assert set(done.histograms) >= {"latency_ns", "service_time_ns", "first_byte_ns", "connect_ns", "lateness_ns"}
    assert done.rate_per_s["offered"] == pytest.approx(200)
    assert done.json["shape"] == "rate 200, constant arrivals"


def test_each_word_reaches_the_generator(server: str) -> None:
    done = reqbench.load(
        server + "/echo",
        method="POST",
        body=b"\x00\xff",
        expect_body=b"\x00\xff",
        headers={"Authorization": "Bearer xyzzy"},
        seed=7,
        churn=1,
        check_all=True,
        timeout="1s",
        **SHORT,
    )
    assert done.json["seed"] == 7
    assert done.json["shape"] == "closed, a new connection for every 1 request"
    assert done.json["ledger"]["failed"] == {}
    assert done.json["connections"]["opened"] > 2
    held = reqbench.load(server, held=True, **SHORT)
    assert held.json["shape"] == "held, no heartbeat"


def test_wrong_answers_are_counted_and_warned_of(server: str) -> None:
    with pytest.warns(RuntimeWarning, match="status"):
        done = reqbench.load(server + "/missing", **SHORT)
    assert done.ledger["ok"] == 0
    assert done.ledger["failed"]["bad_status"] > 0
    assert "wrong_answers" in [finding.id for finding in done.findings]


def test_a_saved_load_reads_back(server: str, tmp_path: pathlib.Path) -> None:
    done = reqbench.load(server, **SHORT)
    done.save(tmp_path / "saved")
    read = reqbench.read(tmp_path / "saved")
    assert read.record["id"] == "saved"
    assert read.arrays("trials")["ok"].tolist() == [done.ledger["ok"]]
    with pytest.raises(reqbench.UsageError, match="not empty"):
        done.save(tmp_path / "saved")


def columns(table: Any) -> Dict[str, Any]:
    return table if isinstance(table, dict) else {name: table[name].to_numpy() for name in table}


def test_two_saved_loads_stand_side_by_side(server: str, tmp_path: pathlib.Path) -> None:
    for connections in (2, 4):
        done = reqbench.load(server, **{**SHORT, "connections": connections})
        done.save(tmp_path / str(connections))
    pair = reqbench.compare(tmp_path / "2", tmp_path / "4")
    rows = columns(pair.changes)
    here = {name: dict(zip(rows["metric"], rows[name])) for name in ("before", "after", "ratio", "bound")}
    assert here["after"]["throughput_per_s"] == pytest.approx(done.rate_per_s["achieved"])
    for metric in ("latency_p50_ns", "service_time_p50_ns", "bytes_received_per_request"):
        assert here["ratio"][metric] == pytest.approx(here["after"][metric] / here["before"][metric]), metric
    assert set(rows["bound"]) <= {"", "lower", "upper"}
    assert any("connections: 2 and 4" in line for line in pair.cautions)
    assert not (pair.failed or pair.invalid or pair.unsure or pair.uncompared)
    assert [len(column) for column in columns(pair.asked).values()][0] == 0


def test_what_a_saved_load_is_not_compared_with(server: str, reference: pathlib.Path, tmp_path: pathlib.Path) -> None:
    reqbench.load(server, **SHORT).save(tmp_path / "one")
    load = reqbench.read(tmp_path / "one")
    with pytest.raises(reqbench.UsageError, match="cannot be compared"):
        reqbench.compare(load, reference)
    with pytest.raises(reqbench.UsageError, match="two saved loads"):
        reqbench.compare(load, load, load)
    with pytest.raises(reqbench.UsageError, match="nothing can be asked"):
        reqbench.compare(load, load, fail_on="throughput=-5%")
    with pytest.raises(reqbench.UsageError, match="the same run"):
        reqbench.compare(load, load)
    (tmp_path / "one" / "trials" / "1.json").write_text("{")
    with pytest.raises(reqbench.DamagedError, match="no load that can be read"):
        reqbench.compare(tmp_path / "one", load)


def test_other_threads_go_on(server: str) -> None:
    turns = 0
    ended = threading.Event()

    def count() -> None:
        nonlocal turns
        while not ended.wait(0.001):
            turns += 1

    counter = threading.Thread(target=count)
    counter.start()
    reqbench.load(server, connections=1, rate=10, duration="300ms", warm_up="0s")
    ended.set()
    counter.join()
    assert turns > 20


@pytest.mark.parametrize(
    "words, sentence",
    [
        ({"connections": 0}, "--connections"),
        ({"connections": -1}, "--connections"),
        ({"connections": 10**30}, "--connections"),
        ({"connections": float("nan")}, "--connections"),
        ({"rate": float("nan")}, "--rate"),
        ({"rate": float("inf")}, "--rate"),
        ({"rate": -5}, "--rate"),
        ({"rate": 10, "steps": "1+2"}, "exclude each other"),
        ({"duration": "5"}, "--duration"),
        ({"duration": "-5s"}, "--duration"),
        ({"duration": "1s\0"}, "--duration"),
        ({"timeout": "99999999999999999999h"}, "--timeout"),
        ({"threads": 10**6}, "--threads"),
        ({"engine": "warp"}, "--engine"),
        ({"seed": -1}, "--seed"),
        ({"seed": 2**64}, "--seed"),
        ({"method": "get"}, "--method"),
        ({"headers": {"A\r\nB": "c"}}, "--header"),
        ({"headers": {"Content-Length": "3"}}, "--header"),
        ({"expect_status": 99}, "--expect-status"),
        ({"held": "0s"}, "--held"),
        ({"body": b"x" * (64 * 2**20 + 1)}, "64 MiB"),
    ],
)
def test_words_that_make_no_sense_are_refused_with_the_sentence_of_the_command(
    words: Dict[str, Any], sentence: str, server: str
) -> None:
    with pytest.raises(reqbench.UsageError, match=sentence):
        reqbench.load(server, **words)


@pytest.mark.parametrize("url", ["", "x" * 10**6, "https://127.0.0.1/", "http://127.0.0.1:99999/", "http://\0/", "//"])
def test_urls_that_make_no_sense_are_refused(url: str) -> None:
    with pytest.raises(reqbench.UsageError):
        reqbench.load(url)


def test_a_target_beyond_the_loopback_must_be_allowed() -> None:
    with pytest.raises(reqbench.UsageError, match="--allow-remote"):
        reqbench.load("http://192.0.2.1/")


@pytest.mark.parametrize(
    "words, sentence",
    [
        ({"duration": 5}, "duration takes Unicode text, or bytes, not this int"),
        ({"warm_up": []}, "warm_up takes Unicode text, not this list"),
        ({"method": object()}, "method takes"),
        ({"method": "\ud800"}, "method takes Unicode text, not this str"),
        ({"headers": {"A": "\udfff"}}, "headers takes"),
        ({"expect_status": 2**40}, "expect_status takes a status code, not this int"),
        ({"expect_status": "200"}, "expect_status takes"),
        ({"body": 5}, "body takes"),
    ],
)
def test_a_wrong_type_is_a_type_error_that_names_its_word(words: Dict[str, Any], sentence: str, server: str) -> None:
    with pytest.raises(TypeError, match=sentence):
        reqbench.load(server, **words)


@pytest.mark.parametrize("url", [None, 5, object(), ["http://127.0.0.1/"]])
def test_a_url_that_is_no_text_is_a_type_error(url: Any) -> None:
    with pytest.raises(TypeError):
        reqbench.load(url)


def test_threads_may_load_at_once(server: str) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        loads = list(threads.map(lambda _: reqbench.load(server, **SHORT), range(8)))
    assert all(load.ledger["ok"] > 0 for load in loads)


def ended(script: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, timeout=60)


DAEMONS = """
import sys, threading, time, reqbench
def read():
    while True:
        reqbench.read(sys.argv[2])
for _ in range(2):
    words = {"connections": 2, "duration": "60s", "warm_up": "0s"}
    threading.Thread(target=reqbench.load, args=sys.argv[1:2], kwargs=words, daemon=True).start()
    threading.Thread(target=read, daemon=True).start()
time.sleep(0.5)
"""


def test_the_interpreter_ends_while_daemon_threads_work(server: str, reference: pathlib.Path) -> None:
    done = ended(DAEMONS, server, str(reference))
    assert done.returncode == 0, done.stderr


FORKS = """
import os, sys, threading, time, reqbench
words = {"connections": 2, "duration": "2s", "warm_up": "0s"}
loading = threading.Thread(target=reqbench.load, args=sys.argv[1:], kwargs=words)
loading.start()
time.sleep(0.3)
child = os.fork()
if child == 0:
    done = reqbench.load(sys.argv[1], **{**words, "duration": "200ms"})
    sys.exit(0 if done.ledger["ok"] > 0 else 5)
loading.join()
sys.exit(os.WEXITSTATUS(os.waitpid(child, 0)[1]))
"""


def test_a_fork_while_a_load_runs_may_load_and_end(server: str) -> None:
    done = ended(FORKS, server)
    assert done.returncode == 0, done.stderr


def test_a_target_that_is_not_there_is_a_server_error() -> None:
    with pytest.raises(reqbench.ServerError):
        reqbench.load("http://127.0.0.1:1/", **SHORT)


INTERRUPTED = """
import sys, time, reqbench
print("begins", flush=True)
try:
    reqbench.load(sys.argv[1], connections=2, duration="60s", warm_up="0s", **eval(sys.argv[2]))
except KeyboardInterrupt:
    print(time.monotonic(), flush=True)
"""


@pytest.mark.parametrize("words", ["{}", "{'rate': 5}", "{'held': True}", "{'threads': 2, 'engine': 'auto'}"])
def test_ctrl_c_stops_it(words: str, server: str) -> None:
    """How soon is measured in README.md; here it must end long before its minute."""
    child = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, server, words], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begins\n"
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    told, _ = child.communicate(timeout=20)
    assert child.returncode == 0
    assert float(told) > 0
