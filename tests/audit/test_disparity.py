"""`routing.audit.disparity`: rates by group, and that what is not shown cannot be worked out."""

from __future__ import annotations

import datetime as dt
import json
import math
from array import array
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.audit.axes import band_of
from routing.audit.decided import DecidedCase, LeftOut, at_desk
from routing.audit.disparity import DisparityCounts, DisparityTable, GroupRow, Unit, _Group, disparity_table
from routing.audit.disparity_words import remarks
from routing.audit.errors import AuditError
from routing.audit.outcome_flags import AT_DESK, OUTCOMES, TIMES, hours
from routing.audit.small_cells import ALL
from routing.cli.audit.csv_text import csv_text
from routing.cli.audit.disparity_text import csv_rows, disparity_data, tables
from routing.cli.terminal import as_text
from routing.desk import Desk
from routing.log import Override
from routing.vocabulary import core
from tests.audit.town import CHORES, decided
from tests.desk.desks import DAY, HOUR, MONEY, NOON, asked, opened, router, store
from tests.settling import DEBT, DEMENTIA

PERSONS = [{"id": "a", "age": 82, "sex": "F"}, {"id": "b", "age": 52, "sex": "M"}]


def rows(cases: list[DecidedCase], by: str, unit: Unit | None = None, smallest: int = ALL) -> dict[str, GroupRow]:
    return {row.value: row for row in disparity_table(cases, by, unit, smallest).rows}


def found(row: GroupRow, outcome: str) -> tuple[int, int]:
    rate = row.rates[outcome]
    assert rate is not None
    return rate.found, rate.of


def test_persons_are_counted_in_their_own_group_with_what_concerns_them() -> None:
    # the chores are those of person a; nobody routes them
    made = rows([decided("1", CHORES, persons=PERSONS), decided("2", DEBT, persons=PERSONS)], "sex")
    assert {value: (row.of, found(row, "gap")) for value, row in made.items()} == {"F": (2, (1, 2)), "M": (2, (0, 2))}
    assert found(made["M"], "escalated") == found(made["F"], "escalated") == (1, 2)


def test_cases_are_counted_once_and_mixed_households_by_themselves() -> None:
    women = [{"id": "a", "sex": "F"}, {"id": "b", "sex": "F"}]
    made = rows([decided("1", CHORES, persons=PERSONS), decided("2", DEBT, persons=women)], "sex", "case")
    assert {value: (row.of, found(row, "gap")) for value, row in made.items()} == {
        "F": (1, (0, 1)),
        "mixed": (1, (1, 1)),
    }


def test_a_field_of_the_case_counts_cases_and_persons_where_they_are_asked_for() -> None:
    cases = [decided("1", CHORES, district="kinuta"), decided("2", DEBT)]
    assert {value: row.of for value, row in rows(cases, "district").items()} == {"kinuta": 1, "": 1}
    assert {value: row.of for value, row in rows(cases, "district", "person").items()} == {"kinuta": 2, "": 2}


def test_consent_is_counted_for_the_persons_it_is_wanted_of() -> None:
    made = rows([decided("1", DEBT, persons=PERSONS)], "sex")
    assert (found(made["F"], "withheld"), found(made["M"], "withheld")) == ((1, 1), (0, 1))


def test_an_override_and_a_provisional_rule_are_counted() -> None:
    one = decided("1", DEBT)
    (entry, *_) = one.decision.trace
    unsure = one.decision.model_copy(update={"trace": (entry.model_copy(update={"provisional": True}),)})
    over = (Override("self_reliance", "social_council", "chief", "knows them"),)
    made = rows([one, replace(one, decision=unsure), replace(one, overrides=over)], "municipality")["somewhere"]
    assert (found(made, "override"), found(made, "provisional"), found(made, "blocked")) == ((1, 3), (1, 3), (0, 3))


def test_the_rest_is_all_other_groups_and_a_large_difference_stands_out() -> None:
    cases = [decided(str(n), CHORES, district="east") for n in range(30)]
    cases += [decided(str(n), DEBT, district="west") for n in range(20)]
    cases += [decided(str(n), DEBT, district="north") for n in range(10)]
    table = disparity_table(cases, "district", None, ALL)
    rate = {row.value: row for row in table.rows}["east"].rates["gap"]
    assert rate is not None
    assert rate.apart is not None
    assert (rate.found, rate.of, rate.apart[0], rate.stands_out) == (30, 30, 1.0, True)
    assert table.comparisons == 3 * len(OUTCOMES)


def test_a_group_alone_is_held_against_nothing() -> None:
    table = disparity_table([decided("1", DEBT)], "district", None, ALL)
    assert [rate.apart for rate in table.rows[0].rates.values() if rate is not None] == [None] * len(OUTCOMES)
    assert (table.comparisons, table.stands_out) == (0, False)


def test_one_large_household_is_one_case() -> None:
    many = [{"id": f"p{n}", "sex": "F"} for n in range(20)] + PERSONS
    made = rows([decided("1", DEBT, persons=many)], "sex", smallest=5)
    assert [row.of for row in made.values()] == [None, None]


def test_few_who_have_an_outcome_and_few_who_have_not_are_not_shown() -> None:
    def shown(having: int, others: int) -> bool:
        cases = [decided(str(n), CHORES if n < having else DEBT) for n in range(having + others)]
        return rows(cases, "municipality", smallest=5)["somewhere"].rates["gap"] is not None

    assert [shown(0, 9), shown(4, 9), shown(5, 9), shown(9, 4), shown(9, 0)] == [True, False, True, False, True]


