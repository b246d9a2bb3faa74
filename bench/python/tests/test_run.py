"""read() and compare(): the numbers of the reports, in tables."""

import builtins
import json
import os
import pathlib
import random
import shutil
import sys
import threading
from typing import Any, List

import numpy
import pytest
import reqbench
from reqbench import _core

TABLES = ("trials", "cells", "ratios", "series", "seconds", "use")


@pytest.fixture(scope="module")
def run(reference: pathlib.Path) -> reqbench.Run:
    return reqbench.read(reference)


def test_its_tables_have_a_row_for_each_thing(run: reqbench.Run) -> None:
    record = run.record
    trials = run.arrays("trials")
    launches = record["blocks"] * len(record["servers"]) * len(record["workloads"])  # the calibration's are no row
    assert len(numpy.unique(trials["trial"])) == launches
    assert set(run.arrays("cells")["workload"]) == {workload["name"] for workload in record["workloads"]}
    series = run.arrays("series")
    assert set(zip(series["trial"], series["load"])) == set(zip(trials["trial"], trials["load"]))
    for name in TABLES:
        columns = run.arrays(name)
        assert len({len(column) for column in columns.values()}) == 1, name


def test_its_figures_are_those_of_the_report(run: reqbench.Run, reference: pathlib.Path) -> None:
    report = json.loads((reference / "report.json").read_text())
    cells = run.arrays("cells")
    seen = 0
    for told in report["cells"]:
        here = (
            (cells["server"] == told["server"])
            & (cells["workload"] == told["workload"])
            & (cells["load"] == told["load"])
        )
        for name, figure in told["metrics"].items():
            assert cells[name][here].tolist() == [pytest.approx(figure["value"])], (told["server"], name)
            seen += 1
    assert seen > 100


def test_units_stand_in_the_names(run: reqbench.Run) -> None:
    for name in TABLES:
        for column, values in run.arrays(name).items():
            if "latency" in column or "memory" in column or "warm_up" in column:
                assert column.removesuffix("_low").removesuffix("_high").endswith(("_ns", "_bytes")), column


def test_a_histogram_of_a_cell_is_that_of_its_launches(run: reqbench.Run) -> None:
    place = ("cpp_beast", "json", "closed")
    whole = run.histogram(*place)
    trials = run.arrays("trials")
    here = (trials["server"] == place[0]) & (trials["workload"] == place[1]) & (trials["load"] == place[2])
    merged = reqbench.Histogram()
    for trial in trials["trial"][here]:
        merged.merge(run.histogram(*place, trial=int(trial)))
    assert whole.count == merged.count > 0
    assert whole.encode() == merged.encode()
    assert run.histogram(*place, of="first_byte_ns").count > 0


def test_a_place_that_is_none_is_refused(run: reqbench.Run) -> None:
    with pytest.raises(reqbench.UsageError, match="no launch"):
        run.histogram("nobody", "json", "closed")
    with pytest.raises(reqbench.UsageError, match="trial 99999 is no launch"):
        run.histogram("cpp_beast", "json", "closed", trial=99999)
    with pytest.raises(reqbench.UsageError, match="latency_ns"):
        run.histogram("cpp_beast", "json", "closed", of="latency")
    with pytest.raises(TypeError):
        run.histogram("cpp_beast", "json", "closed", trial=2**40)
    with pytest.raises(KeyError, match="trials, cells"):
        run.arrays("nothing")


def test_pandas_gets_the_same_columns(run: reqbench.Run) -> None:
    pandas = pytest.importorskip("pandas")
    for name in TABLES:
        frame = getattr(run, name)
        assert isinstance(frame, pandas.DataFrame)
        assert list(frame.columns) == list(run.arrays(name))
    assert run.trials.groupby("server")["throughput_per_s"].median().min() > 0


def test_pandas_reads_the_csv_report_typed(run: reqbench.Run, reference: pathlib.Path) -> None:
    """report.csv is tidy: a row a trial, load and metric; what belongs to the whole launch has no load."""
    pandas = pytest.importorskip("pandas")
    rows = pandas.read_csv(reference / "report.csv")
    assert {name: rows[name].dtype.kind for name in ("block", "trial", "value")} == dict(block="i", trial="i", value="f")
    assert rows["value"].notna().all()
    assert not rows.duplicated(["trial", "load", "metric"]).any()
    units = r"_(?:ns|bytes|per_s|us_per_request|share|ratio_to_next)$|^requests_"
    assert rows["metric"].str.contains(units).all()
    told = rows.pivot(index=["trial", "load"], columns="metric", values="value")["latency_p50_ns"].dropna()
    trials = pandas.DataFrame(run.arrays("trials")).set_index(["trial", "load"])["latency_p50_ns"]
    pandas.testing.assert_series_equal(told.sort_index(), trials.sort_index(), check_dtype=False)


