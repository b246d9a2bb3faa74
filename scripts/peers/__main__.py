"""reqbench beside other generators, against the same nginx: a generator has one core, the server the other, and the
runs are interleaved (A B … B A). Installs nothing; ends with 0 unless something could not be measured.

  peers   CPU per request, requests per generator-CPU-second, memory, and p99 at one rate, of every generator on PATH
  floor   wrk, two bare clients (epoll, io_uring) and reqbench: what checking and recording cost, and system calls
  held    memory of the generator for each connection that is only held
  pace    how exactly a rate is kept, constant and Poisson
  beside  the C++ servers beside nginx, which returns the same document from its configuration, and beside go_fiber
"""
import argparse
import dataclasses
import json
import math
import os
import platform
import shlex
import sys

import beside
import measured
import server
import tools
from tables import Table, all_values, figure
from tools import Load

CASES = {"64": (64, server.SMALL), "512": (512, server.SMALL), "large": (32, server.LARGE)}
TITLES = {"64": "27 B of JSON, 64 connections", "512": "27 B of JSON, 512 connections",
          "large": "64 KiB, 32 connections"}
# The limits that the generator is built to, of a paired ratio: (case, row, of, limit).
LIMITS = [(case, f"reqbench {engine}", of, limit)
          for case, engine, of, limit in (
              ("64", "epoll", "floor epoll", 1.08), ("512", "epoll", "floor epoll", 1.08),
              ("64", "io_uring", "floor io_uring", 1.08), ("512", "io_uring", "floor io_uring", 1.08),
              ("64", "epoll", "wrk", 0.90), ("512", "epoll", "wrk", 0.90),
              ("64", "io_uring", "wrk", 0.87), ("512", "io_uring", "wrk", 0.87), ("large", "epoll", "wrk", 0.70))]


def cost(tool, load, core):
    run = measured.run(tool.full(load), core, tool.accepted)
    requests = tool.requests(run.text, load)
    if not requests:
        sys.exit(f"peers: {tool.name} saw no right answer:\n{run.text[:2000]}")
    return run.cpu_s * 1e6 / requests, run.peak_kib


def costs(rows, load, options):
    return measured.interleaved([tool.name for tool in rows], options.runs,
                                lambda name: cost(next(t for t in rows if t.name == name), load, options.client_core))


def p99_at_a_rate(rows, load, options):
    able = {tool.name: tool for tool in rows if tool.paced}

    def one(name):
        run = measured.run(able[name].paced(load), options.client_core, able[name].accepted)
        return able[name].p99_ms(run.text, load)
    return measured.interleaved(list(able), options.runs, one)


def loads(options, port, folder):
    for case in options.cases:
        connections, path = CASES[case]
        yield case, Load(port, path, connections, options.seconds, folder=folder)


def peers(options, port, folder):
    rows = tools.reqbenches() + tools.present(tools.PEERS)
    absent = [tool.name for tool in tools.PEERS if tool not in rows]
    if absent:
        print(f"peers: not on PATH, so left out: {', '.join(absent)}", file=sys.stderr)
    for case, load in loads(options, port, folder):
        seen = costs(rows, load, options)
        table = Table(TITLES[case], ["generator", "CPU-µs a request", "requests a CPU-second", "peak memory, MiB",
                                     *([] if options.markdown else ["all CPU-µs"])], options)
        for name, values in sorted(seen.items(), key=lambda item: measured.median([cpu for cpu, _ in item[1]])):
            cpu = measured.median([cpu for cpu, _ in values])
            table.row(name, figure(cpu), figure(1e6 / cpu, "{:,.0f}"),
                      figure(measured.median([peak for _, peak in values]) / 1024, "{:.1f}"),
                      *all_values(options, [cpu for cpu, _ in values]))
        table.show()
    paced = Load(port, server.SMALL, 64, options.seconds, options.rate, folder)
    seen = p99_at_a_rate(rows, paced, options)
    table = Table(f"p99 at {options.rate:,} requests/s, 64 connections, as each tells it",
                  ["generator", "p99, ms", *([] if options.markdown else ["all"])], options)
    for tool in rows:
        if not tool.paced:
            table.row(tool.name, "keeps no rate")
            continue
        values = seen[tool.name]
        table.row(tool.name, figure(measured.median(values), "{:.3f}"), *all_values(options, values, "{:.3f}"))
    table.show()


def floor(options, port, folder):
    wrk = next(tool for tool in tools.PEERS if tool.name == "wrk")
    rows = tools.present([wrk, tools.floor("epoll"), tools.floor("uring"), *tools.reqbenches()])
    values = {}
    for case, load in loads(options, port, folder):
        seen = costs(rows, load, options)
        table = Table(TITLES[case], ["client", "CPU-µs a request", "÷ wrk", "÷ floor", "system calls a request",
                                     *([] if options.markdown else ["all CPU-µs"])], options)
        for tool in rows:
            values[case, tool.name] = [cpu for cpu, _ in seen[tool.name]]
        for tool in rows:
            own_floor = tool.name.replace("reqbench", "floor") if tool.name.startswith("reqbench") else None
            calls = measured.calls_per_request(
                lambda seconds, tool=tool: tool.full(dataclasses.replace(load, seconds=seconds)), options.client_core,
                lambda text, tool=tool: tool.requests(text, load))
            table.row(tool.name, figure(measured.median(values[case, tool.name])),
                      figure(measured.paired(values, (case, tool.name), (case, "wrk"))), figure(measured.paired(values, (case, tool.name), (case, own_floor))),
                      figure(calls), *all_values(options, values[case, tool.name]))
        table.show()
    table = Table("Against the limits", ["ratio", "seen", "limit"], options)
    for case, name, of, limit in LIMITS:
        ratio = measured.paired(values, (case, name), (case, of))
        if ratio is not None:
            table.row(f"{name} ÷ {of}, {TITLES[case]}", figure(ratio, "{:.3f}"),
                      f"{limit:.2f}{'' if ratio <= limit else ' (above it)'}")
    table.show()


