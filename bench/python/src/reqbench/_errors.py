"""The exceptions, one a kind of error (bench/README.md, "Errors"). Their sentences are those of the command line."""

import builtins
from typing import List


class Error(Exception):
    """What reqbench refuses or cannot do: what was tried, what happened, and what to do about it."""

    details: List[str] = []
    """Longer evidence, line by line, such as what was expected of an answer and what came."""


class UsageError(Error, ValueError):
    """Arguments or files that make no sense; nothing was sent."""


class EnvironmentError(Error, builtins.OSError):
    """The machine refused: descriptors, disk, permissions, ports."""


class ServerError(Error):
    """The target did not answer at all."""


class WrongAnswerError(Error):
    """The target answers wrongly."""


class DamagedError(Error, ValueError):
    """A result file or a histogram that cannot be trusted."""
