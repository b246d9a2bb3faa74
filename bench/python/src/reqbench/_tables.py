"""A table is a pandas data frame where pandas is installed, else a dictionary of numpy arrays, one a column."""

from typing import TYPE_CHECKING, Any, Dict

if TYPE_CHECKING:  # neither is loaded before a table is asked for
    import numpy

Arrays = Dict[str, "numpy.ndarray[Any, Any]"]


def table(arrays: Arrays) -> Any:
    """Any, because what it is depends on what is installed."""
    try:
        import pandas
    except ImportError:
        return arrays
    return pandas.DataFrame(arrays)