def held(options, port, folder):
    if not tools.offers("--held"):
        sys.exit("peers: this build of reqbench load has no --held")
    table = Table("Held connections", ["engine", "connections", "peak memory, MiB", "KiB a connection", "failed"],
                  options)
    for tool in tools.reqbenches():
        base = None
        for connections in (1, options.connections):
            load = Load(port, server.SMALL, connections, options.seconds, folder=folder)
            runs = [measured.run([*tool.full(load), "--held"], options.client_core, tool.accepted)
                    for _ in range(options.runs)]
            peak = measured.median([run.peak_kib for run in runs])
            base = base or peak
            ledger = json.loads(runs[-1].text)["ledger"]
            table.row(tool.name, connections, figure(peak / 1024, "{:.1f}"),
                      figure((peak - base) / (connections - 1) if connections > 1 else None),
                      ledger["planned"] - ledger["ok"])
    table.show()


def pace(options, port, folder):
    arrivals = ["constant"] + (["poisson"] if "poisson" in tools.help_of(tools.REQBENCH, "load", "--help") else [])
    table = Table("A rate kept", ["engine", "arrivals", "asked/s", "planned", "answered/s", "off", "allowed",
                                  "p99 late, µs"], options)
    for tool in tools.reqbenches():
        for kind in arrivals:
            for rate in options.rates:
                load = Load(port, server.SMALL, 64, options.seconds, rate, folder)
                told = [json.loads(measured.run([*tool.paced(load), "--arrivals", kind], options.client_core,
                                                tool.accepted).text) for _ in range(options.runs)]
                achieved = measured.median([one["rate_per_s"]["achieved"] for one in told])
                off = achieved / rate - 1
                # Of n Poisson arrivals all but 3 in 1000 lie within 3 ÷ √n.
                allowed = 0.001 if kind == "constant" else 3 / math.sqrt(rate * options.seconds)
                verdict = f"{allowed * 100:.3f} %{'' if abs(off) <= allowed else ' (beyond it)'}"
                table.row(tool.name, kind, f"{rate:,}", f"{told[0]['ledger']['planned']:,}",
                          figure(achieved, "{:,.1f}"), f"{off * 100:+.3f} %", verdict,
                          figure(measured.median([one["lateness_ns"]["p99"] for one in told]) / 1e3, "{:.0f}"))
    table.show()


def words():
    parser = argparse.ArgumentParser(prog="scripts/dev", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["peers", "floor", "held", "pace", "beside"])
    parser.add_argument("--runs", type=int, default=7, help="of each (default 7)")
    parser.add_argument("--seconds", type=int, default=3, help="a run (default 3)")
    parser.add_argument("--cases", default="64,512,large", help="of peers and floor (default 64,512,large)")
    parser.add_argument("--rate", type=int, default=5000, help="of the paced runs of peers (default 5000)")
    parser.add_argument("--rates", default="1000,10000", help="of pace (default 1000,10000)")
    parser.add_argument("--connections", type=int, default=10000, help="of held (default 10000)")
    cores = sorted(os.sched_getaffinity(0))
    parser.add_argument("--server-core", type=int, default=cores[0], help="(default: the lowest)")
    parser.add_argument("--client-core", type=int, default=cores[-1], help="(default: the highest)")
    parser.add_argument("--only", default="", help="of beside: measurements whose name holds this text")
    parser.add_argument("--markdown", action="store_true", help="tables for a README, without the single values")
    options = parser.parse_args()
    options.cases = options.cases.split(",")
    options.rates = [int(rate) for rate in options.rates.split(",")]
    if unknown := [case for case in options.cases if case not in CASES]:
        parser.error(f"--cases: what is '{unknown[0]}'? There are: {', '.join(CASES)}")
    return options


def main():
    options = words()
    measured.raise_descriptors()
    print(f"`scripts/dev {shlex.join(sys.argv[1:])}` on {measured.processor()}, Linux {platform.release()}: servers on "
          f"processor {options.server_core}, one generator at a time on processor {options.client_core}; medians of "
          f"{options.runs} interleaved runs of {options.seconds} s.")
    if options.what == "beside":
        return beside.beside(options)
    with server.nginx(options.server_core) as (port, _), tools.scratch() as folder:
        {"peers": peers, "floor": floor, "held": held, "pace": pace}[options.what](options, port, folder)


if __name__ == "__main__":
    main()
