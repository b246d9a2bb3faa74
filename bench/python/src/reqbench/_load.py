"""load(): one load of one URL, and what came of it."""

import json
import os
import warnings
from typing import Any, Dict, List, Mapping, Optional, Union

from . import _core
from ._run import Finding

Number = Union[int, float, str]


def load(
    url: str,
    *,
    connections: Union[int, str] = 64,
    duration: Optional[str] = None,
    rate: Optional[Number] = None,
    ramp: Optional[str] = None,
    steps: Optional[str] = None,
    held: Union[bool, str] = False,
    arrivals: Optional[str] = None,
    churn: Union[int, str, None] = None,
    warm_up: str = "1s",
    timeout: str = "2s",
    threads: Union[int, str] = 1,
    engine: str = "epoll",
    check_all: bool = False,
    seed: Union[int, str, None] = None,
    method: str = "GET",
    headers: Optional[Mapping[str, str]] = None,
    body: Optional[bytes] = None,
    expect_status: int = 200,
    expect_body: Optional[bytes] = None,
    allow_remote: bool = False,
) -> "Load":
    """Run the load generator, as `reqbench load` does with the same words, and return what came of it.

    Durations have units ("10s", "500ms"). Without rate, ramp, steps or held each connection sends when its answer came.
    Other Python threads go on meanwhile; Ctrl-C stops it. Where the first answer is wrong, a RuntimeWarning says so,
    and the load counts such answers as wrong.
    """
    driven = _core.load(
        url,
        connections=_word(connections),
        duration=duration,
        rate=_word(rate),
        ramp=ramp,
        steps=steps,
        held="never" if held is True else held or None,
        arrivals=arrivals,
        churn=_word(churn),
        warm_up=warm_up,
        timeout=timeout,
        threads=_word(threads),
        engine=engine,
        check_all=check_all,
        seed=_word(seed),
        method=method,
        headers=[f"{name}: {value}" for name, value in (headers or {}).items()],
        body=body,
        expect_status=expect_status,
        expect_body=expect_body,
        allow_remote=allow_remote,
    )
    if driven.wrong_first_answer:
        warnings.warn("\n".join(driven.wrong_first_answer), RuntimeWarning, stacklevel=2)
    return Load(driven)


def _word(value: Optional[Number]) -> Optional[str]:
    return None if value is None else str(value)


class Load:
    """What one load left behind. `json` holds all of it, with the keys of `reqbench load --json`."""

    def __init__(self, driven: "_core.DrivenLoad") -> None:
        self._driven = driven
        self.json: Dict[str, Any] = json.loads(driven.json)
        self.histograms: Dict[str, _core.Histogram] = driven.histograms()
        """By the keys of `json`: latency_ns, service_time_ns, first_byte_ns, connect_ns, lateness_ns, …"""

    @property
    def ledger(self) -> Dict[str, Any]:
        """planned = ok + failed by kind + timed_out + unsent + in_flight."""
        return dict(self.json["ledger"])

    @property
    def rate_per_s(self) -> Dict[str, float]:
        """offered (0 in a closed load) and achieved: right answers per second."""
        return dict(self.json["rate_per_s"])

    @property
    def latency(self) -> "_core.Histogram":
        """Of right answers, from the intended send (open) or the send (closed)."""
        return self.histograms["latency_ns"]

    @property
    def service_time(self) -> "_core.Histogram":
        """Of right answers, from the actual send."""
        return self.histograms["service_time_ns"]

    @property
    def limiter(self) -> str:
        """What bound it: server, generator, both, schedule (the asked rate) or unknown."""
        return str(self.json["limiter"])

    @property
    def findings(self) -> List[Finding]:
        """What stands against trusting the figures; the gravest first."""
        return [Finding(**finding) for finding in self.json["findings"]]

    def save(self, folder: Union[str, "os.PathLike[str]"]) -> None:
        """Write it into a new folder, for reqbench.read(), `reqbench report` and `reqbench compare`."""
        self._driven.save(folder)

    def __repr__(self) -> str:
        return f"<reqbench.Load of {self.json['request']}: {self.rate_per_s['achieved']:.0f} right answers/s>"
