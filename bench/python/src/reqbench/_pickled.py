"""What a pickled histogram calls; pickle finds only what Python itself has made."""

from . import _core


def histogram(state: str) -> "_core.Histogram":
    return _core.Histogram._from_state(state)
