"""reqbench from Python: drive its load generator, open its results, compare runs.

Every number is made by the program's own modules and is the one that its commands print; a percentile, an interval or a
word is never computed here.
"""

from ._compare import Comparison, compare
from ._core import Histogram, __version__
from ._errors import DamagedError, EnvironmentError, Error, ServerError, UsageError, WrongAnswerError
from ._load import Load, load
from ._run import Finding, Run, read

__all__ = [
    "Comparison",
    "DamagedError",
    "EnvironmentError",
    "Error",
    "Finding",
    "Histogram",
    "Load",
    "Run",
    "ServerError",
    "UsageError",
    "WrongAnswerError",
    "__version__",
    "compare",
    "load",
    "read",
]
