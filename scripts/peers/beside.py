"""Servers of ours beside nginx, which returns the very same JSON document from its configuration, and beside go_fiber.
Requests per second are those of the bare client, because a fast server is faster than any full generator; CPU per
request is the server's under `reqbench load`."""
import contextlib
import functools
import json
import sys
import urllib.request
from pathlib import Path

import measured
import server
import tools
from tables import Table, all_values, figure
from tools import Load

OURS = ["cpp_beast", "cpp_beast_tuned"]
JSON = "/json?id=4711&message=Hello%2C%20World%21&active=true&tag=red&tag=green"
BROWSER = ["User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
           "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
           "Accept-Language: en-US,en;q=0.5", "Accept-Encoding: gzip, deflate, br", "Cache-Control: max-age=0",
           "Upgrade-Insecure-Requests: 1", "Sec-Fetch-Dest: document", "Sec-Fetch-Mode: navigate"]  # Host is the ninth
ORDER = json.dumps({"customer": "Ada Lovelace", "currency": "EUR", "lines": [
    {"sku": f"AB-{number}", "quantity": number, "unit_price_cents": 1999} for number in (1, 2, 3)]})
# What cpp_beast and cpp_beast_tuned are built to: (row of a table, server, ratio to, at most or at least).
LIMITS = [("requests/s, json, 64 connections", "cpp_beast", "nginx", ">=", 0.6),
          ("requests/s, json, 64 connections", "cpp_beast_tuned", "nginx", ">=", 1.15),
          ("requests/s, json, 512 connections", "cpp_beast_tuned", "nginx", ">=", 1.1),
          ("CPU-µs a request, json, 64 connections", "cpp_beast_tuned", "nginx", "<=", 0.87),
          ("CPU-µs a request, json with nine fields, 64 connections", "cpp_beast_tuned", "nginx", "<=", 0.80),
          ("requests/s, order, 64 connections", "cpp_beast_tuned", "go_fiber", ">=", 1.6)]


def document(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{JSON}", timeout=10) as answer:
        return answer.read().decode()


def request_in(folder, port):
    """The order as a file for the bare client."""
    file = Path(folder, f"order-{port}")
    file.write_text(f"POST /order HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
                    f"Content-Length: {len(ORDER)}\r\n\r\n{ORDER}", newline="")
    return f"@{file}"


def per_second(load, core):
    run = measured.run(tools.floor("epoll").full(load), core)
    told = json.loads(run.text)
    if told["failed"]:
        sys.exit(f"peers: {told['failed']} answers of port {load.port} were no 200")
    return told["requests"] / load.seconds


def cost_us(process, load, core, headers):
    """CPU of the server's processes a request, in microseconds."""
    words = tools.reqbench_words(load, "epoll", *(word for header in headers for word in ("--header", header)))
    before = measured.cpu_of_tree(process)
    run = measured.run(words, core)
    return (measured.cpu_of_tree(process) - before) * 1e6 / tools.reqbench_requests(run.text, load)


def measurements(servers, options, folder):
    """(what is measured, at which servers, by which function of a server's name)."""
    def rate(connections, path, name):
        port, _ = servers[name]
        target = request_in(folder, port) if path is None else path
        return per_second(Load(port, target, connections, options.seconds), options.client_core)

    def cost(headers, name):
        port, process = servers[name]
        return cost_us(process, Load(port, JSON, 64, options.seconds), options.client_core, headers)

    beside_nginx = ["nginx", *OURS]
    for connections in (64, 512):
        yield f"requests/s, json, {connections} connections", beside_nginx, functools.partial(rate, connections, JSON)
    yield "CPU-µs a request, json, 64 connections", beside_nginx, functools.partial(cost, [])
    yield "CPU-µs a request, json with nine fields, 64 connections", beside_nginx, functools.partial(cost, BROWSER)
    yield "requests/s, order, 64 connections", ["go_fiber", *OURS], functools.partial(rate, 64, None)


def beside(options):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tools.scratch())
        servers = {name: stack.enter_context(server.ours(name, options.server_core)) for name in [*OURS, "go_fiber"]}
        same = document(servers[OURS[0]][0])
        servers["nginx"] = stack.enter_context(server.nginx(options.server_core, JSON.partition("?")[0], same))
        values = {}
        for what, names, measure in measurements(servers, options, folder):
            if options.only not in what:
                continue
            seen = measured.interleaved(names, options.runs, measure)
            table = Table(what, ["server", "median", f"÷ {names[0]}", *([] if options.markdown else ["all ratios"])],
                          options)
            for name in names:
                values[what, name] = seen[name]
                ratios = [one / other for one, other in zip(seen[name], seen[names[0]])]
                table.row(name, figure(measured.median(seen[name]), "{:,.2f}" if "CPU" in what else "{:,.0f}"),
                          "–" if name == names[0] else figure(measured.median(ratios), "{:.3f}"),
                          *all_values(options, ratios))
            table.show()
    table = Table("Against the limits", ["ratio", "seen", "limit"], options)
    for what, name, of, sign, limit in LIMITS:
        ratio = measured.paired(values, (what, name), (what, of))
        if ratio is not None:
            met = ratio >= limit if sign == ">=" else ratio <= limit
            table.row(f"{name} ÷ {of}: {what}", figure(ratio, "{:.3f}"),
                      f"{'≥' if sign == '>=' else '≤'} {limit:.2f}{'' if met else ' (not met)'}")
    table.show()
