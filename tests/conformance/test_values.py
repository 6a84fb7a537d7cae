"""Values where openCypher leaves a choice or Python would be laxer: only the forms openCypher writes are read."""

from __future__ import annotations

import datetime as dt

import pytest

from routing.pattern import PropertyGraph, query


@pytest.mark.parametrize(
    ("text", "number"),
    [("42", 42), ("-7", -7), ("+3", 3), ("1.9", 1), ("-1.9", -1), (".5", 0), ("1e2", 100), ("1.5e3", 1500)],
)
def test_to_integer_reads_a_number_and_truncates_it(text: str, number: int) -> None:
    assert query(PropertyGraph(), f"RETURN toInteger('{text}') AS n") == [{"n": number}]


@pytest.mark.parametrize("text", ["", " 1", "1_0", "١", "nan", "inf", "0x10", "e2", "1e", "1e400", "9" * 30, "9" * 60])
def test_to_integer_of_anything_else_is_null(text: str) -> None:
    assert query(PropertyGraph(), f"RETURN toInteger('{text}') AS n") == [{"n": None}]


@pytest.mark.parametrize(("date", "days"), [("2026-04-02", 1), ("2026-03-31", -1), ("2028-02-29", 699)])
def test_days_until_counts_from_the_day_given(date: str, days: int) -> None:
    graph = PropertyGraph()
    graph.add_node("n", (), {"due": date})
    rows = query(graph, "MATCH (n) RETURN days_until(n.due) AS days", as_of=dt.date(2026, 4, 1))
    assert rows == [{"days": days}]


@pytest.mark.parametrize("date", ["2026-W14-3", "20260401", "2026-4-1", "2026-02-30", "2026-04-01T00:00", "٢٠٢٦-٠٤-٠١"])
def test_days_until_of_anything_but_a_calendar_date_is_null(date: str) -> None:
    graph = PropertyGraph()
    graph.add_node("n", (), {"due": date})
    rows = query(graph, "MATCH (n) RETURN days_until(n.due) AS days", as_of=dt.date(2026, 4, 1))
    assert rows == [{"days": None}]


@pytest.mark.parametrize("sum", ["n.yes + 1", "1 + n.yes", "n.yes + n.yes"])
def test_what_is_no_number_text_or_list_adds_up_to_null(sum: str) -> None:
    graph = PropertyGraph()
    graph.add_node("n", (), {"yes": True})
    assert query(graph, f"MATCH (n) RETURN {sum} AS n") == [{"n": None}]
