"""Replications: the same bytes however they are run, interrupted or not, and as many as the answer needs."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pyarrow.parquet as parquet
import pytest

from routing.conference.simulation import SimulationError, compared, simulate, write_tables
from routing.conference.simulation.columns import COLUMNS
from routing.conference.simulation.report import report_page
from routing.conference.simulation.summaries import SUMMARIES
from tests.simulation.wards import TWO, small, two


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


@pytest.mark.unmeasured
def test_the_same_scenario_gives_the_same_bytes_on_any_number_of_workers(tmp_path: Path) -> None:
    for workers in (1, 2):
        out = tmp_path / str(workers)
        results = simulate(small(TWO), workers=workers, folder=out / "replications")
        write_tables(results, out)
        (out / "report.html").write_text(report_page(results, "ja"), encoding="utf-8")
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert len(files(tmp_path / "1")) == 2 + len(COLUMNS) + len(SUMMARIES) + 2


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(said: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        simulate(small(TWO), folder=tmp_path / "part", progress=stop)
    assert list(files(tmp_path / "part")) == ["replication-00001.json"]
    first = (tmp_path / "part" / "replication-00001.json").stat()
    resumed = simulate(small(TWO), folder=tmp_path / "part")
    assert (tmp_path / "part" / "replication-00001.json").stat().st_mtime_ns == first.st_mtime_ns
    assert resumed.replications == two().replications


def test_a_folder_of_another_simulation_is_refused(tmp_path: Path) -> None:
    simulate(small(TWO, ("days", 1), ("follow", 0)), folder=tmp_path)
    with pytest.raises(SimulationError, match="of another scenario"):
        simulate(small(TWO, ("days", 2), ("follow", 0)), folder=tmp_path)


def test_a_damaged_replication_is_refused(tmp_path: Path) -> None:
    (tmp_path / "replication-00001.json").write_text("{", encoding="utf-8")
    with pytest.raises(SimulationError, match="is no replication"):
        simulate(small(TWO), folder=tmp_path)


def test_a_disk_that_is_full_leaves_no_part_of_a_replication_and_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match=r"replication-00001\.json") as raised:
        simulate(small(TWO, ("days", 1), ("follow", 0)), folder=tmp_path)
    assert raised.value.errno == errno.ENOSPC
    assert list(tmp_path.iterdir()) == []


def test_the_backlog_of_all_is_that_of_its_kinds_together() -> None:
    results = two()
    kinds = {group for measure, by, group in results.estimates() if (measure, by) == ("backlog", "kind")}
    assert kinds == {kind.id for kind in small().scenario.households.kinds}
    for number, whole in enumerate(results.values("backlog")):
        assert whole == pytest.approx(sum(results.values("backlog", "kind", kind)[number] for kind in kinds))
    assert all(
        results.values("backlog_age", "kind", kind) for kind in kinds if any(results.values("backlog", "kind", kind))
    )


def test_it_stops_as_soon_as_the_interval_is_narrow_enough() -> None:
    few = {"least": 2, "most": 30, "measure": "cases", "within": 1000.0}
    results = simulate(small(("replications", few), ("days", 2), ("follow", 0)))
    assert (len(results.replications), results.known) == (2, True)


def test_it_says_that_the_interval_was_not_reached() -> None:
    few = {"least": 2, "most": 3, "measure": "cases", "within": 0.001}
    results = simulate(small(("replications", few), ("days", 5), ("follow", 0)))
    assert (len(results.replications), results.known) == (3, False)


def test_the_tables_hold_what_the_results_hold(tmp_path: Path) -> None:
    results = two()
    write_tables(results, tmp_path)
    for name, columns in COLUMNS.items():
        table = parquet.read_table(tmp_path / f"{name}.parquet")
        assert table.column_names == list(columns)
        assert table.to_pylist() == results.rows(name)
    summary = parquet.read_table(tmp_path / "summary.parquet").to_pylist()
    cases = [row["mean"] for row in summary if (row["measure"], row["by"]) == ("cases", "all")]
    counted = sum(row["counted"] for row in results.rows("cases"))
    assert cases == [counted / 2]
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert run["assumptions"]["staff"]["social_council"]["mark"] == "derived"


def test_what_comes_in_the_warm_up_or_after_the_days_that_count_is_simulated_and_not_measured() -> None:
    plain, warmed = two(), simulate(small(TWO, ("warm_up", 6), ("days", 6)))
    before = [row for row in warmed.rows("cases") if row["day"] < 0]
    after = [row for row in warmed.rows("cases") if row["day"] >= 6]
    assert before
    assert after
    assert not any(row["counted"] for row in before + after)
    counted = [row for row in warmed.rows("cases") if row["counted"]]
    assert sum(warmed.values("cases")) == len(counted)
    first_days = [row["case"] for row in plain.rows("cases") if row["day"] < 6]
    assert [row["case"] for row in before] == first_days  # the same families, earlier by the warm-up
    assert sum(row["arrivals"] for row in warmed.rows("replications")) == len(warmed.rows("cases"))


def test_scenarios_are_compared_replication_by_replication() -> None:
    one, other = two(), simulate(small(TWO, ("answers.silent", 1)))
    found = compared(one, other)
    assert found["cases", "all", "all"].difference.mean == 0
    assert found["days_to_contact", "all", "all"].difference.mean > 0


def test_an_agency_that_nobody_asked_in_a_replication_was_not_busy() -> None:
    results = two()
    loads = [key for key in results.estimates() if key[0] == "load"]
    assert loads
    assert {results.estimates()[key].n for key in loads} == {2}
    assert any(len(results.values(*key)) == 1 for key in loads)
