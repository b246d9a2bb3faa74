"""compare(): a newer run against older ones, or two saved loads."""

from typing import Any, Iterable, List, Tuple, Union

from . import _core
from ._run import Path, Run, read
from ._tables import table


def compare(*runs: Union[Run, Path], fail_on: Union[str, Iterable[str]] = ()) -> "Comparison":
    """Set the last run against those before it, as `reqbench compare OLD… NEW --fail-on …` does.

    fail_on: limits such as "throughput=-5%" or "cpu=+5%"; `failed` then tells whether one was crossed.
    Of two saved loads, the older one first, `changes` has both figures and their plain ratio: each was measured once.
    """
    limits = [fail_on] if isinstance(fail_on, str) else list(fail_on)
    held = [(run if isinstance(run, Run) else read(run))._held for run in runs]
    return Comparison(_core.compare(held, limits))


class Comparison:
    """How far each figure of the newer run moved: its ratio to the reference ÷ that of the older ones."""

    def __init__(self, held: "_core.HeldComparison") -> None:
        self._held = held

    @property
    def changes(self) -> Any:
        """A row a server × workload × load × metric: the change, its 95 % interval and the verdict.

        Of two saved loads a row a metric: before, after, ratio; `bound` says which bound the ratio is, if it is one.
        """
        return table(self._held.changes())

    @property
    def asked(self) -> Any:
        """A row a figure that a limit of fail_on was asked of: where its interval lies, and whether it fails."""
        return table(self._held.asked())

    @property
    def uncompared(self) -> List[Tuple[str, str]]:
        """What is not compared, and why."""
        return self._held.uncompared

    @property
    def cautions(self) -> List[str]:
        """What else differs and could explain a change."""
        return self._held.cautions

    @property
    def failed(self) -> bool:
        """A regression is shown: an interval lies wholly beyond its limit (exit code 5 of the command)."""
        return self._held.failed

    @property
    def invalid(self) -> bool:
        """Nothing can be compared, or a finding of grade invalid hits what was asked (exit code 4)."""
        return self._held.invalid

    @property
    def unsure(self) -> bool:
        """An interval contains its limit, or the newer run lost what an older one has (exit code 4 by --strict)."""
        return self._held.unsure