def test_without_pandas_tables_are_arrays(run: reqbench.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    for name in TABLES:
        table = getattr(run, name)
        assert isinstance(table, dict)
        assert all(isinstance(column, numpy.ndarray) for column in table.values())


def test_findings_and_record_are_told(run: reqbench.Run) -> None:
    assert {finding.grade for finding in run.findings} <= {"note", "warning", "invalid"}
    assert run.record["profile"] == "standard"
    assert run.damaged == []


def changed(reference: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The same figures as another run: a day later, with another seed."""
    shutil.copytree(reference, folder)
    record = json.loads((folder / "run.json").read_text())
    record.update(id=folder.name, started="2026-11-26T00:00:00Z", seed=record["seed"] + 1)
    (folder / "run.json").write_text(json.dumps(record))
    return folder


def test_a_run_with_the_figures_of_another_did_not_change(
    run: reqbench.Run, reference: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    newer = changed(reference, tmp_path / "newer")
    comparison = reqbench.compare(run, newer, fail_on=["throughput=-50%"])
    changes = comparison.changes if isinstance(comparison.changes, dict) else comparison.changes.to_dict("list")
    assert len(changes["change"]) > 0
    assert all(value == pytest.approx(1) for value in changes["change"])
    assert not comparison.failed
    assert set(comparison.asked["position"]) <= {"inside", "across"}
    assert all(what and why for what, why in comparison.uncompared)


def test_what_cannot_be_compared_is_refused(run: reqbench.Run, tmp_path: pathlib.Path) -> None:
    with pytest.raises(reqbench.UsageError, match="at least two"):
        reqbench.compare(run)
    with pytest.raises(reqbench.UsageError, match="the same run"):
        reqbench.compare(run, run)
    for limit in ("", "x", "throughput", "throughput=5%", "speed=-5%", "cpu=nan%", "p99=+1e400%", "\ud800"):
        with pytest.raises((reqbench.UsageError, TypeError, ValueError)):
            reqbench.compare(run, run, fail_on=limit)


def test_the_compiled_part_takes_nothing_for_a_run() -> None:
    strangers: List[Any] = [None, [None, None], [1, 2], "ab", {}, [[], []]]
    for stranger in strangers:
        with pytest.raises((TypeError, reqbench.UsageError)):
            _core.compare(stranger, [])


def test_a_run_stays_while_another_thread_reads_it(reference: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """compare() leaves the interpreter to others, who may drop what it was given."""
    runs = [reqbench.read(reference)._held, reqbench.read(changed(reference, tmp_path / "newer"))._held]
    ended = threading.Event()

    def drop() -> None:
        while not ended.is_set():
            runs.clear()

    dropping = threading.Thread(target=drop)
    dropping.start()
    try:
        _core.compare(runs, [])
    except reqbench.UsageError:
        pass  # they were gone before it began
    ended.set()
    dropping.join()


def test_what_is_no_run_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("{}")
    paths: List[Any] = [tmp_path, tmp_path / "file", "", "x/" * 5000, "a" * 100_000, b"/\xff\xfe", "/\udcff"]
    for path in paths:
        with pytest.raises(reqbench.UsageError):
            reqbench.read(path)
    strangers: List[Any] = [None, 5, "a\0b"]
    for path in strangers:
        with pytest.raises((TypeError, ValueError, reqbench.UsageError)):
            reqbench.read(path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"schema_version": 999}', "\xff"])
def test_a_damaged_run_is_refused(text: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "run.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(reqbench.DamagedError, match="run.json"):
        reqbench.read(tmp_path)


def test_damaged_trials_are_left_out_and_named(reference: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Whatever is cut or overwritten: what can be read is told, nothing crashes."""
    chance = random.Random(20261129)
    (tmp_path / "trials").mkdir()
    record = json.loads((reference / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps(record))
    for number in range(1, 41):
        for name in (f"{number}.json", f"{number}.series.json"):
            whole = (reference / "trials" / name).read_bytes()
            at = chance.randrange(len(whole))
            broken = [whole, whole[:at], whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :]][number % 3]
            (tmp_path / "trials" / name).write_bytes(broken)
    (tmp_path / "trials" / "41.json").mkdir()
    run = reqbench.read(tmp_path)
    assert len(run.damaged) >= 13
    assert any("41.json" in line for line in run.damaged)
    for name in TABLES:
        run.arrays(name)


def test_errors_are_of_their_kind() -> None:
    assert issubclass(reqbench.UsageError, (reqbench.Error, ValueError))
    assert issubclass(reqbench.EnvironmentError, builtins.OSError)
    assert issubclass(reqbench.DamagedError, reqbench.Error)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_run_that_cannot_be_read_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "run.json").write_text("{}")
    (tmp_path / "run.json").chmod(0)
    with pytest.raises(reqbench.Error):
        reqbench.read(tmp_path)
