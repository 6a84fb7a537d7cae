"""`routing.audit.gaps`: needs nobody owned, counted; and that what is not shown cannot be worked out."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.audit.axes import CASE_AXES, NEED_AXES, check_need_axes
from routing.audit.decided import DecidedCase, LeftOut, at_desk
from routing.audit.errors import AuditError
from routing.audit.gaps import KINDS, Count, GapCounts, GapTable, gap_table
from routing.audit.gaps_words import remarks
from routing.audit.small_cells import ALL
from routing.cli.audit.csv_text import csv_text
from routing.cli.audit.gaps_text import _csv, _table, gaps_data
from routing.cli.terminal import as_text
from routing.desk import Desk
from routing.vocabulary import core
from tests.audit.town import CHORES, decided
from tests.desk.desks import MONEY, NOON, asked, opened, router, store, town_case
from tests.settling import DEBT, DEMENTIA

SMALLEST = 5
CELL = st.integers(0, 12)
VALUES = [("kinuta", "debt.arrears"), ("kinuta", CHORES), ("yoga", "debt.arrears"), ("yoga", CHORES)]
KEYS = [(values, kind) for values in VALUES for kind in KINDS]


def counts(cells: list[int], more: int = 0) -> GapCounts:
    """Counts with these numbers of cases, each case with as many needs more."""
    filled = {key: [cell + more * (cell > 0), cell] for key, cell in zip(KEYS, cells, strict=True) if cell}
    labels = {part: (part, part) for values in VALUES for part in values}
    return GapCounts(("district", "code"), filled, labels, from_desk=True)


def published(table: GapTable) -> list[str]:
    """Everything that is said of a table, in every form that needs no extra."""
    return [
        json.dumps(gaps_data(table, LeftOut())),
        csv_text(_csv(table, "ja")),
        as_text([_table(table, "en")]),
        *remarks(table, 0, 0, "en"),
        *(str(table.margin(axis)) for axis in range(len(table.by))),
    ]


def test_a_need_that_no_rule_routes_is_counted_where_it_was() -> None:
    cases = [decided("1", CHORES, DEBT, district="kinuta"), decided("2", CHORES, district="yoga")]
    rows = gap_table(cases, ("district", "code"), ALL).rows
    assert [(row.values, row.counts) for row in rows] == [
        (("kinuta", CHORES), (Count(1, 1), Count(0, 0))),
        (("yoga", CHORES), (Count(1, 1), Count(0, 0))),
    ]


def test_needs_of_one_household_are_one_case() -> None:
    (row,) = gap_table([decided("1", CHORES, CHORES, CHORES)], ("domain",), ALL).rows
    assert (row.values, row.counts[0]) == (("living",), Count(3, 1))


def test_few_cases_are_few_however_many_their_needs() -> None:
    table = gap_table([decided(str(n), *[CHORES] * 3) for n in range(SMALLEST - 1)], ("code",), SMALLEST)
    assert [row.counts[0] for row in table.rows] == [None]
    assert (table.suppressed, sum(table.total)) == (1, 0)


def test_as_many_cases_as_the_smallest_are_shown() -> None:
    table = gap_table([decided(str(n), CHORES) for n in range(SMALLEST)], ("code",), SMALLEST)
    assert [row.counts[0] for row in table.rows] == [Count(SMALLEST, SMALLEST)]


def test_sums_are_of_what_is_shown() -> None:
    table = counts([9, 3, 0, 6, 0, 0, 2, 7, 0, 0, 0, 0]).table(SMALLEST)
    assert (table.total, table.suppressed) == ((15, 7, 0), 2)
    assert table.margin(0) == {"kinuta": (15, 0, 0), "yoga": (0, 7, 0)}


@given(st.lists(CELL, min_size=len(KEYS), max_size=len(KEYS)), st.data())
@settings(max_examples=30, deadline=None)
def test_whatever_the_suppressed_counts_are_the_same_is_published(cells: list[int], data: st.DataObject) -> None:
    small = st.integers(1, SMALLEST - 1)
    others = [data.draw(small) if 0 < cell < SMALLEST else cell for cell in cells]
    more = data.draw(st.integers(0, 3))
    assert published(counts(cells).table(SMALLEST)) == published(counts(others).table(SMALLEST))
    # and the needs of the cases that are suppressed
    hidden = {
        key: [cell[0] + more if cell[1] < SMALLEST else cell[0], cell[1]] for key, cell in counts(cells).counts.items()
    }
    raised = GapCounts(("district", "code"), hidden, counts(cells).labels, from_desk=True)
    assert published(counts(cells).table(SMALLEST)) == published(raised.table(SMALLEST))


def test_an_owner_who_has_not_accepted_is_waited_for_and_one_who_has_is_not(tmp_path: Path) -> None:
    with store(tmp_path) as kept:
        desk = Desk(router(), kept)
        first = opened(desk, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT), "n3": ("b", CHORES)})
        assert waiting([first], "n2", "n3") == {DEBT: 1, CHORES: 0}
        after = desk.accept(asked(first, "owner", "n2").id, MONEY, NOON, "answer")
        assert waiting([after], "n2", "n3") == {DEBT: 0, CHORES: 0}


def waiting(files: list, *needs: str) -> dict[str, int]:  # type: ignore[type-arg]
    """How many needs of each code of these needs wait for their owner."""
    table = gap_table(at_desk(files, lambda _: core()), ("code",), ALL)
    found = {row.values[0]: row.counts[2].needs for row in table.rows if row.counts[2] is not None}
    codes = {need.id: need.code for need in files[0].case.needs}
    return {codes[id]: found.get(codes[id], 0) for id in needs}


def test_what_the_desk_gave_to_somebody_is_no_gap_any_more(tmp_path: Path) -> None:
    with store(tmp_path) as kept:
        desk = Desk(router(), kept)
        file = opened(desk, needs={"n1": ("a", CHORES)})
        assert [row.counts[0] for row in gap_table(at_desk([file], lambda _: core()), ("code",), ALL).rows] == [
            Count(1, 1)
        ]
        from tests.desk.desks import CHIEF, COUNCIL

        given_to = desk.override(
            file.id, "owner", "social_council", "council", CHIEF, "helps with chores", NOON, "given", need="n1"
        )
        taken = desk.accept(asked(given_to, "owner", "n1").id, COUNCIL, NOON, "answer")
        assert gap_table(at_desk([taken], lambda _: core()), ("code",), ALL).rows == ()


def test_a_need_can_be_counted_by_everything_that_is_listed() -> None:
    one = decided("1", CHORES, district="kinuta", reported_by="minsei")
    names = (*CASE_AXES, *NEED_AXES)
    (row,) = gap_table([one], names, ALL).rows
    assert dict(zip(names, row.values, strict=True)) == {
        "district": "kinuta",
        "month": "2026-04",
        "municipality": "somewhere",
        "received_by": "support_center",
        "reported_by": "minsei",
        "rulebook": "test 1",
        "code": CHORES,
        "domain": "living",
        "status": "confirmed",
    }


@pytest.mark.parametrize("names", [("distrct",), ("code", "code"), ("age-band",)])
def test_what_needs_cannot_be_counted_by_is_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(AuditError):
        check_need_axes(names)


def test_a_district_that_is_a_formula_is_text_in_the_table() -> None:
    table = gap_table([decided("1", CHORES, district="=1+1")], ("district",), ALL)
    assert csv_text(_csv(table, "ja")).splitlines()[1].startswith("'=1+1,'=1+1,1,1")


def test_a_table_that_shows_everything_says_that_it_is_not_to_be_published() -> None:
    assert "Not to be published" in remarks(gap_table([decided("1", CHORES)], ("code",), ALL), 0, 0, "en")[0]


def test_a_case_that_a_desk_learnt_to_be_otherwise_is_counted_as_it_is_known_now() -> None:
    one = decided("1", CHORES)
    gone = DecidedCase(town_case(needs={}), one.decision)
    assert gap_table([gone], ("code",), ALL).rows == ()
    assert one.decision.as_of == dt.date(2026, 4, 1)
