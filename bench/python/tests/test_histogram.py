"""Histogram: what goes in comes out, and nothing that is put in breaks it."""

import base64
import pickle
import random
import struct
import zlib
from typing import Any, Callable, List, Optional

import numpy
import pytest
import reqbench
from reqbench import _core


def filled(digits: int = 3) -> reqbench.Histogram:
    histogram = reqbench.Histogram(digits=digits)
    histogram.record_all(numpy.arange(1, 100_001) * 1000)
    return histogram


def test_percentiles_are_within_its_precision() -> None:
    histogram = filled()
    assert histogram.count == 100_000
    assert (histogram.min_ns, histogram.max_ns) == (1000, 100_000_000)
    assert histogram.percentile(0) == 1000
    assert histogram.percentile(50) == pytest.approx(50_000_000, rel=0.001)
    assert histogram.percentile(100) == 100_000_000
    assert histogram.mean_ns == pytest.approx(50_000_500, rel=0.001)
    assert histogram.count_above(99_000_000) == pytest.approx(1000, abs=100)


def test_an_empty_one_says_so() -> None:
    histogram = reqbench.Histogram()
    assert (histogram.count, histogram.percentile(99), histogram.min_ns, histogram.mean_ns) == (0, 0, 0, 0)
    assert [len(column) for column in histogram.buckets().values()] == [0, 0, 0]
    assert reqbench.Histogram.decode(histogram.encode()).count == 0


def test_record_counts_equal_values() -> None:
    histogram = reqbench.Histogram()
    histogram.record(5, count=3)
    histogram.record(7)
    histogram.record(7, count=0)
    assert histogram.count == 4


def test_one_that_had_not_ended_is_at_least() -> None:
    histogram = reqbench.Histogram()
    histogram.record(1000, count=99)
    histogram.record_at_least(2_000_000_000)
    assert histogram.censored == 1
    assert not histogram.percentile_is_at_least(50)
    assert histogram.percentile_is_at_least(100)


def test_merging_adds_the_counts() -> None:
    merged = filled()
    copy = merged.copy()
    copy.merge(filled(digits=2))
    assert (merged.count, copy.count) == (100_000, 200_000)
    copy.merge(copy)
    assert copy.count == 400_000


def test_numpy_sees_the_buckets() -> None:
    buckets = filled().buckets()
    assert list(buckets) == ["low_ns", "high_ns", "count"]
    assert all(column.dtype == numpy.int64 for column in buckets.values())
    assert buckets["count"].sum() == 100_000
    assert (buckets["low_ns"][1:] > buckets["high_ns"][:-1]).all()


@pytest.mark.parametrize("digits", [2, 3])
def test_hdr_v2_reads_back(digits: int) -> None:
    histogram = filled(digits)
    read = reqbench.Histogram.decode(histogram.encode())
    assert read.digits == digits
    assert read.encode() == histogram.encode()
    assert read.percentile(50) == histogram.percentile(50)
    assert reqbench.Histogram.decode(histogram.encode().encode()).count == 100_000


def test_pickle_keeps_all_of_it() -> None:
    histogram = filled()
    histogram.record_at_least(3_000_000_001)
    read = pickle.loads(pickle.dumps(histogram))
    assert read.encode() == histogram.encode()
    assert (read.max_ns, read.min_ns, read.censored) == (3_000_000_001, 1000, 1)


@pytest.mark.parametrize("values", [[], [1, 2], numpy.array([3], "uint8"), numpy.ones((2, 3), "int32"), range(4)])
def test_all_arrays_of_integers_are_taken(values: Any) -> None:
    histogram = reqbench.Histogram()
    histogram.record_all(values)
    assert histogram.count == numpy.size(values)


@pytest.mark.parametrize(
    "values, sentence",
    [
        ([1.5], "integers"),
        ([float("nan")], "integers"),
        (["x"], "integers"),
        ([None], "integers"),
        ([10**30], "integers"),
        ([True], "integers"),
        ([5, -1], "not negative"),
        (numpy.array([2**63], "uint64"), "larger"),
    ],
)
def test_arrays_of_anything_else_are_refused_whole(values: Any, sentence: str) -> None:
    histogram = reqbench.Histogram()
    with pytest.raises(reqbench.UsageError, match=sentence):
        histogram.record_all(values)
    assert histogram.count == 0


@pytest.mark.parametrize("kind", ["int64", "uint64", "int8"])
def test_an_array_that_no_memory_holds_is_refused(kind: str) -> None:
    """One value, shown as very many: an array that takes no memory itself."""
    histogram = reqbench.Histogram()
    with pytest.raises(MemoryError):
        histogram.record_all(numpy.broadcast_to(numpy.ones(1, kind), 2**50))
    assert histogram.count == 0


def test_arrays_of_any_layout_are_read_as_their_values() -> None:
    histogram = reqbench.Histogram()
    for values in (numpy.arange(10)[::-3], numpy.array([1, 2], ">i8"), numpy.asfortranarray(numpy.ones((3, 4), "u1"))):
        histogram.record_all(values)
    assert (histogram.count, histogram.min_ns, histogram.max_ns) == (18, 0, 9)