COUNTS = st.tuples(st.integers(0, 14), st.integers(0, 14))
SMALLEST = 5


def table_of(groups: list[dict[str, tuple[int, int]]]) -> DisparityTable:
    """The table of groups of which is known how many have each outcome and how many have not."""
    made = {}
    for number, group in enumerate(groups):
        total = sum(next(iter(group.values())))
        if total:
            counts = {name: [having, having, others] for name, (having, others) in group.items()}
            waits = {name: group[f"no_{name}"] for name in TIMES}
            times = {name: array("d", [math.inf] * still + [1.0] * over) for name, (still, over) in waits.items()}
            made[f"g{number}"] = _Group(total, total, counts, times)
    labels = {value: (value, value) for value in made}
    return DisparityCounts("district", "case", True, made, labels).table(SMALLEST)


def published(table: DisparityTable) -> list[str]:
    """Everything that is said of a table, in every form that needs no extra."""
    return [
        json.dumps(disparity_data(table, LeftOut())),
        csv_text(csv_rows(table, "ja")),
        as_text(tables(table, "en")),
        *remarks(table, 0, 0, "ja"),
    ]


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[list[Any], list[Any]]:
    """Groups, and the same groups in which whatever is suppressed is another number that is suppressed too."""
    first, second = [], []
    names = [*OUTCOMES, *AT_DESK]
    for of in draw(st.lists(st.integers(0, 30), min_size=1, max_size=4)):
        group = {name: (having := draw(st.integers(0, of)), of - having) for name in names}
        first.append(group)
        if 0 < of < SMALLEST:
            other = draw(st.integers(1, SMALLEST - 1))
            second.append({name: (having := draw(st.integers(0, other)), other - having) for name in names})
            continue
        hidden = [n for n in range(of + 1) if 0 < n < SMALLEST or 0 < of - n < SMALLEST]
        changed = {}
        for name, (having, _) in group.items():
            now = draw(st.sampled_from(hidden)) if having in hidden else having
            changed[name] = (now, of - now)
        second.append(changed)
    return first, second


@given(two_tables())
@settings(max_examples=30, deadline=None)
def test_whatever_the_suppressed_numbers_are_the_same_is_published(both: tuple[list[Any], list[Any]]) -> None:
    first, second = both
    assert published(table_of(first)) == published(table_of(second))


def test_waiting_is_counted_from_the_opening_of_the_case(tmp_path: Path) -> None:
    with store(tmp_path) as kept:
        desk = Desk(router(), kept)
        file = opened(desk, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        (one,) = at_desk([file], lambda _: core())
        assert (hours(one, "contact"), hours(one, "owner")) == (math.inf, math.inf)
        desk.receive(asked(file, "owner", "n2").id, MONEY, NOON + 3 * HOUR, "received")
        after = desk.accept(asked(file, "owner", "n2").id, MONEY, NOON + DAY, "accepted")
        (one,) = at_desk([after], lambda _: core())
        assert (hours(one, "contact"), hours(one, "owner")) == (3.0, 24.0)


def test_a_desk_tells_who_still_waits_and_the_medians(tmp_path: Path) -> None:
    with store(tmp_path) as kept:
        desk = Desk(router(), kept)
        for number, answered in enumerate((2, 4, None)):
            file = opened(desk, case=f"K{number}", needs={"n2": ("b", DEBT)})
            if answered is not None:
                file = desk.accept(asked(file, "owner", "n2").id, MONEY, NOON + answered * HOUR, f"accepted-{number}")
        table = disparity_table(at_desk(kept_files(kept), lambda _: core()), "municipality", None, ALL)
    (row,) = table.rows
    assert (found(row, "no_contact"), found(row, "no_owner")) == ((1, 3), (1, 3))
    assert (row.times["contact"].median, row.times["owner"].median) == (4.0, 4.0)


def kept_files(kept: Any) -> list[Any]:
    from routing.desk.shelf import Shelf

    return list(Shelf(kept).files())


def test_ages_come_in_bands_that_leave_no_age_out() -> None:
    assert [band_of(age) for age in (0, 17, 18, 39, 40, 64, 65, 74, 75, 84, 85, 130)] == [
        "0-17", "0-17", "18-39", "18-39", "40-64", "40-64", "65-74", "65-74", "75-84", "75-84", "85+", "85+",
    ]  # fmt: skip
    born = [{"id": "a", "birth_date": dt.date(1950, 4, 2)}, {"id": "b"}]
    assert set(rows([decided("1", DEBT, persons=born)], "age-band")) == {"75-84", ""}


@pytest.mark.parametrize("by", ["sexx", "birth_date", "savings_yen", "code"])
def test_what_is_as_good_as_a_name_is_no_group(by: str) -> None:
    with pytest.raises(AuditError, match="nothing can be counted by"):
        disparity_table([decided("1", DEBT)], by)


def test_what_rates_cannot_show_is_said_beside_them() -> None:
    table = disparity_table([decided("1", DEBT)], "sex", None, ALL)
    said = " ".join(remarks(table, 2, 1, "en"))
    for word in (
        "nothing about its cause",
        "proves no equality",
        "share its decision",
        "2 redacted",
        "Not to be published",
    ):
        assert word in said
