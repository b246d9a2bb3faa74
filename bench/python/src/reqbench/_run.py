"""read(): a run on disk, as tables."""

import json
import os
from typing import Any, Dict, List, NamedTuple, Optional, Union

from . import _core
from ._tables import Arrays, table

Path = Union[str, "os.PathLike[str]"]


class Finding(NamedTuple):
    """A check that found something: its evidence, and what to do about it."""

    id: str
    grade: str
    text: str
    remedy: str


def read(run: Path = "latest") -> "Run":
    """Read a run: a directory, or in a checkout also the id of a run, or "latest".

    Files that cannot be trusted are left out and named in `damaged`.
    """
    return Run(_core.read(os.fsencode(run)))


class Run:
    """A run. Each table is made anew when it is asked for, so it is yours to change."""

    def __init__(self, held: "_core.HeldRun") -> None:
        self._held = held

    @property
    def name(self) -> str:
        """As it was asked for."""
        return self._held.name

    @property
    def record(self) -> Dict[str, Any]:
        """The keys of run.json: plan, seed, host, versions."""
        read: Dict[str, Any] = json.loads(self._held.record)
        return read

    @property
    def trials(self) -> Any:
        """A row a launch and load: its ledger, and each metric as far as it has one (else NaN)."""
        return table(self._held.trials())

    @property
    def cells(self) -> Any:
        """A row a server × workload × load: each metric over its launches, with its 95 % interval (_low, _high)."""
        return table(self._held.cells())

    @property
    def ratios(self) -> Any:
        """A row a ratio of two servers in one metric, with interval and verdict."""
        return table(self._held.ratios())

    @property
    def series(self) -> Any:
        """A row a window of a load: answers and latency over time. Empty when the series files were left out."""
        return table(self._held.series())

    @property
    def seconds(self) -> Any:
        """As series, by seconds."""
        return table(self._held.seconds())

    @property
    def use(self) -> Any:
        """A row a look at the server inside a load: memory and CPU."""
        return table(self._held.use())

    def arrays(self, name: str) -> Arrays:
        """A table by its name ("trials", "cells", …) as numpy arrays, also where pandas is installed."""
        makers = {
            "trials": self._held.trials,
            "cells": self._held.cells,
            "ratios": self._held.ratios,
            "series": self._held.series,
            "seconds": self._held.seconds,
            "use": self._held.use,
        }
        if name not in makers:
            raise KeyError(f"no table {name!r}; there are: {', '.join(makers)}")
        return makers[name]()

    def histogram(
        self, server: str, workload: str, load: str, *, of: str = "latency_ns", trial: Optional[int] = None
    ) -> "_core.Histogram":
        """The histogram of a cell, merged over the launches that count, or of one trial of it."""
        return self._held.histogram(server, workload, load, of=of, trial=trial)

    @property
    def findings(self) -> List[Finding]:
        """What stands against trusting the figures; the gravest first."""
        return [Finding(*finding) for finding in self._held.findings]

    @property
    def damaged(self) -> List[str]:
        """What could not be read, and why."""
        return self._held.damaged

    def __repr__(self) -> str:
        return f"<reqbench.Run {self.name}>"