def test_hostile_arguments_are_refused() -> None:
    histogram = reqbench.Histogram()
    for digits, highest_ns in [(0, 10), (4, 10), (-1, 10), (3, 1), (3, -1), (2, 0)]:
        with pytest.raises(reqbench.UsageError):
            reqbench.Histogram(digits=digits, highest_ns=highest_ns)
    assert reqbench.Histogram(highest_ns=2**63 - 1).count == 0
    for percent in (-1, 100.001, float("nan"), float("inf"), -1e300):
        with pytest.raises(reqbench.UsageError, match="between 0 and 100"):
            histogram.percentile(percent)
        with pytest.raises(reqbench.UsageError, match="between 0 and 100"):
            histogram.percentile_is_at_least(percent)
    with pytest.raises(reqbench.UsageError, match="not negative"):
        histogram.record(-1)
    with pytest.raises(reqbench.UsageError, match="not negative"):
        histogram.record_at_least(-(2**63))
    for value in (2**63, 1.5, "1", None):
        with pytest.raises(TypeError):
            histogram.record(value)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        histogram.record(1, count=-1)
    with pytest.raises(TypeError):
        histogram.merge(None)  # type: ignore[arg-type]


def test_counts_never_overflow() -> None:
    histogram = reqbench.Histogram()
    histogram.record(5, count=2**63 - 1)
    adding: List[Callable[[], None]] = [
        lambda: histogram.record(5),
        lambda: histogram.record(5, count=2**64 - 1),
        lambda: histogram.record_at_least(5),
        lambda: histogram.record_all([1]),
        lambda: histogram.merge(histogram),
    ]
    for add in adding:
        with pytest.raises(reqbench.UsageError, match="at most"):
            add()
    assert histogram.percentile(99) == 5
    assert reqbench.Histogram.decode(histogram.encode()).count == 2**63 - 1


def test_a_damaged_encoding_is_refused_or_read_but_never_believed_blindly() -> None:
    whole = filled().encode()
    chance = random.Random(20261129)
    texts = ["", "x", "====", "\0", "é" * 100, whole[:-1], whole[: len(whole) // 2], whole + whole, "A" * 10**7]
    for _ in range(2000):
        letters = list(whole)
        for _ in range(chance.randint(1, 4)):
            letters[chance.randrange(len(letters))] = chance.choice("ABCxyz019+/=")
        texts.append("".join(letters[: chance.randint(0, len(letters))]))
    refused = 0
    for text in texts:
        try:
            read = reqbench.Histogram.decode(text)
            read.percentile(99)
            read.encode()
        except reqbench.DamagedError:
            refused += 1
    assert refused > 1900


def encoded(payload: bytes, cookie: int = 0x1C849303, claims: Optional[int] = None) -> str:
    """HDR V2 around counts that need not be any."""
    length = len(payload) if claims is None else claims
    header = struct.pack(">iiiiqqd", cookie, length, 0, 3, 1, 3_600_000_000_000, 1.0)
    packed = zlib.compress(header + payload)
    return base64.b64encode(struct.pack(">ii", 0x1C849304, len(packed)) + packed).decode()


def test_an_encoding_that_claims_or_unpacks_to_more_than_any_histogram_is_refused() -> None:
    assert reqbench.Histogram.decode(encoded(b"\x02")).count == 1
    texts = [encoded(b"\x02", claims=claims) for claims in (2**31 - 1, 2, -1, -(2**31))]
    texts += [encoded(byte * 2**24) for byte in (b"\x00", b"\xff")]
    texts += [encoded(b"\xff" * 9 * 2**10), encoded(b"\x02", cookie=5)]
    for text in texts:
        with pytest.raises(reqbench.DamagedError):
            reqbench.Histogram.decode(text)


def test_a_damaged_pickle_is_refused() -> None:
    for state in ("", "{}", "[" * 100_000, '{"hdr_v2": 5}', '{"hdr_v2": "AAAA"}', "null"):
        with pytest.raises(reqbench.DamagedError):
            reqbench.Histogram._from_state(state)


def test_there_is_no_object_that_was_not_made() -> None:
    assert reqbench.Histogram.__new__(reqbench.Histogram).percentile(50) == 0
    assert reqbench.Histogram.__new__(reqbench.Histogram, digits=2).digits == 2
    made = reqbench.Histogram()
    made.__init__()
    others: List[Any] = [_core.DrivenLoad, _core.HeldRun, _core.HeldComparison]
    for other in others:
        with pytest.raises(TypeError, match="not made by hand"):
            other()
        for make in (other.__new__, object.__new__, reqbench.Histogram.__new__):
            with pytest.raises(TypeError):
                make(other)
    with pytest.raises(TypeError):
        type("Own", (reqbench.Histogram,), {})
