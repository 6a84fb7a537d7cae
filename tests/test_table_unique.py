"""Hit policies of decision tables: `unique` is decided exactly where cells decide it, gaps are told."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.pattern import PropertyGraph, query
from routing.quality.tables import gaps
from routing.rulebook.tables import Table, read_tables
from routing.rulebook.tables.cells import Subject, read_condition
from routing.vocabulary import core
from tests.tables import FILE, errors, table


def read(text: str) -> Table:
    found = read_tables(text.encode(), FILE, core())
    assert found.errors == []
    return found.tables[0]


def clashes(*rows: str) -> list[str]:
    """The pairs of rows that are refused, such as `a b`."""
    found = errors(table(*rows, hit="unique"))
    assert all(": rows `" in line for line in found)
    return [" ".join(line.split("`")[1:4:2]) for line in found]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("65..", "<65", False),
        ("65..", "..65", True),
        (">64", "..64", False),
        ("40..64", "64..80", True),
        ("1, 3", "2, 4", False),
        ("<>3", "3", False),
        ("unknown", "0..", False),
        ("unknown", "known", False),
        ("known", "5", True),
        ("-", "5", True),
        ("unknown", "-", True),
    ],
)
def test_two_ranges_of_whole_numbers_meet_or_not(first: str, second: str, meet: bool) -> None:
    assert clashes("row,age,to", f'a,"{first}",support_center', f'b,"{second}",town_center') == ["a b"] * meet


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ("care.dementia", "care.needed", False),
        ("care.*", "care.needed", True),
        ("care.*", "debt.*", False),
        ("not care.dementia", "care.dementia", False),
        ("not care.dementia", "not care.needed", True),
        ("care.dementia, care.needed", "care.needed", True),
    ],
)
def test_two_lists_of_names_meet_or_not(first: str, second: str, meet: bool) -> None:
    assert clashes("row,need,to", f'a,"{first}",support_center', f'b,"{second}",town_center') == ["a b"] * meet


def test_rows_that_one_column_parts_do_not_clash() -> None:
    assert clashes("row,need,age,pregnant,to", "a,care.*,65..,,town_center", "b,,..64,yes,town_center") == []


def test_yes_and_no_part_rows_and_so_does_an_expression_as_heading() -> None:
    heading = "EXISTS { (p)-[:CARES_FOR]->(:Person) }"
    assert clashes(f"row,{heading},to", "a,yes,town_center", "b,no,town_center", "c,yes,town_center") == ["a c"]


def test_rows_in_force_at_different_times_do_not_clash() -> None:
    rows = ["row,from,until,age,to", "a,2020-04-01,2024-04-01,65..,town_center", "b,2024-04-01,,65..,town_center"]
    assert clashes(*rows) == []
    assert clashes(*rows[:2], "b,2024-03-31,,65..,town_center") == ["a b"]


def test_the_clash_says_where_both_rows_hold() -> None:
    rows = ["row,need,age,to", "a,care.dementia,60..,town_center", "b,care.*,..70,town_center"]
    expected = "rows `a` and `b` can hold at once (where need care.dementia, age 60..70)"
    assert errors(table(*rows, hit="unique")) == [f"{FILE}:A9: {expected}"]


def test_rows_that_only_an_expression_can_part_are_left_to_the_checker() -> None:
    text = table("row,age,where,to", "a,65..,p.pregnant,town_center", "b,65..,,town_center", hit="unique")
    assert errors(text) == []
    assert read(text).unsure == [("a", "b")]


def test_rows_with_the_same_expression_and_meeting_cells_clash() -> None:
    assert clashes("row,age,where,to", "a,65..,p.pregnant,town_center", "b,60..,p.pregnant,town_center") == ["a b"]


def test_collect_lets_rows_meet() -> None:
    assert errors(table("row,age,to", "a,65..,support_center", "b,65..,town_center")) == []


def test_a_table_too_large_for_unique_is_refused_in_good_time() -> None:
    ages = [f"r{number},{','.join(['-'] * 40)},{number},town_center" for number in range(1000)]
    headings = ",".join(f"days_until(n.due) + {number}" for number in range(40))
    began = time.process_time()
    found = errors(table(f"row,{headings},age,to", *ages, hit="unique"))
    assert found == [f"{FILE}:A7: with 1000 rows and 41 conditions `unique` is not decided"]
    assert time.process_time() - began < 20


AGES = st.sampled_from(
    ["<18", "18..64", "65..", "40..64", "..39", "20, 30", "unknown", "known", "-", "<>40", "(17..70)"]
)
CERTIFICATES = st.sampled_from(["none", "physical, mental", "not none", "-", "unknown", "multiple"])
SAMPLES = [None, -1, 0, 17, 18, 19, 20, 30, 39, 40, 41, 64, 65, 69, 70, 100]
KINDS = [None, "none", "physical", "intellectual", "mental", "multiple"]


def holds(cell: str, value: int | str | None) -> bool:
    """What a cell means, written anew."""
    known = {
        "<18": lambda v: v < 18, "18..64": lambda v: 18 <= v <= 64, "65..": lambda v: v >= 65,
        "40..64": lambda v: 40 <= v <= 64, "..39": lambda v: v <= 39, "20, 30": lambda v: v in (20, 30),
        "<>40": lambda v: v != 40, "(17..70)": lambda v: 17 < v < 70, "known": lambda v: True,
        "none": lambda v: v == "none", "physical, mental": lambda v: v in ("physical", "mental"),
        "not none": lambda v: v != "none", "multiple": lambda v: v == "multiple",
    }  # fmt: skip
    if cell == "-":
        return True
    if cell == "unknown" or value is None:
        return cell == "unknown" and value is None
    return known[cell](value)


@settings(max_examples=100, deadline=None)
@given(st.lists(AGES.filter(lambda cell: cell not in ("-", "<>40")), min_size=1, max_size=3), st.sampled_from(SAMPLES))
def test_the_condition_of_a_cell_holds_for_the_values_that_the_cell_names(cells: list[str], age: int | None) -> None:
    condition = read_condition(", ".join(cells), Subject("p.age", "integer"))
    assert condition is not None
    graph = PropertyGraph()
    graph.add_node("p", labels={"Person"}, properties={} if age is None else {"age": age})
    found = query(graph, f"MATCH (p:Person) WHERE {condition.text} RETURN p.age AS age")
    assert bool(found) == any(holds(cell, age) for cell in cells)


@settings(max_examples=100, deadline=None)
@given(CERTIFICATES.filter(lambda cell: cell != "-"), st.sampled_from(KINDS))
def test_the_condition_of_a_cell_holds_for_the_names_that_the_cell_lists(cell: str, kind: str | None) -> None:
    condition = read_condition(cell, Subject("p.kind", "string", frozenset(name for name in KINDS if name)))
    assert condition is not None
    graph = PropertyGraph()
    graph.add_node("p", labels={"Person"}, properties={} if kind is None else {"kind": kind})
    found = query(graph, f"MATCH (p:Person) WHERE {condition.text} RETURN p.kind AS kind")
    assert bool(found) == holds(cell, kind)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AGES, CERTIFICATES), min_size=2, max_size=4))
def test_rows_clash_exactly_where_some_values_meet_both(rows: list[tuple[str, str]]) -> None:
    text = [f'r{number},"{age}","{kind}",town_center' for number, (age, kind) in enumerate(rows)]
    expected = [
        f"r{i} r{j}"
        for j in range(len(rows))
        for i in range(j)
        if any(holds(rows[i][0], a) and holds(rows[j][0], a) for a in SAMPLES)
        and any(holds(rows[i][1], k) and holds(rows[j][1], k) for k in KINDS)
    ]
    assert clashes("row,age,certificate,to", *text) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(AGES, CERTIFICATES), min_size=1, max_size=4))
def test_there_are_gaps_exactly_where_no_row_holds(rows: list[tuple[str, str]]) -> None:
    text = [f'r{number},"{age}","{kind}",town_center' for number, (age, kind) in enumerate(rows)]
    found = gaps(read(table("row,age,certificate,to", *text)))
    named = {name for _, kind in rows for name in KINDS if name and name in kind}
    spoken = named or set(KINDS[1:])
    open_places = [
        (age, kind)
        for age, kind in itertools.product(SAMPLES, KINDS)
        if age is not None and age >= 0 and kind in spoken
        and not any(holds(a, age) and holds(k, kind) for a, k in rows)
    ]  # fmt: skip
    assert found.decided
    assert bool(found.found) == bool(open_places)


def test_gaps_are_told_in_the_words_of_the_table() -> None:
    rows = ["row,困りごと,年齢,to", "a,認知症,65..,town_center", "b,借金,,town_center", "c,認知症,<40,town_center"]
    text = table(*rows).replace("借金", "debt.multiple")
    assert gaps(read(text)).found == ({"困りごと": ["care.dementia"], "年齢": ["40..64"]},)


def test_gaps_with_an_expression_in_play_may_be_more() -> None:
    found = gaps(read(table("row,age,where,to", "a,65..,p.pregnant,town_center", "b,<65,,town_center")))
    assert (found.found, found.unsure) == ((), True)


def test_gaps_of_a_table_in_too_many_pieces_are_not_decided() -> None:
    headings = ",".join(f"days_until(n.due) + {number}" for number in range(12))
    rows = []
    for number in range(60):
        starts = [number * (column + 7) % 97 for column in range(12)]
        rows.append(f"r{number},{','.join(f'{start}..{start + 40}' for start in starts)},town_center")
    assert not gaps(read(table(f"row,{headings},to", *rows))).decided
